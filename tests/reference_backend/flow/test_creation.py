"""A believed creation: the link that it makes active, once, in time, and over an older one."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.reference_backend.flow.conftest import Stage


def test_a_creation_makes_the_link_active_and_starts_one_sync(stage: Stage) -> None:
    """The stored id is Nango's, byte for byte, and the first sync names it and nobody else."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")

            connection_id = await world.connected(ada, "User:42@Acme/prod")
            (call,) = await world.nango.saw("POST", "/sync/trigger")

            link = await ada.link()
            assert link["status"] == "active"
            assert link["nangoConnectionId"] == connection_id
            assert link["activatedAt"] is not None
            assert link["lastSyncAt"] is None
            assert call.body == {
                "syncs": ["emails"],
                "provider_config_key": "outlook",
                "connection_id": connection_id,
            }

    asyncio.run(scenario())


def test_a_redelivery_changes_nothing(stage: Stage) -> None:
    """The same bytes again are acknowledged; there is one link and one sync."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            await world.connected(ada, "X")
            before = await ada.link()

            for _ in range(3):
                assert await world.deliver(world.creation(ada, "X")) == 200

            await world.settled()
            assert await ada.link() == before
            assert len(world.nango.made("POST", "/sync/trigger")) == 1

    asyncio.run(scenario())


def test_an_attempt_does_not_wait_for_ever(stage: Stage) -> None:
    """After an hour an attempt is shown as expired, is not completed, and can be begun anew."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            async with await ada.connect():
                pass
            world.ahead = timedelta(hours=1)

            assert (await ada.link())["status"] == "expired"
            assert await world.deliver(world.creation(ada, "X")) == 200
            assert (await ada.link())["nangoConnectionId"] is None
            await world.connected(ada, "Y")

            assert (await ada.link())["nangoConnectionId"] == "Y"

    asyncio.run(scenario())


def test_the_newer_connection_replaces_the_older(stage: Stage) -> None:
    """The older one is deleted at Nango, and no late copy of its events brings it back."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            await world.connected(ada, "X")
            await world.connected(ada, "Y")
            await world.nango.saw("DELETE", "/connections/X")
            await world.nango.saw("POST", "/sync/trigger", times=2)

            assert await world.deliver(world.creation(ada, "X")) == 200
            assert await world.deliver(world.event("override", "X")) == 200
            assert await world.deliver(world.event("refresh", "X", success=False)) == 200

            await world.settled()
            link = await ada.link()
            assert (link["status"], link["nangoConnectionId"]) == ("active", "Y")
            synced = [
                call.body["connection_id"] for call in world.nango.made("POST", "/sync/trigger")
            ]
            assert synced == ["X", "Y"]

    asyncio.run(scenario())


def test_starting_again_leaves_the_working_link_alone(stage: Stage) -> None:
    """Somebody who opens the modal and closes it keeps what she had."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            await world.connected(ada, "X")

            async with await ada.connect():
                pass

            assert (await ada.link())["status"] == "active"

    asyncio.run(scenario())

"""What later events do to a link that works: break it, heal it, end it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.reference_backend.flow.conftest import Stage


def test_a_refresh_failure_is_shown_and_an_override_heals_it(stage: Stage) -> None:
    """Each event takes effect whenever it comes: equal bodies are not the same event."""

    async def scenario() -> None:
        async with stage() as world:
            ada, grace = await world.person("ada"), await world.person("grace")
            await world.connected(ada, "X")
            await world.connected(grace, "Y")
            await world.settled()
            broken = world.event("refresh", "X", success=False, tags={"end_user_id": ada.id})
            seen = []

            for event in (broken, broken, world.event("override", "X", tags={}), broken):
                assert await world.deliver(event) == 200
                seen.append((await ada.link())["status"])

            assert seen == ["error", "error", "active", "error"]
            assert await world.deliver(world.event("refresh", "X")) == 200
            assert (await ada.link())["status"] == "active"
            assert (await ada.link())["lastError"] is None
            assert (await grace.link())["status"] == "active"
            assert len(world.nango.made("POST", "/sync/trigger")) == 2

    asyncio.run(scenario())


def test_a_failed_reconnect_does_not_break_a_working_link(stage: Stage) -> None:
    """It says `creation`, no success, and the id of the connection that still works."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            await world.connected(ada, "X")
            failed = world.event("creation", "X", success=False, error={"type": "unknown"})

            assert await world.deliver(failed) == 200

            link = await ada.link()
            assert (link["status"], link["nangoConnectionId"]) == ("active", "X")

    asyncio.run(scenario())


def test_a_deletion_at_nango_ends_the_link(stage: Stage) -> None:
    """A known connection is over; an unknown one is acknowledged."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            await world.connected(ada, "X")

            assert await world.deliver(world.event("deletion", "unknown")) == 200
            assert (await ada.link())["status"] == "active"
            assert await world.deliver(world.event("deletion", "X")) == 200

            assert (await ada.link())["status"] == "disconnected"

    asyncio.run(scenario())

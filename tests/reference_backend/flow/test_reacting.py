"""What a believed webhook changes, and for whom."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from reference_backend.tables import links, unclaimed_events

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


def test_only_the_named_owner_is_served(stage: Stage) -> None:
    """Of four attempts the one of this person, workspace and integration becomes active."""

    async def scenario() -> None:
        async with stage() as world:
            ada, grace = await world.person("ada"), await world.person("grace")
            async with ada.browser.post("/api/v1/workspaces", json={"name": "W2"}) as answer:
                second = (await answer.json())["workspace"]["id"]
            members = f"/api/v1/workspaces/{ada.workspace}/members"
            async with ada.browser.post(members, json={"userId": grace.id}):
                pass
            for start in (
                grace.connect(workspaceId=ada.workspace),
                ada.connect(workspaceId=second),
                ada.connect(),
                ada.connect("gmail"),
            ):
                async with await start as answer:
                    assert answer.status == 200

            assert await world.deliver(world.creation(ada, "X")) == 200

            active = [row for row in await world.rows(links) if row.status == "active"]
            assert [(row.userId, row.workspaceId, row.provider) for row in active] == [
                (ada.id, ada.workspace, "outlook")
            ]

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "change",
    [
        {"endUser": None, "tags": {}},
        {"endUser": "x", "tags": "y"},
        {"endUser": {"endUserId": None}, "tags": {"end_user_id": 7}},
        {"endUser": None, "tags": {"projectid": "somebody else's"}},
        {"endUser": {"endUserId": "unknown", "tags": {}}, "tags": {}},
        {"endUser": {"tags": {}}, "tags": {"workspaceid": "a" * 26}},
        {"providerConfigKey": "google-mail"},
        {"providerConfigKey": "no such integration"},
        {"success": False},
        {"success": "true"},
        {"success": None},
        {"operation": "override"},
        {"operation": "refresh"},
        {"operation": "brand_new"},
        {"type": "brand_new"},
        {"connectionId": None},
        {"connectionId": ""},
        {"connectionId": ".."},
        {"connectionId": "a\nb"},
        {"connectionId": "x" * 256},
    ],
)
def test_an_event_that_is_not_a_creation_for_the_owner_activates_nothing(
    stage: Stage, change: dict[str, Any]
) -> None:
    """What names nobody, another integration or no success leaves the attempt pending."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            async with await ada.connect():
                pass

            assert await world.deliver({**world.creation(ada, "X"), **change}) == 200

            await world.settled()
            link = await ada.link()
            assert (link["status"], link["nangoConnectionId"]) == ("pending", None)
            assert world.nango.made("POST", "/sync/trigger") == []

    asyncio.run(scenario())


@pytest.mark.parametrize("absent", ["endUser", "tags", "provider", "environment", "from"])
def test_what_an_owner_is_not_needed_for_may_be_absent(stage: Stage, absent: str) -> None:
    """Either `endUser` or `tags` names the owner; unknown members are passed over."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            async with await ada.connect():
                pass
            event = {**world.creation(ada, "X"), "brand_new": {"member": [1]}}
            del event[absent]

            assert await world.deliver(event) == 200

            assert (await ada.link())["status"] == "active"

    asyncio.run(scenario())


def test_an_event_that_contradicts_itself_names_nobody(stage: Stage) -> None:
    """When `endUser` and `tags` name two people, neither gets the connection."""

    async def scenario() -> None:
        async with stage() as world:
            ada, grace = await world.person("ada"), await world.person("grace")
            for person in (ada, grace):
                async with await person.connect():
                    pass
            event = world.creation(ada, "X", tags=world.creation(grace, "X")["tags"])

            assert await world.deliver(event) == 200

            assert (await ada.link())["status"] == "pending"
            assert (await grace.link())["status"] == "pending"

    asyncio.run(scenario())


def test_a_creation_that_nobody_started_is_kept_for_the_operator(stage: Stage) -> None:
    """It is acknowledged and recorded, and it gives nobody a link."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            nobody = {"endUser": {"endUserId": "0" * 26, "tags": {}}, "tags": {}}

            assert await world.deliver(world.creation(ada, "X")) == 200
            assert await world.deliver(world.creation(ada, "Y", **nobody)) == 200

            rows = await world.rows(unclaimed_events)
            assert [(row.connection_id, row.reason) for row in rows] == [
                ("X", "was not started"),
                ("Y", "names no owner"),
            ]
            assert await ada.links() == []

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


def test_a_known_connection_is_not_handed_to_somebody_else(stage: Stage) -> None:
    """A creation with Ada's connection and Grace's name gives Grace nothing."""

    async def scenario() -> None:
        async with stage() as world:
            ada, grace = await world.person("ada"), await world.person("grace")
            await world.connected(ada, "X")
            async with await grace.connect():
                pass

            assert await world.deliver(world.creation(grace, "X")) == 200

            assert (await ada.link())["nangoConnectionId"] == "X"
            assert (await grace.link())["status"] == "pending"

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

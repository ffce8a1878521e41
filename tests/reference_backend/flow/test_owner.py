"""Whose a creation is: the one person that it names, who began it, and nobody else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from reference_backend.tables import links, unclaimed_events

if TYPE_CHECKING:
    from tests.reference_backend.flow.conftest import Stage


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

"""Disconnecting, repairing and connecting again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from reference_backend.store.outbox import LEASE
from reference_backend.tables import emails

if TYPE_CHECKING:
    from tests.reference_backend.flow.conftest import Stage

CONNECTIONS = "/api/v1/integrations/nango/connections"


def test_a_disconnect_ends_the_link_on_both_sides(stage: Stage) -> None:
    """Nango deletes the connection by its encoded id; nothing brings the link back."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            await world.connected(ada, "user:42@acme/prod")
            link = await ada.link()
            await world.settled()

            async with ada.browser.delete(f"{CONNECTIONS}/{link['id']}") as answer:
                assert answer.status == 204

            (call,) = [call for call in world.nango.calls if call.method == "DELETE"]
            assert call.path == "/connections/user%3A42%40acme%2Fprod"
            assert call.query == {"provider_config_key": "outlook"}
            for event in (
                world.creation(ada, "user:42@acme/prod"),
                world.event("override", "user:42@acme/prod"),
                world.event("refresh", "user:42@acme/prod", success=False),
                world.sync_event("user:42@acme/prod"),
            ):
                assert await world.deliver(event) == 200
            await world.settled()
            assert (await ada.link())["status"] == "disconnected"
            assert len(world.nango.made("POST", "/sync/trigger")) == 1

    asyncio.run(scenario())


def test_connecting_and_disconnecting_can_be_repeated(stage: Stage) -> None:
    """Each of three cycles ends active with the newest connection, in the same row."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            seen = set()
            for connection_id in ("A", "B", "C"):
                await world.connected(ada, connection_id)
                link = await ada.link()
                assert (link["status"], link["nangoConnectionId"]) == ("active", connection_id)
                seen.add(link["id"])
                async with ada.browser.delete(f"{CONNECTIONS}/{link['id']}") as answer:
                    assert answer.status == 204
            assert len(seen) == 1

    asyncio.run(scenario())


def test_an_unknown_connection_counts_as_deleted(stage: Stage) -> None:
    """Nango says 400 `unknown_connection`: there is nothing left to delete."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            await world.connected(ada, "X")
            world.nango.gone.add("X")

            async with ada.browser.delete(f"{CONNECTIONS}/{(await ada.link())['id']}") as answer:
                assert answer.status == 204

            assert (await ada.link())["status"] == "disconnected"

    asyncio.run(scenario())


def test_a_disconnect_that_nango_failed_is_not_called_done(stage: Stage) -> None:
    """It is a 502, the link is `disconnecting`, and asking again completes it."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            await world.connected(ada, "X")
            url = f"{CONNECTIONS}/{(await ada.link())['id']}"
            world.nango.fail("DELETE /connections", 500)

            async with ada.browser.delete(url) as answer:
                assert answer.status == 502
            assert (await ada.link())["status"] == "disconnecting"
            assert await world.deliver(world.event("override", "X")) == 200
            assert (await ada.link())["status"] == "disconnecting"
            world.nango.recover()
            async with ada.browser.delete(url) as answer:
                assert answer.status == 204

            assert (await ada.link())["status"] == "disconnected"

    asyncio.run(scenario())


def test_a_pending_link_is_ended_without_nango(stage: Stage) -> None:
    """There is nothing to delete, and the attempt is over: a late creation finds nobody."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            async with await ada.connect():
                pass

            async with ada.browser.delete(f"{CONNECTIONS}/{(await ada.link())['id']}") as answer:
                assert answer.status == 204
            assert await world.deliver(world.creation(ada, "X")) == 200

            assert (await ada.link())["status"] == "disconnected"
            assert [call.method for call in world.nango.calls] == ["POST"]

    asyncio.run(scenario())


def test_the_mails_go_with_the_link(stage: Stage) -> None:
    """What was read through a connection does not outlive it."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            await world.connected(ada, "X")
            world.nango.pages = [{"records": [{"id": "1"}], "next_cursor": None}]
            await world.deliver(world.sync_event("X"))
            await world.settled()
            assert len(await world.rows(emails)) == 1

            async with ada.browser.delete(f"{CONNECTIONS}/{(await ada.link())['id']}"):
                pass

            assert await world.rows(emails) == []

    asyncio.run(scenario())


def test_a_reconnect_is_pinned_to_the_connection_and_names_its_owner(stage: Stage) -> None:
    """The attribution is sent again, since a reconnect without it wipes the tags."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            await world.connected(ada, "X")
            await world.deliver(world.event("refresh", "X", success=False))
            url = f"{CONNECTIONS}/{(await ada.link())['id']}/reconnect"

            async with ada.browser.post(url) as answer:
                body = await answer.json()

            assert answer.status == 200
            assert body["sessionToken"].startswith("nango_connect_session_")
            (call,) = world.nango.made("POST", "/connect/sessions/reconnect")
            assert call.body == {
                "connection_id": "X",
                "integration_id": "outlook",
                "end_user": {
                    "id": ada.id,
                    "email": "ada@example.com",
                    "display_name": "ada",
                    "tags": {"workspaceId": ada.workspace, "provider": "outlook"},
                },
            }

    asyncio.run(scenario())


def test_only_a_connected_link_can_be_repaired(stage: Stage) -> None:
    """There is no session for a connection that is not there."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            async with await ada.connect():
                pass
            url = f"{CONNECTIONS}/{(await ada.link())['id']}/reconnect"

            async with ada.browser.post(url) as answer:
                assert answer.status == 409

            assert world.nango.made("POST", "/connect/sessions/reconnect") == []

    asyncio.run(scenario())


@pytest.mark.parametrize("member", [False, True])
def test_a_link_is_its_owners_alone(stage: Stage, *, member: bool) -> None:
    """Nobody else lists, repairs, ends or reads it, not even a member of the workspace."""

    async def scenario() -> None:
        async with stage() as world:
            ada, mallory = await world.person("ada"), await world.person("mallory")
            await world.connected(ada, "X")
            link_id = (await ada.link())["id"]
            if member:
                members = f"/api/v1/workspaces/{ada.workspace}/members"
                async with ada.browser.post(members, json={"userId": mallory.id}):
                    pass
            await world.settled()
            calls = len(world.nango.calls)

            for id_ in (link_id, "X", ada.id, "..%2Fx", "a%0Ab"):
                for method, path in (
                    ("DELETE", f"{CONNECTIONS}/{id_}"),
                    ("POST", f"{CONNECTIONS}/{id_}/reconnect"),
                    ("GET", f"{CONNECTIONS}/{id_}/emails"),
                ):
                    async with mallory.browser.request(method, path) as answer:
                        assert answer.status == 404
            query = {"workspaceId": ada.workspace, "userId": ada.id, "id": link_id}
            async with mallory.browser.get(CONNECTIONS, params=query) as answer:
                shown = await answer.text()
                assert answer.status == (200 if member else 403)

            assert link_id not in shown
            assert len(world.nango.calls) == calls
            assert (await ada.link())["status"] == "active"

    asyncio.run(scenario())


def test_starting_again_while_the_old_connection_is_deleted_is_kept(stage: Stage) -> None:
    """The end of the old connection does not end the attempt that came after it."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            await world.connected(ada, "X")
            await world.settled()
            url = f"{CONNECTIONS}/{(await ada.link())['id']}"
            world.nango.fail("DELETE /connections", 500)
            async with ada.browser.delete(url):
                pass
            world.nango.recover()

            async with await ada.connect():
                pass
            world.ahead = LEASE
            world.backend.outbox.wake()
            await world.settled()

            assert (await ada.link())["status"] == "pending"
            assert await world.deliver(world.creation(ada, "Y")) == 200
            assert (await ada.link())["nangoConnectionId"] == "Y"

    asyncio.run(scenario())

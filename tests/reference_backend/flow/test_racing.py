"""Events that arrive at the same moment, on both stores."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from reference_backend.tables import links

if TYPE_CHECKING:
    from tests.reference_backend.flow.conftest import Stage

on_both_stores = pytest.mark.parametrize(
    "database_url",
    ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)],
    indirect=True,
)


@on_both_stores
def test_simultaneous_copies_of_a_creation_are_one_connection(stage: Stage) -> None:
    """Eight copies at once: all acknowledged, one link, one sync."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            async with await ada.connect():
                pass
            event = world.creation(ada, "X")

            statuses = await asyncio.gather(*(world.deliver(event) for _ in range(8)))

            await world.settled()
            assert set(statuses) == {200}
            assert (await ada.link())["nangoConnectionId"] == "X"
            assert len(world.nango.made("POST", "/sync/trigger")) == 1

    asyncio.run(scenario())


@on_both_stores
def test_a_creation_and_an_override_at_once_are_one_connection(stage: Stage) -> None:
    """The pair that a GitHub-App flow sends leaves one active link, in whatever order."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            async with await ada.connect():
                pass

            statuses = await asyncio.gather(
                world.deliver(world.event("override", "X", tags={})),
                world.deliver(world.creation(ada, "X")),
                world.deliver(world.event("override", "X", tags={})),
            )

            await world.settled()
            assert set(statuses) == {200}
            link = await ada.link()
            assert (link["status"], link["nangoConnectionId"]) == ("active", "X")
            assert len(world.nango.made("POST", "/sync/trigger")) == 1

    asyncio.run(scenario())


@on_both_stores
def test_two_owners_never_share_a_connection(stage: Stage) -> None:
    """Two creations with one id and two names at once: one gets it, none fails."""

    async def scenario() -> None:
        async with stage() as world:
            ada, grace = await world.person("ada"), await world.person("grace")
            for person in (ada, grace):
                async with await person.connect():
                    pass

            statuses = await asyncio.gather(
                *(world.deliver(world.creation(person, "X")) for person in (ada, grace) * 3)
            )

            assert set(statuses) == {200}
            holders = [row for row in await world.rows(links) if row.nangoConnectionId == "X"]
            assert len(holders) == 1

    asyncio.run(scenario())


@on_both_stores
def test_two_connections_of_one_session_leave_one_active(stage: Stage) -> None:
    """Two authorizations in one modal: one stays, the other is deleted at Nango."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            async with await ada.connect():
                pass

            await asyncio.gather(
                world.deliver(world.creation(ada, "X")), world.deliver(world.creation(ada, "Y"))
            )

            await world.settled()
            link = await ada.link()
            assert link["status"] == "active"
            assert world.nango.gone == {"X", "Y"} - {link["nangoConnectionId"]}

    asyncio.run(scenario())


@on_both_stores
def test_thirty_people_connect_at_once(stage: Stage) -> None:
    """Everybody gets their own connection and one sync; nothing is answered with an error."""

    async def scenario() -> None:
        async with stage() as world:
            people = [await world.person(f"person{number}") for number in range(30)]

            await asyncio.gather(*(world.connected(one, f"of-{one.id}") for one in people))

            await world.settled()
            held = {row.userId: row.nangoConnectionId for row in await world.rows(links)}
            assert held == {one.id: f"of-{one.id}" for one in people}
            assert len(world.nango.made("POST", "/sync/trigger")) == 30

    asyncio.run(scenario())


@on_both_stores
def test_simultaneous_starts_are_one_row(stage: Stage) -> None:
    """Somebody who clicks five times has one attempt."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")

            answers = await asyncio.gather(*(ada.connect() for _ in range(5)))

            assert {answer.status for answer in answers} == {200}
            assert len(await world.rows(links)) == 1

    asyncio.run(scenario())


@on_both_stores
def test_a_disconnect_and_its_late_events_at_once_end_disconnected(stage: Stage) -> None:
    """Whatever arrives while a link is being ended does not keep it alive."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            await world.connected(ada, "X")
            url = f"/api/v1/integrations/nango/connections/{(await ada.link())['id']}"

            _, *statuses = await asyncio.gather(
                ada.browser.delete(url),
                world.deliver(world.creation(ada, "X")),
                world.deliver(world.event("override", "X")),
                world.deliver(world.sync_event("X")),
                world.deliver(world.event("refresh", "X", success=False)),
            )

            await world.settled()
            assert statuses == [200, 200, 200, 200]
            assert (await ada.link())["status"] == "disconnected"

    asyncio.run(scenario())

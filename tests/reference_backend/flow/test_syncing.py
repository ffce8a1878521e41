"""The outbox at work: the first sync, the reading of records, and what they survive."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from aiohttp import web

from reference_backend.store.outbox import LEASE
from reference_backend.tables import emails, outbox, sync_cursors

if TYPE_CHECKING:
    from tests.reference_backend.flow.conftest import Stage

CONNECTIONS = "/api/v1/integrations/nango/connections"


def _record(id_: str, action: str = "ADDED", **fields: Any) -> dict[str, Any]:
    about = {"last_action": action, "cursor": f"after {id_}", "deleted_at": None}
    return {"id": id_, "_nango_metadata": about, **fields}


def _page(*records: object, then: str | None = None) -> dict[str, Any]:
    return {"records": list(records), "next_cursor": then}


def test_the_webhook_does_not_wait_for_nango(stage: Stage) -> None:
    """A Nango that holds its answers does not hold ours, and the link is active meanwhile."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            async with await ada.connect():
                pass
            world.nango.open.clear()

            async with asyncio.timeout(2):
                assert await world.deliver(world.creation(ada, "X")) == 200
                await world.nango.saw("POST", "/sync/trigger")
                assert (await ada.link())["status"] == "active"

    asyncio.run(scenario())


def test_a_failing_first_sync_is_tried_again(stage: Stage) -> None:
    """Two failures undo nothing; the third attempt succeeds and is the last."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            left = [500, 503]

            def answer() -> web.Response:
                status = left.pop(0) if left else 200
                return web.json_response({"success": True}, status=status)

            world.nango.instead["POST /sync/trigger"] = answer
            await world.connected(ada, "X")
            await world.settled()

            assert len(world.nango.made("POST", "/sync/trigger")) == 3
            link = await ada.link()
            assert (link["status"], link["lastError"]) == ("active", None)

    asyncio.run(scenario())


def test_a_first_sync_that_cannot_be_is_given_up_and_told(stage: Stage) -> None:
    """A 400 would be a 400 again; the link stays active and says what is missing."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            world.nango.fail("POST /sync/trigger", 400, "no_syncs_found")

            await world.connected(ada, "X")
            await world.settled()

            (job,) = await world.rows(outbox)
            assert (job.state, job.last_error) == ("dead", "no_syncs_found")
            link = await ada.link()
            assert link["status"] == "active"
            assert "could not be started" in link["lastError"]

    asyncio.run(scenario())


def test_a_job_whose_worker_died_is_done_after_its_lease(stage: Stage) -> None:
    """A claim that nobody finishes runs out, and the job is claimed again."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            async with await ada.connect():
                pass
            world.nango.open.clear()
            await world.deliver(world.creation(ada, "X"))
            await world.nango.saw("POST", "/sync/trigger")

            world.ahead = LEASE
            world.backend.outbox.wake()

            calls = await world.nango.saw("POST", "/sync/trigger", times=2)
            assert [call.body["connection_id"] for call in calls] == ["X", "X"]
            (job,) = await world.rows(outbox)
            assert job.attempts == 2

    asyncio.run(scenario())


def test_a_sync_event_leads_to_reading_every_page(stage: Stage) -> None:
    """Pages follow Nango's cursors; the next event goes on after the last record."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            await world.connected(ada, "X")
            world.nango.pages = [
                _page(_record("1", subject="one"), _record("2", subject="two"), then="p2"),
                _page(_record("3"), {"no": "id"}, "no object", _record("2", subject="new")),
            ]

            await world.deliver(world.sync_event("X"))
            await world.settled()

            first, second = world.nango.made("GET", "/records")
            assert first.query == {"model": "Email", "limit": "100"}
            assert first.headers["Connection-Id"] == "X"
            assert first.headers["Provider-Config-Key"] == "outlook"
            assert second.query == {"model": "Email", "limit": "100", "cursor": "p2"}
            stored = {row.record_id: row.subject for row in await world.rows(emails)}
            assert stored == {"1": "one", "2": "new", "3": None}
            assert (await ada.link())["lastSyncAt"] is not None

            world.nango.pages = [_page(_record("1", "DELETED"))]
            await world.deliver(world.sync_event("X"))
            await world.settled()
            assert world.nango.made("GET", "/records")[-1].query["cursor"] == "after 2"
            assert {row.record_id for row in await world.rows(emails)} == {"2", "3"}

    asyncio.run(scenario())


def test_a_page_that_failed_is_read_again_from_where_it_was(stage: Stage) -> None:
    """A failure on page two loses nothing and repeats nothing of page one."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            await world.connected(ada, "X")
            pages = [_page(_record("1"), then="p2"), None, _page(_record("2"))]

            def answer() -> web.Response:
                page = pages.pop(0)
                return web.json_response(page, status=500 if page is None else 200)

            world.nango.instead["GET /records"] = answer

            await world.deliver(world.sync_event("X"))
            await world.settled()

            cursors = [call.query.get("cursor") for call in world.nango.made("GET", "/records")]
            assert cursors == [None, "p2", "after 1"]
            assert {row.record_id for row in await world.rows(emails)} == {"1", "2"}

    asyncio.run(scenario())


def test_nothing_is_read_for_a_failed_or_foreign_sync(stage: Stage) -> None:
    """Failures, other models and unknown connections lead to no request."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            await world.connected(ada, "X")

            for event in (
                world.sync_event("X", success=False, error={"type": "script_error"}),
                world.sync_event("X", model="Contact"),
                world.sync_event("X", providerConfigKey="google-mail"),
                world.sync_event("unknown"),
            ):
                assert await world.deliver(event) == 200

            await world.settled()
            assert world.nango.made("GET", "/records") == []
            link = await ada.link()
            assert (link["status"], link["lastSyncAt"]) == ("active", None)
            assert "failed" in link["lastError"]

    asyncio.run(scenario())


def test_a_sync_event_before_the_creation_is_survived(stage: Stage) -> None:
    """It is acknowledged; the creation that follows does what it does."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            async with await ada.connect():
                pass

            assert await world.deliver(world.sync_event("X")) == 200
            assert await world.deliver(world.creation(ada, "X")) == 200
            await world.settled()

            assert (await ada.link())["status"] == "active"
            assert len(world.nango.made("POST", "/sync/trigger")) == 1

    asyncio.run(scenario())


def test_an_event_that_comes_while_records_are_read_is_not_lost(stage: Stage) -> None:
    """The reading that is under way may have passed by what is new, so there is another."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            await world.connected(ada, "X")
            await world.settled()
            world.nango.open.clear()
            await world.deliver(world.sync_event("X"))
            await world.nango.saw("GET", "/records")

            await world.deliver(world.sync_event("X"))
            await world.deliver(world.sync_event("X"))
            world.nango.open.set()

            await world.settled()
            assert len(world.nango.made("GET", "/records")) == 2

    asyncio.run(scenario())


def test_what_arrives_for_an_ended_link_is_not_stored(stage: Stage) -> None:
    """A page that was on its way while the owner disconnected is dropped."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            await world.connected(ada, "X")
            await world.settled()
            world.nango.pages = [_page(_record("1"))]
            world.nango.open.clear()
            await world.deliver(world.sync_event("X"))
            await world.nango.saw("GET", "/records")

            url = f"{CONNECTIONS}/{(await ada.link())['id']}"
            ending = asyncio.create_task(ada.browser.delete(url))
            await world.nango.saw("DELETE", "/connections/X")
            world.nango.open.set()

            assert (await ending).status == 204
            await world.settled()
            assert await world.rows(emails) == []
            assert await world.rows(sync_cursors) == []

    asyncio.run(scenario())


def test_the_owner_reads_the_mails_page_by_page(stage: Stage) -> None:
    """The newest come first, at most a hundred at once."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            await world.connected(ada, "X")
            records = [_record(str(day), date=f"2026-01-0{day}", body="hello") for day in (1, 3, 2)]
            world.nango.pages = [_page(*records)]
            await world.deliver(world.sync_event("X"))
            await world.settled()
            url = f"{CONNECTIONS}/{(await ada.link())['id']}/emails"

            async with ada.browser.get(url, params={"limit": "2", "offset": "1"}) as answer:
                shown = (await answer.json())["emails"]
            async with ada.browser.get(url, params={"limit": "-1"}) as answer:
                assert answer.status == 400

            assert [mail["id"] for mail in shown] == ["2", "1"]
            assert shown[0] == {
                "id": "2",
                "sender": None,
                "subject": None,
                "date": "2026-01-02",
                "body": "hello",
            }

    asyncio.run(scenario())

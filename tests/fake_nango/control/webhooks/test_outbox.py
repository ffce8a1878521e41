"""The queue of webhooks: what an attempt shows, and what is never sent or sent again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from fake_nango.holds import Hold
from fake_nango.outbox import OutboxError
from fake_nango.postman import Reply

if TYPE_CHECKING:
    from tests.fake_nango.control.webhooks.conftest import Office, Play


def test_an_event_of_the_journal_shows_the_attempt_whole(play: Play) -> None:
    """The journal has headers and body as sent, and whose the webhook was."""

    async def act(office: Office) -> None:
        delivery = await office.outbox.once(
            office.message('{"a":"é"}'.encode()), defect="d", repeat_of="r"
        )

        (event,) = [each.as_json() for each in office.journal.since(0) if each.kind == "delivery"]
        assert (event["person"], event["session"], event["connection"]) == ("ada", "s-1", "c-1")
        data = event["data"]
        assert data["delivery"] == delivery.id
        assert data["event"] == {"type": "auth", "operation": "creation", "success": True}
        assert data["headers"] == delivery.as_json()["headers"]
        assert data["body"] == '{"a":"é"}'
        assert (data["status"], data["ok"], data["final"]) == (204, True, True)
        assert (data["defect"], data["repeat_of"]) == ("d", "r")

    play(act, Reply(status=204))


def test_a_dropped_webhook_is_never_sent(play: Play) -> None:
    """Held or waiting for a retry, it is lost; once finished it cannot be."""

    async def act(office: Office) -> None:
        waiting = office.outbox.post(office.message())
        await office.until_carried(1)
        office.outbox.holds.add(Hold())
        held = office.outbox.post(office.message())

        office.outbox.drop(waiting.id)
        office.outbox.drop(held.id)

        assert office.outbox.pending == 0
        assert office.states() == ["pending", "held", "dropped", "dropped"]
        with pytest.raises(OutboxError, match="dropped already"):
            office.outbox.drop(held.id)

    play(act, Reply(status=500))


def test_a_repeat_is_the_same_letter_once_more(play: Play) -> None:
    """The same bytes and headers, a single attempt each, past any rule of holding."""

    async def act(office: Office) -> None:
        sent = await office.outbox.once(office.message())
        office.outbox.holds.add(Hold())

        again = await office.outbox.repeat(sent.id, times=2, at_once=False)
        at_once = await office.outbox.repeat(sent.id, times=3, at_once=True)

        assert {each.repeat_of for each in (*again, *at_once)} == {sent.id}
        assert len(office.postman.carried) == 6
        assert len({letter[1:] for letter in office.postman.carried}) == 1

    play(act, Reply(status=500))


def test_clearing_gives_up_whatever_is_under_way(play: Play) -> None:
    """After a reset nothing is pending and nothing more is sent."""

    async def act(office: Office) -> None:
        office.outbox.post(office.message())
        await office.until_carried(1)

        office.outbox.clear()
        office.clock.advance(60)
        await asyncio.sleep(0.01)

        assert len(office.postman.carried) == 1
        assert (office.outbox.pending, tuple(office.outbox.all())) == (0, ())

    play(act, Reply(status=500))

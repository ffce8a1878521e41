"""The queue of webhooks: retries, holds, releases, and its bounds."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from fake_nango.clock import Clock
from fake_nango.holds import Hold
from fake_nango.journal import Journal
from fake_nango.outbox import Outbox, OutboxError
from fake_nango.parcel import Message, State
from fake_nango.postman import Pairs, Postman, Reply
from fake_nango.signing import signature_headers
from fake_nango.webhooks import Kind

NOWHERE = "http://receiver.test/hook"


class Answers(Postman):
    """A postman who never leaves the house: he has the answers, and notes the letters."""

    def __init__(self, clock: Clock, *replies: Reply) -> None:
        super().__init__()
        self._clock = clock
        self._replies = replies
        self.carried: list[tuple[float, str, Pairs, bytes]] = []

    async def carry(self, url: str, signatures: Pairs, body: bytes) -> Reply:
        """Answer in turn; the last answer is repeated."""
        self.carried.append((self._clock.offset_s, url, signatures, body))
        await asyncio.sleep(0)
        return self._replies[min(len(self.carried), len(self._replies)) - 1]


def _message(body: bytes = b"{}", **changes: Any) -> Message:
    given: dict[str, Any] = {
        "body": body,
        "signatures": signature_headers("key", body),
        "urls": (NOWHERE,),
        "kind": Kind(type="auth", operation="creation", success=True),
        "environment": "dev",
        "integration": "outlook",
        "connection": "c-1",
        "person": "ada",
        "session": "s-1",
    }
    return Message(**{**given, **changes})


def _with_outbox(
    act: Callable[[Outbox, Clock, Journal, Answers], Awaitable[None]],
    *replies: Reply,
    **bounds: int,
) -> None:
    async def run() -> None:
        clock = Clock()
        journal = Journal(clock)
        postman = Answers(clock, *(replies or (Reply(status=200),)))
        outbox = Outbox(journal, clock, postman, **bounds)
        await outbox.start()
        try:
            await act(outbox, clock, journal, postman)
        finally:
            await outbox.stop()

    asyncio.run(run())


async def _until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not done():  # noqa: ASYNC110 - the outbox rings no bell
            await asyncio.sleep(0)


def _states(journal: Journal) -> list[str]:
    return [
        event.as_json()["data"]["state"]
        for event in journal.since(0)
        if event.kind == "delivery_state"
    ]


def test_three_identical_attempts_come_due_by_the_fakes_clock() -> None:
    """Nango 0.71.4, webhooks: retries at 0, +3 and +9 seconds, byte for byte the same."""

    async def act(outbox: Outbox, clock: Clock, journal: Journal, postman: Answers) -> None:
        delivery = outbox.post(_message())
        for expected in (1, 2, 3):
            await _until(lambda expected=expected: len(postman.carried) == expected)  # type: ignore[misc]
            for _ in range(10):
                await asyncio.sleep(0)
            assert len(postman.carried) == expected
            clock.advance(3.0 * expected)
        await _until(lambda: outbox.pending == 0)

        assert delivery.state is State.FAILED
        assert [at for at, *_ in postman.carried] == [0.0, 3.0, 9.0]
        assert len({letter[1:] for letter in postman.carried}) == 1
        attempts = [e.as_json()["data"] for e in journal.since(0) if e.kind == "delivery"]
        assert [each["attempt"] for each in attempts] == [1, 2, 3]
        assert [each["final"] for each in attempts] == [False, False, True]

    _with_outbox(act, Reply(status=500))


def test_the_retry_scale_shortens_the_waits() -> None:
    """With a scale of nought, three attempts follow at once."""

    async def act(outbox: Outbox, clock: Clock, _journal: Journal, postman: Answers) -> None:
        clock.retry_scale = 0.0
        outbox.post(_message())
        await _until(lambda: outbox.pending == 0)

        assert len(postman.carried) == 3

    _with_outbox(act, Reply(error="ECONNREFUSED"))


@pytest.mark.parametrize(
    "reply", [Reply(status=400), Reply(status=429), Reply(status=304), Reply(error="ENOTFOUND")]
)
def test_some_answers_are_final(reply: Reply) -> None:
    """One attempt, and the delivery has failed."""

    async def act(outbox: Outbox, _clock: Clock, journal: Journal, postman: Answers) -> None:
        outbox.post(_message())
        await _until(lambda: outbox.pending == 0)

        assert len(postman.carried) == 1
        assert _states(journal) == ["pending", "failed"]

    _with_outbox(act, reply)


def test_the_secondary_url_waits_for_the_primary() -> None:
    """It comes after all attempts at the primary, and also when the primary accepts."""

    async def act(outbox: Outbox, clock: Clock, _journal: Journal, postman: Answers) -> None:
        clock.retry_scale = 0.0
        delivery = outbox.post(_message(urls=("http://a.test/", "http://b.test/")))
        await _until(lambda: outbox.pending == 0)

        assert [letter[1] for letter in postman.carried] == ["http://a.test/"] * 3 + [
            "http://b.test/"
        ]
        assert delivery.state is State.FAILED

    _with_outbox(act, *(Reply(status=500),) * 3, Reply(status=200))


def test_an_event_of_the_journal_shows_the_attempt_whole() -> None:
    """The journal has headers and body as sent, and whose the webhook was."""

    async def act(outbox: Outbox, _clock: Clock, journal: Journal, _postman: Answers) -> None:
        delivery = await outbox.once(_message('{"a":"é"}'.encode()), defect="d", repeat_of="r")

        (event,) = [each.as_json() for each in journal.since(0) if each.kind == "delivery"]
        assert (event["person"], event["session"], event["connection"]) == ("ada", "s-1", "c-1")
        data = event["data"]
        assert data["delivery"] == delivery.id
        assert data["event"] == {"type": "auth", "operation": "creation", "success": True}
        assert data["headers"] == delivery.as_json()["headers"]
        assert data["body"] == '{"a":"é"}'
        assert (data["status"], data["ok"], data["final"]) == (204, True, True)
        assert (data["defect"], data["repeat_of"]) == ("d", "r")

    _with_outbox(act, Reply(status=204))


def test_held_webhooks_are_released_in_the_order_given() -> None:
    """The second is sent when the first attempt of the first has ended."""

    async def act(outbox: Outbox, _clock: Clock, journal: Journal, postman: Answers) -> None:
        rule = outbox.holds.add(Hold(person="ada"))
        first, second = outbox.post(_message(b"1")), outbox.post(_message(b"2"))
        free = outbox.post(_message(b"3", person="grace"))
        await _until(lambda: free.state is State.DELIVERED)
        assert (first.state, second.state, outbox.pending) == (State.HELD, State.HELD, 0)

        released = await outbox.release([second.id, first.id], at_once=False)

        assert [each.id for each in released] == [second.id, first.id]
        assert [letter[3] for letter in postman.carried] == [b"3", b"2", b"1"]
        assert {each.state for each in released} == {State.DELIVERED}
        assert _states(journal).count("held") == 2
        assert outbox.holds.remove(rule)
        assert not outbox.holds.remove(rule)

    _with_outbox(act)


def test_held_webhooks_may_be_released_at_once() -> None:
    """Every first attempt is under way before any has ended."""

    async def act(outbox: Outbox, _clock: Clock, journal: Journal, _postman: Answers) -> None:
        outbox.holds.add(Hold())
        held = [outbox.post(_message()) for _ in range(5)]

        await outbox.release([each.id for each in held], at_once=True)

        kinds = [each.kind for each in journal.since(0)]
        assert kinds.count("delivery") == 5
        assert outbox.pending == 0

    _with_outbox(act)


def test_only_what_is_held_can_be_released() -> None:
    """A delivery that has gone out is refused by name, and an unknown one too."""

    async def act(outbox: Outbox, _clock: Clock, _journal: Journal, _postman: Answers) -> None:
        sent = await outbox.once(_message())

        with pytest.raises(OutboxError, match="delivered, not held"):
            await outbox.release([sent.id], at_once=False)
        with pytest.raises(OutboxError, match="no delivery 'unknown'"):
            await outbox.release(["unknown"], at_once=True)

    _with_outbox(act)


def test_a_dropped_webhook_is_never_sent() -> None:
    """Held or waiting for a retry, it is lost; once finished it cannot be."""

    async def act(outbox: Outbox, _clock: Clock, journal: Journal, postman: Answers) -> None:
        waiting = outbox.post(_message())
        await _until(lambda: len(postman.carried) == 1)
        outbox.holds.add(Hold())
        held = outbox.post(_message())

        outbox.drop(waiting.id)
        outbox.drop(held.id)

        assert outbox.pending == 0
        assert _states(journal) == ["pending", "held", "dropped", "dropped"]
        with pytest.raises(OutboxError, match="dropped already"):
            outbox.drop(held.id)

    _with_outbox(act, Reply(status=500))


def test_a_repeat_is_the_same_letter_once_more() -> None:
    """The same bytes and headers, a single attempt each, past any rule of holding."""

    async def act(outbox: Outbox, _clock: Clock, _journal: Journal, postman: Answers) -> None:
        sent = await outbox.once(_message())
        outbox.holds.add(Hold())

        again = await outbox.repeat(sent.id, times=2, at_once=False)
        at_once = await outbox.repeat(sent.id, times=3, at_once=True)

        assert {each.repeat_of for each in (*again, *at_once)} == {sent.id}
        assert len(postman.carried) == 6
        assert len({letter[1:] for letter in postman.carried}) == 1

    _with_outbox(act, Reply(status=500))


def test_a_thousand_deliveries_to_a_dead_receiver_neither_block_nor_leak() -> None:
    """Posting returns at once, and when they have failed no task is left."""

    async def act(outbox: Outbox, clock: Clock, _journal: Journal, _postman: Answers) -> None:
        clock.retry_scale = 0.001
        for _ in range(1000):
            outbox.post(_message())
        assert outbox.pending == 1000

        await _until(lambda: outbox.pending == 0)

        gc.collect()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    _with_outbox(act, Reply(error="ECONNREFUSED"))


def test_finished_deliveries_give_way_before_held_ones() -> None:
    """The queue is bounded; what is held is kept as long as there is anything else."""

    async def act(outbox: Outbox, _clock: Clock, journal: Journal, _postman: Answers) -> None:
        outbox.holds.add(Hold(person="ada"))
        held = outbox.post(_message())
        for _ in range(5):
            await outbox.once(_message(person="grace"))
        assert len(tuple(outbox.all())) == 3
        assert outbox.find(held.id) is held

        for _ in range(3):
            outbox.post(_message())

        assert held.state is State.DROPPED
        assert _states(journal).count("dropped") == 1
        assert len(tuple(outbox.all())) == 3

    _with_outbox(act, max_deliveries=3)


def test_the_queue_is_bounded_by_weight_too() -> None:
    """Large answers push old deliveries out."""

    async def act(outbox: Outbox, _clock: Clock, _journal: Journal, _postman: Answers) -> None:
        for _ in range(10):
            await outbox.once(_message())

        assert len(tuple(outbox.all())) < 5

    _with_outbox(act, Reply(status=200, body="x" * 1000), max_bytes=3000)


def test_clearing_gives_up_whatever_is_under_way() -> None:
    """After a reset nothing is pending and nothing more is sent."""

    async def act(outbox: Outbox, clock: Clock, _journal: Journal, postman: Answers) -> None:
        outbox.post(_message())
        await _until(lambda: len(postman.carried) == 1)

        outbox.clear()
        clock.advance(60)
        await asyncio.sleep(0.01)

        assert len(postman.carried) == 1
        assert (outbox.pending, tuple(outbox.all())) == (0, ())

    _with_outbox(act, Reply(status=500))


def test_the_policy_can_be_asked_for_past_a_rule_of_holding() -> None:
    """An emitted event is not held; its first attempt is awaited, the rest follows."""

    async def act(outbox: Outbox, clock: Clock, _journal: Journal, postman: Answers) -> None:
        outbox.holds.add(Hold())
        delivery = await outbox.by_the_policy(_message())
        assert (len(postman.carried), delivery.state) == (1, State.PENDING)

        clock.advance(3)
        await _until(lambda: delivery.state is State.DELIVERED)

        assert len(postman.carried) == 2

    _with_outbox(act, Reply(status=500), Reply(status=200))

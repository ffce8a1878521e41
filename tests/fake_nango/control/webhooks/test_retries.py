"""The attempts of one delivery: when they come due, and which answer is the last."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from fake_nango.parcel import State
from fake_nango.postman import Reply

if TYPE_CHECKING:
    from tests.fake_nango.control.webhooks.conftest import Office, Play


def test_three_identical_attempts_come_due_by_the_fakes_clock(play: Play) -> None:
    """Nango 0.71.4, webhooks: retries at 0, +3 and +9 seconds, byte for byte the same."""

    async def act(office: Office) -> None:
        delivery = office.outbox.post(office.message())
        for expected in (1, 2, 3):
            await office.until_carried(expected)
            for _ in range(10):
                await asyncio.sleep(0)
            assert len(office.postman.carried) == expected
            office.clock.advance(3.0 * expected)
        await office.until(lambda: office.outbox.pending == 0)

        assert delivery.state is State.FAILED
        assert [at for at, *_ in office.postman.carried] == [0.0, 3.0, 9.0]
        assert len({letter[1:] for letter in office.postman.carried}) == 1
        attempts = [e.as_json()["data"] for e in office.journal.since(0) if e.kind == "delivery"]
        assert [each["attempt"] for each in attempts] == [1, 2, 3]
        assert [each["final"] for each in attempts] == [False, False, True]

    play(act, Reply(status=500))


def test_the_retry_scale_shortens_the_waits(play: Play) -> None:
    """With a scale of nought, three attempts follow at once."""

    async def act(office: Office) -> None:
        office.clock.retry_scale = 0.0
        office.outbox.post(office.message())
        await office.until(lambda: office.outbox.pending == 0)

        assert len(office.postman.carried) == 3

    play(act, Reply(error="ECONNREFUSED"))


@pytest.mark.parametrize(
    "reply", [Reply(status=400), Reply(status=429), Reply(status=304), Reply(error="ENOTFOUND")]
)
def test_some_answers_are_final(play: Play, reply: Reply) -> None:
    """One attempt, and the delivery has failed."""

    async def act(office: Office) -> None:
        office.outbox.post(office.message())
        await office.until(lambda: office.outbox.pending == 0)

        assert len(office.postman.carried) == 1
        assert office.states() == ["pending", "failed"]

    play(act, reply)


def test_the_secondary_url_waits_for_the_primary(play: Play) -> None:
    """It comes after all attempts at the primary, and also when the primary accepts."""

    async def act(office: Office) -> None:
        office.clock.retry_scale = 0.0
        delivery = office.outbox.post(office.message(urls=("http://a.test/", "http://b.test/")))
        await office.until(lambda: office.outbox.pending == 0)

        assert [letter[1] for letter in office.postman.carried] == ["http://a.test/"] * 3 + [
            "http://b.test/"
        ]
        assert delivery.state is State.FAILED

    play(act, *(Reply(status=500),) * 3, Reply(status=200))

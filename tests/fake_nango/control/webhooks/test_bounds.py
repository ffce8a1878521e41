"""The bounds of the queue: a dead receiver, many deliveries, large answers."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING

from fake_nango.holds import Hold
from fake_nango.parcel import State
from fake_nango.postman import Reply

if TYPE_CHECKING:
    from tests.fake_nango.control.webhooks.conftest import Office, Play


def test_a_thousand_deliveries_to_a_dead_receiver_neither_block_nor_leak(play: Play) -> None:
    """Posting returns at once, and when they have failed no task is left."""

    async def act(office: Office) -> None:
        office.clock.retry_scale = 0.001
        for _ in range(1000):
            office.outbox.post(office.message())
        assert office.outbox.pending == 1000

        await office.until(lambda: office.outbox.pending == 0)

        gc.collect()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    play(act, Reply(error="ECONNREFUSED"))


def test_finished_deliveries_give_way_before_held_ones(play: Play) -> None:
    """The queue is bounded; what is held is kept as long as there is anything else."""

    async def act(office: Office) -> None:
        office.outbox.holds.add(Hold(person="ada"))
        held = office.outbox.post(office.message())
        for _ in range(5):
            await office.outbox.once(office.message(person="grace"))
        assert len(tuple(office.outbox.all())) == 3
        assert office.outbox.find(held.id) is held

        for _ in range(3):
            office.outbox.post(office.message())

        assert held.state is State.DROPPED
        assert office.states().count("dropped") == 1
        assert len(tuple(office.outbox.all())) == 3

    play(act, max_deliveries=3)


def test_the_queue_is_bounded_by_weight_too(play: Play) -> None:
    """Large answers push old deliveries out."""

    async def act(office: Office) -> None:
        for _ in range(10):
            await office.outbox.once(office.message())

        assert len(tuple(office.outbox.all())) < 5

    play(act, Reply(status=200, body="x" * 1000), max_bytes=3000)

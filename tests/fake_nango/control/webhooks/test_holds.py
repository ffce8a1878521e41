"""Held webhooks: released in an order, at once, or passed by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fake_nango.holds import Hold
from fake_nango.outbox import OutboxError
from fake_nango.parcel import State
from fake_nango.postman import Reply

if TYPE_CHECKING:
    from tests.fake_nango.control.webhooks.conftest import Office, Play


def test_held_webhooks_are_released_in_the_order_given(play: Play) -> None:
    """The second is sent when the first attempt of the first has ended."""

    async def act(office: Office) -> None:
        rule = office.outbox.holds.add(Hold(person="ada"))
        first = office.outbox.post(office.message(b"1"))
        second = office.outbox.post(office.message(b"2"))
        free = office.outbox.post(office.message(b"3", person="grace"))
        await office.until(lambda: free.state is State.DELIVERED)
        assert (first.state, second.state, office.outbox.pending) == (State.HELD, State.HELD, 0)

        released = await office.outbox.release([second.id, first.id], at_once=False)

        assert [each.id for each in released] == [second.id, first.id]
        assert [letter[3] for letter in office.postman.carried] == [b"3", b"2", b"1"]
        assert {each.state for each in released} == {State.DELIVERED}
        assert office.states().count("held") == 2
        assert office.outbox.holds.remove(rule)
        assert not office.outbox.holds.remove(rule)

    play(act)


def test_held_webhooks_may_be_released_at_once(play: Play) -> None:
    """Every first attempt is under way before any has ended."""

    async def act(office: Office) -> None:
        office.outbox.holds.add(Hold())
        held = [office.outbox.post(office.message()) for _ in range(5)]

        await office.outbox.release([each.id for each in held], at_once=True)

        kinds = [each.kind for each in office.journal.since(0)]
        assert kinds.count("delivery") == 5
        assert office.outbox.pending == 0

    play(act)


def test_only_what_is_held_can_be_released(play: Play) -> None:
    """A delivery that has gone out is refused by name, and an unknown one too."""

    async def act(office: Office) -> None:
        sent = await office.outbox.once(office.message())

        with pytest.raises(OutboxError, match="delivered, not held"):
            await office.outbox.release([sent.id], at_once=False)
        with pytest.raises(OutboxError, match="no delivery 'unknown'"):
            await office.outbox.release(["unknown"], at_once=True)

    play(act)


def test_the_policy_can_be_asked_for_past_a_rule_of_holding(play: Play) -> None:
    """An emitted event is not held; its first attempt is awaited, the rest follows."""

    async def act(office: Office) -> None:
        office.outbox.holds.add(Hold())
        delivery = await office.outbox.by_the_policy(office.message())
        assert (len(office.postman.carried), delivery.state) == (1, State.PENDING)

        office.clock.advance(3)
        await office.until(lambda: delivery.state is State.DELIVERED)

        assert len(office.postman.carried) == 2

    play(act, Reply(status=500), Reply(status=200))

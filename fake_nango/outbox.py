"""
The queue of webhooks: made, held or sent, tried again, delivered, failed or dropped.

Posting returns at once; each delivery walks its schedule in a task of its own, so one
dead receiver delays nobody. The queue is bounded: finished deliveries give way first,
then the oldest unfinished ones, which are dropped. (Nango 0.71.4, webhooks: delivery,
primary and secondary URL)
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterable, Sequence

from fake_nango.clock import Clock
from fake_nango.holds import Holds, Order, Rule
from fake_nango.journal import Journal
from fake_nango.parcel import UNFINISHED, Attempt, AttemptRecord, Delivery, Message, State
from fake_nango.postman import Postman
from fake_nango.retries import ATTEMPTS, passing, wait_s

MAX_DELIVERIES = 2000
MAX_BYTES = 4 * 1024 * 1024


class OutboxError(Exception):
    """A delivery is not there, or not in the state that was asked for."""


class Outbox:
    """Every webhook that was made, and the work of getting it delivered."""

    def __init__(
        self,
        journal: Journal,
        clock: Clock,
        postman: Postman,
        *,
        max_deliveries: int = MAX_DELIVERIES,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self.holds = Holds()
        self.pending = 0
        self._journal = journal
        self._clock = clock
        self._postman = postman
        self._max_deliveries = max_deliveries
        self._max_bytes = max_bytes
        self._deliveries: dict[str, Delivery] = {}
        self._bytes = 0
        self._letting_go: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Be ready to send."""
        await self._postman.start()

    async def stop(self) -> None:
        """Give up whatever is under way and let go of the network."""
        work = [each.work for each in self._deliveries.values() if each.work is not None]
        letting_go = tuple(self._letting_go)
        self.clear()
        await asyncio.gather(*work, *letting_go, return_exceptions=True)
        await self._postman.stop()

    def clear(self) -> None:
        """Forget all deliveries and rules; what is under way is given up."""
        self.holds.clear()
        for work in self._letting_go:
            work.cancel()
        for each in self._deliveries.values():
            self._abandon(each)
        self._deliveries.clear()
        self._bytes = 0
        self.pending = 0

    def post(self, message: Message) -> Delivery:
        """Send a webhook by Nango's schedule, unless a rule holds it back."""
        rule = self.holds.covering(message)
        delivery = self._make(message, State.PENDING if rule is None else State.HELD, ATTEMPTS)
        if rule is None:
            self._begin(delivery)
            return delivery
        rule.gather(delivery.id)
        if rule.complete:
            self._end_rule(rule)
        return delivery

    async def once(
        self, message: Message, *, defect: str | None = None, repeat_of: str | None = None
    ) -> Delivery:
        """Send a message a single time to its primary receiver and wait for the end."""
        delivery = self._make(
            message.to_first(), State.PENDING, 1, defect=defect, repeat_of=repeat_of
        )
        self._begin(delivery)
        await delivery.begun.wait()
        return delivery

    async def by_the_policy(self, message: Message) -> Delivery:
        """Send a message by Nango's schedule, whatever is held, and wait for the first attempt."""
        delivery = self._make(message, State.PENDING, ATTEMPTS)
        self._begin(delivery)
        await delivery.begun.wait()
        return delivery

    async def release(self, ids: Sequence[str], *, at_once: bool) -> list[Delivery]:
        """Send held deliveries: in the order given, or all at the same time."""
        chosen = [self.find(each) for each in dict.fromkeys(ids)]
        for each in chosen:
            if each.state is not State.HELD:
                raise OutboxError(f"Delivery {each.id} is {each.state.value}, not held")
        for each in chosen:
            self._enter(each, State.PENDING)
        await self._send(chosen, at_once=at_once)
        return chosen

    async def repeat(self, delivery_id: str, *, times: int, at_once: bool) -> list[Delivery]:
        """Send the bytes and headers of a delivery again, one attempt each; a defect is kept."""
        model = self.find(delivery_id)

        async def again() -> Delivery:
            return await self.once(model.message, defect=model.defect, repeat_of=delivery_id)

        if at_once:
            return list(await asyncio.gather(*(again() for _ in range(times))))
        return [await again() for _ in range(times)]

    def drop(self, delivery_id: str) -> Delivery:
        """Lose a delivery that has not come to its end."""
        delivery = self.find(delivery_id)
        if delivery.state not in UNFINISHED:
            raise OutboxError(f"Delivery {delivery_id} is {delivery.state.value} already")
        self._abandon(delivery)
        self._enter(delivery, State.DROPPED)
        return delivery

    def find(self, delivery_id: str) -> Delivery:
        """Return a delivery by its id."""
        try:
            return self._deliveries[delivery_id]
        except KeyError:
            raise OutboxError(f"There is no delivery {delivery_id!r}") from None

    def all(self) -> Iterable[Delivery]:
        """Every delivery that is remembered, oldest first."""
        return tuple(self._deliveries.values())

    def _make(
        self,
        message: Message,
        state: State,
        tries: int,
        *,
        defect: str | None = None,
        repeat_of: str | None = None,
    ) -> Delivery:
        delivery = Delivery(
            id=str(uuid.uuid4()),
            message=message,
            state=state,
            tries=tries,
            defect=defect,
            repeat_of=repeat_of,
        )
        self._deliveries[delivery.id] = delivery
        self._bytes += delivery.weight
        self.pending += state is State.PENDING
        delivery.created_seq = self._tell(delivery)
        self._shed()
        return delivery

    async def _send(self, chosen: Sequence[Delivery], *, at_once: bool, copies: int = 1) -> None:
        """Begin deliveries one after another, or all at the same time, with copies behind."""
        for each in chosen:
            if each.state is State.PENDING:
                self._begin(each)
            if not at_once:
                await each.begun.wait()
                await self.repeat(each.id, times=copies - 1, at_once=False)
        await asyncio.gather(*(each.begun.wait() for each in chosen))
        if at_once:
            again = (self.repeat(each.id, times=copies - 1, at_once=True) for each in chosen)
            await asyncio.gather(*again)

    def _end_rule(self, rule: Rule) -> None:
        """Let go what a rule has gathered, in its order; it is under way when this returns."""
        self.holds.remove(rule.id)
        known = (self._deliveries.get(each) for each in rule.gathered)
        chosen = [each for each in known if each is not None and each.state is State.HELD]
        if rule.hold.order is Order.REVERSED:
            chosen.reverse()
        for each in chosen:
            self._enter(each, State.PENDING)
        at_once = rule.hold.order is Order.TOGETHER
        work = asyncio.get_running_loop().create_task(
            self._send(chosen, at_once=at_once, copies=rule.hold.copies)
        )
        self._letting_go.add(work)
        work.add_done_callback(self._letting_go.discard)

    def _begin(self, delivery: Delivery) -> None:
        work = asyncio.get_running_loop().create_task(self._walk(delivery))
        delivery.work = work
        work.add_done_callback(lambda _: delivery.has_begun())

    async def _walk(self, delivery: Delivery) -> None:
        taken = True
        for url in delivery.message.urls:
            taken = await self._exhaust(delivery, url) and taken
        delivery.work = None
        self._enter(delivery, State.DELIVERED if taken else State.FAILED)

    async def _exhaust(self, delivery: Delivery, url: str) -> bool:
        for number in range(1, delivery.tries + 1):
            attempt = await self._try(delivery, url, number)
            if attempt.final:
                return attempt.ok
            await self._clock.sleep(wait_s(number) * self._clock.retry_scale)
        return False

    async def _try(self, delivery: Delivery, url: str, number: int) -> Attempt:
        message = delivery.message
        reply = await self._postman.carry(url, message.signatures, message.body)
        again = number < delivery.tries and passing(reply.status, reply.error)
        attempt = Attempt(number=number, url=url, reply=reply, final=not again)
        delivery.attempts.append(attempt)
        self._bytes += len(reply.body)
        record = AttemptRecord(
            delivery=delivery.id,
            message=message,
            attempt=attempt,
            defect=delivery.defect,
            repeat_of=delivery.repeat_of,
        )
        self._journal.append("delivery", record, **message.whose)
        delivery.has_begun()
        return attempt

    def _enter(self, delivery: Delivery, state: State) -> None:
        self.pending += (state is State.PENDING) - (delivery.state is State.PENDING)
        delivery.state = state
        self._tell(delivery)

    def _tell(self, delivery: Delivery) -> int:
        told = {"delivery": delivery.id, "state": delivery.state.value}
        return self._journal.append("delivery_state", told, **delivery.message.whose)

    def _abandon(self, delivery: Delivery) -> None:
        if delivery.work is not None:
            delivery.work.cancel()
            delivery.work = None
        delivery.has_begun()

    def _shed(self) -> None:
        while len(self._deliveries) > self._max_deliveries or self._bytes > self._max_bytes:
            finished = (each for each in self._deliveries.values() if each.state not in UNFINISHED)
            oldest = next(finished, None) or next(iter(self._deliveries.values()))
            if oldest.state in UNFINISHED:
                self.drop(oldest.id)
            del self._deliveries[oldest.id]
            self._bytes -= oldest.weight

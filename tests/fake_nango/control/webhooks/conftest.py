"""An office that posts webhooks: the outbox, its clock and journal, and a postman who stays in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

import pytest

from fake_nango.clock import Clock
from fake_nango.journal import Journal
from fake_nango.outbox import Outbox
from fake_nango.parcel import Message
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A running outbox with all that it works with."""

    outbox: Outbox
    clock: Clock
    journal: Journal
    postman: Answers

    @staticmethod
    def message(body: bytes = b"{}", **changes: Any) -> Message:
        """Write a webhook about Ada's connection."""
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

    @staticmethod
    async def until(done: Callable[[], bool]) -> None:
        """Let the outbox work until something is so."""
        async with asyncio.timeout(5):
            while not done():  # noqa: ASYNC110 - the outbox rings no bell
                await asyncio.sleep(0)

    async def until_carried(self, times: int) -> None:
        """Let the outbox work until the postman has set out this often."""
        await self.until(lambda: len(self.postman.carried) == times)

    def states(self) -> list[str]:
        """List the states that deliveries went through, as the journal tells them."""
        return [
            event.as_json()["data"]["state"]
            for event in self.journal.since(0)
            if event.kind == "delivery_state"
        ]


class Play(Protocol):
    """Let something happen in an office whose letters get these replies."""

    def __call__(
        self, act: Callable[[Office], Awaitable[None]], *replies: Reply, **bounds: int
    ) -> None:
        """Run it to its end."""


@pytest.fixture
def play() -> Play:
    """Open an office for one act; without replies every letter is accepted."""

    def run(act: Callable[[Office], Awaitable[None]], *replies: Reply, **bounds: int) -> None:
        asyncio.run(_opened(act, replies or (Reply(status=200),), bounds))

    return run


async def _opened(
    act: Callable[[Office], Awaitable[None]], replies: tuple[Reply, ...], bounds: dict[str, int]
) -> None:
    clock = Clock()
    journal = Journal(clock)
    postman = Answers(clock, *replies)
    outbox = Outbox(journal, clock, postman, **bounds)
    await outbox.start()
    try:
        await act(Office(outbox=outbox, clock=clock, journal=journal, postman=postman))
    finally:
        await outbox.stop()

"""
A webhook on its way: what is sent, for whom, and what became of it.

The message is fixed once; a delivery is the one thing here that changes, and only the
outbox changes it.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from fake_nango.postman import Pairs, Reply, sent_headers
from fake_nango.retries import delivered
from fake_nango.webhooks import Kind, kind_of


class State(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    HELD = "held"
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"


UNFINISHED = frozenset({State.PENDING, State.HELD})
# For all deliveries whose first attempt is over: an event that nobody waits on any more is
# a good part of what a delivery weighs.
BEGUN = asyncio.Event()
BEGUN.set()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The bytes of a webhook, its signatures, its receivers, and whose it is."""

    body: bytes
    signatures: Pairs
    urls: tuple[str, ...]
    kind: Kind
    environment: str
    integration: str | None
    connection: str | None
    person: str | None
    session: str | None

    def carrying(self, body: bytes, signatures: Pairs) -> Self:
        """Give the message another body, with whatever signatures."""
        return replace(self, body=body, signatures=signatures, kind=kind_of(_parsed(body)))

    def to_first(self) -> Self:
        """Address the message to the primary receiver alone."""
        return replace(self, urls=self.urls[:1])

    @property
    def whose(self) -> dict[str, str | None]:
        """The columns of the journal that say whose the message is."""
        return {
            "environment": self.environment,
            "person": self.person,
            "session": self.session,
            "connection": self.connection,
            "integration": self.integration,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One request that carried a message, and what came of it."""

    number: int
    url: str
    reply: Reply
    final: bool

    @property
    def ok(self) -> bool:
        """Whether the receiver took the message."""
        return delivered(self.reply.status)

    def as_json(self) -> dict[str, Any]:
        """Show the attempt as the control API does."""
        return {
            "attempt": self.number,
            "url": self.url,
            "redirects": list(self.reply.redirects),
            "redirect_statuses": list(self.reply.redirect_statuses),
            "status": self.reply.status,
            "error": self.reply.error,
            "answer_headers": [list(each) for each in self.reply.headers],
            "answer": self.reply.body,
            "ms": self.reply.ms,
            "final": self.final,
            "ok": self.ok,
        }


@dataclass(slots=True, kw_only=True, eq=False)
class Delivery:
    """One message and its attempts, from the moment it was made."""

    id: str
    message: Message
    state: State
    tries: int
    defect: str | None = None
    repeat_of: str | None = None
    created_seq: int = 0
    attempts: list[Attempt] = field(default_factory=list)
    # Set when the first attempt has ended, or will never be made.
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    work: asyncio.Task[None] | None = None

    def has_begun(self) -> None:
        """Let go whoever waits for the end of the first attempt."""
        self.begun.set()
        self.begun = BEGUN

    @property
    def weight(self) -> int:
        """About how many bytes the delivery keeps alive."""
        answers = sum(len(each.reply.body) for each in self.attempts)
        return len(self.message.body) + answers

    def as_json(self) -> dict[str, Any]:
        """Show the delivery as the control API does."""
        message = self.message
        return {
            "id": self.id,
            "state": self.state.value,
            **message.whose,
            "event": message.kind.as_json(),
            "body": message.body.decode(errors="replace"),
            "headers": headers_of(message, message.urls[0]),
            "urls": list(message.urls),
            "attempts": [each.as_json() for each in self.attempts],
            "created_seq": self.created_seq,
            "defect": self.defect,
            "repeat_of": self.repeat_of,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRecord:
    """An attempt as the journal keeps it: written out only when it is read."""

    delivery: str
    message: Message
    attempt: Attempt
    defect: str | None
    repeat_of: str | None

    @property
    def weight(self) -> int:
        """About how many bytes the record keeps alive."""
        return len(self.message.body) + len(self.attempt.reply.body)

    def as_json(self) -> dict[str, Any]:
        """Write the data of a `delivery` event."""
        return {
            "delivery": self.delivery,
            "event": self.message.kind.as_json(),
            "headers": headers_of(self.message, self.attempt.url),
            "body": self.message.body.decode(errors="replace"),
            **self.attempt.as_json(),
            "defect": self.defect,
            "repeat_of": self.repeat_of,
        }


def _parsed(body: bytes) -> Any:
    """Parse a body that may be forged; what is no JSON is nothing."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def headers_of(message: Message, url: str) -> list[list[str]]:
    """Every header that the message is sent with to this URL, in order."""
    return [list(each) for each in sent_headers(url, message.signatures, message.body)]

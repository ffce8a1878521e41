"""
What the harness reasons about: sessions, calls and webhooks of Nango, links of a target.

Built by the drivers from what the fake and the target said; judged by the expectations.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something worth telling that does not change a verdict."""

    level: str
    text: str


class Account(StrEnum):
    """What a person connects, in the words of the features."""

    MAIN = "her account"
    OTHER = "her other account"
    SECOND_WORKSPACE = "her account in her second workspace"


def session_mark(session: str) -> str:
    """Return what the evidence of a connect session is found by."""
    return f"session {session}"


def call_mark(seq: int) -> str:
    """Return what the evidence of a call is found by: its number in the journal."""
    return f"call {seq}"


def webhook_mark(delivery: str) -> str:
    """Return what the evidence of a webhook is found by, each of its attempts."""
    return f"webhook {delivery}"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A connect session that Nango issued; `request` is the body that asked for it."""

    id: str
    token: str
    link: str
    request: Mapping[str, Any]
    allowed: tuple[str, ...] | None

    @property
    def mark(self) -> str:
        """What its evidence is found by."""
        return session_mark(self.id)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """
    One request that Nango or its built-in provider answered.

    `auth` is how it was authenticated, `names` the connection it names, `played` says that
    the harness's own people made it, `caller` who called the provider. `fenced` says that it
    came while the harness was reading the target's status, which may have caused it.
    """

    seq: int
    at: datetime.datetime
    method: str
    path: str
    query: str
    body: Any
    headers: Mapping[str, str]
    status: int
    auth: str
    names: str | None
    integration: str | None
    fault: str | None = None
    played: bool = False
    endpoint: str | None = None
    caller: str | None = None
    fenced: bool = False

    @property
    def mark(self) -> str:
        """What its evidence is found by."""
        return call_mark(self.seq)

    @property
    def told(self) -> str:
        """The call in one line."""
        query = f"?{self.query}" if self.query else ""
        return f"{self.method} {self.path}{query} → {self.status}"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """
    One webhook as it was delivered: the last attempt's answer, and how many there were.

    `status` is None when no answer came, `error` says why; `answer` is what it said. `hops` are
    the statuses and addresses by which the target sent the webhook on, to wherever it ended;
    `defect` is that of a forgery.
    """

    id: str
    kind: str
    operation: str | None
    success: bool | None
    connection: str | None
    integration: str | None
    status: int | None
    error: str | None
    attempts: int
    body: str
    state: str
    answer: str = ""
    hops: tuple[tuple[int, str], ...] = ()
    defect: str | None = None

    @property
    def mark(self) -> str:
        """What its evidence is found by."""
        return webhook_mark(self.id)

    @property
    def names(self) -> str | None:
        """The connection that its body names, which a forgery need not share with its model."""
        try:
            body = json.loads(self.body)
        except ValueError:
            return None
        found = body.get("connectionId") if isinstance(body, Mapping) else None
        return found if isinstance(found, str) else None

    @property
    def said(self) -> str:
        """What the target answered, in a few words."""
        if self.attempts == 0:
            return "nothing: it was never sent"
        return f"no answer ({self.error})" if self.status is None else f"status {self.status}"


class LinkState(StrEnum):
    """What a link is, whatever the target calls it."""

    PENDING = "pending"
    ACTIVE = "active"
    BROKEN = "broken"
    GONE = "gone"
    OTHER = "other"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link of an owner as the target shows it; `said` is the target's own word for it."""

    state: LinkState
    said: str
    connection_id: str | None
    row_id: str | None

    @property
    def told(self) -> str:
        """The link in a few words, and what is missing when its state means nothing to us."""
        said = self.said or self.state.value
        if self.state is LinkState.OTHER:
            said = f"{said!r}, which [status.values] does not list,"
        return f"{said} (connection id {self.connection_id or 'none'})"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All links of one owner to one integration in one workspace; `exchange` showed them."""

    links: tuple[Link, ...]
    exchange: str

    @property
    def live(self) -> tuple[Link, ...]:
        """The links that are not gone."""
        return tuple(link for link in self.links if link.state is not LinkState.GONE)

    @property
    def active(self) -> tuple[Link, ...]:
        """The links that are active."""
        return tuple(link for link in self.links if link.state is LinkState.ACTIVE)

    def row_of(self, connection_id: str | None) -> str | None:
        """Return the target's own id of a connection, where it is shown."""
        mine = (link.row_id for link in self.links if link.connection_id == connection_id)
        return next(mine, None)

    @property
    def told(self) -> str:
        """The reading in one line."""
        if not self.links:
            return "no link"
        return ", ".join(link.told for link in self.links)

"""
The values of the backend and the rules that need nothing but them.

A *link* is one person's wish to have one integration in one workspace: there is one row
for it however often it is started, connected, broken, repaired and ended. A *connection*
is Nango's thing, known by its id, and a link has one or none.

An *attempt* is a started authorization that may still be completed. It is kept beside the
status, not in it: somebody who starts again and then closes the popup keeps the link that
works.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Final

ID: Final = re.compile(r"[a-z0-9]{26}")
_ID_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
_ID_LENGTH: Final = 26

# A session token lives thirty minutes (Nango 0.71.4, connect sessions) and does not stop
# somebody who is already at the provider when it ends; so an attempt lives longer.
ATTEMPT_LIFETIME: Final = timedelta(hours=1)


class LinkStatus(Enum):
    """Where a link stands."""

    PENDING = "pending"
    ACTIVE = "active"
    ERROR = "error"
    DISCONNECTING = "disconnecting"
    DISCONNECTED = "disconnected"


CONNECTED: Final = frozenset({LinkStatus.ACTIVE, LinkStatus.ERROR})

AFTER_START: Final[Mapping[LinkStatus, LinkStatus]] = {
    LinkStatus.PENDING: LinkStatus.PENDING,
    LinkStatus.DISCONNECTED: LinkStatus.PENDING,
    # What exists stays what it is until the new connection is really there.
    LinkStatus.ACTIVE: LinkStatus.ACTIVE,
    LinkStatus.ERROR: LinkStatus.ERROR,
    LinkStatus.DISCONNECTING: LinkStatus.DISCONNECTING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who can sign in; not everybody has an e-mail address."""

    id: str
    email: str | None
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A place that people share."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An integration that people may ask for: our name for it, and Nango's."""

    provider: str
    integration: str


# The allow-list, and the map from our names to Nango's integration ids. A name that is
# not in it never reaches Nango.
OFFERS: Final[Mapping[str, Offer]] = {
    "outlook": Offer(provider="outlook", integration="outlook"),
    "gmail": Offer(provider="gmail", integration="google-mail"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The person and the workspace that a connection is for."""

    user_id: str
    workspace_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectSession:
    """What Nango issued for one attempt; the token is handed on and never kept."""

    token: str
    connect_link: str | None
    expires_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One row of `grand_central_connections`."""

    id: str
    user_id: str
    workspace_id: str
    provider: str
    integration: str
    status: LinkStatus
    connection_id: str | None
    attempt_expires_at: datetime | None
    created_at: datetime
    activated_at: datetime | None
    last_sync_at: datetime | None
    last_error: str | None

    def has_open_attempt(self, now: datetime) -> bool:
        """Whether a creation that arrives now was started by the owner."""
        return self.attempt_expires_at is not None and now < self.attempt_expires_at

    def shown_status(self, now: datetime) -> str:
        """Return the status for the owner; nothing is shown as `pending` for ever."""
        if self.status is LinkStatus.PENDING and not self.has_open_attempt(now):
            return "expired"
        return self.status.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """The little that is kept of one record of the model `Email`."""

    record_id: str
    sender: str | None
    subject: str | None
    sent_at: str | None
    body: str | None


def new_id() -> str:
    """Return an identifier that nobody can guess, in the form that `ID` describes."""
    return "".join(secrets.choice(_ID_ALPHABET) for _ in range(_ID_LENGTH))


def utc_now() -> datetime:
    """Return the present, always with its zone."""
    return datetime.now(tz=UTC)

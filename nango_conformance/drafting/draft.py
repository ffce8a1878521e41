"""
What is known of a backend while its target file is being written.

A draft is what somebody said, what was seen, and defaults for the rest; `unsure` names the
parts that are only examples, so that the file can say which lines to look at.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Part(StrEnum):
    """A part of the file that may be no more than an example."""

    CONNECT = "connect"
    BODY = "body"
    TOKEN = "token"  # noqa: S105 - a part of the file
    WEBHOOK = "webhook"
    STATUS = "status"
    ACCOUNTS = "accounts"
    SIGN_IN = "sign-in"
    CREATE = "create"
    CREATE_ID = "create-id"
    FINALISE = "finalise"
    SYNC = "sync"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A route: a method, a path below base_url, and a body where it has one."""

    method: str
    path: str
    body: Mapping[str, object] | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a user may connect: the backend's word, Nango's, and the provider's name."""

    key: str
    nango_id: str
    provider: str
    syncs: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """One of the cast whom the backend knows; an example while `known` is false."""

    name: str
    id: str
    email: str
    known: bool = True


EXAMPLES: Final = tuple(
    Somebody(name=name, id=f"user-{n}", email=f"{name.lower()}@example.com", known=False)
    for n, name in enumerate(("Ada", "Grace", "Mallory"), 1)
)
"""The cast where nobody said who plays it."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Where the status route's answer has which part of a connection."""

    rows: str
    id: str
    state: str | None = None
    row_id: str | None = None
    pending: tuple[str, ...] = ()
    active: tuple[str, ...] = ()


GUESSED: Final = Shown(
    rows="connections[?integration=='{integration.key}']",
    id="connectionId",
    state="status",
    pending=("pending",),
    active=("active",),
)
"""How a list of connections often looks."""

USER: Final = "end_user.id || tags.end_user_id"
"""Where a session request names the user, in the older way and in the newer one."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A target file before it is written."""

    name: str
    base_url: str
    connect: Place
    webhook: str
    accounts: tuple[Account, ...]
    command: tuple[str, ...] = ()
    env: Mapping[str, str] = dataclasses.field(default_factory=dict)
    listen: str | None = None
    ready: str | None = None
    auth: str = "bearer"
    header: str = "X-Api-Key"
    cookie: str = "auth-token"
    login: str = "/login"
    people: tuple[Somebody, ...] = EXAMPLES
    tenancy: str = "user"
    user: str = USER
    workspace: str | None = None
    token: str | None = "token"  # noqa: S105 - a selector
    link: str | None = None
    expires: str | None = None
    status: Place | None = None
    shown: Shown = GUESSED
    create: Place | None = None
    create_id: str | None = "id"
    finalise: Place | None = None
    disconnect: Place | None = None
    sync: str = "none"
    match: tuple[str, ...] = ()
    unsure: frozenset[Part] = frozenset()

    @property
    def starts(self) -> bool:
        """Say whether the run starts the backend itself."""
        return bool(self.command)

    def sure_of(self, *parts: Part) -> Draft:
        """Return the same draft with these parts known."""
        return dataclasses.replace(self, unsure=self.unsure - set(parts))

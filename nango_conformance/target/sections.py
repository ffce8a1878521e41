"""
The sections of a target file as frozen values, with the defaults that hold when they say nothing.

Names are those of the file, so that a message about a value is a message about a line.
Templates are kept as written; `fill` replaces their placeholders when a scenario runs.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """
    How a target is started by the harness, and how it says that it is ready.

    `copies` says that several may run side by side, with nothing in common, `durable` that what
    it has stored is there again when it is started anew.
    """

    command: tuple[str, ...]
    cwd: str = "."
    ready_path: str = "/"
    ready_status: int | None = None
    ready_timeout_s: float = 30.0
    env: Mapping[str, str] = dataclasses.field(default_factory=dict)
    unset: tuple[str, ...] = ()
    copies: bool = False
    durable: bool = False

    def is_ready(self, status: int | None) -> bool:
        """Say whether this status means ready; without a declared one, any below 500 does."""
        if status is None:
            return False
        # Who answers at all listens; who answers 503 says that it is not ready yet.
        return status == self.ready_status if self.ready_status else status < 500  # noqa: PLR2004


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Nango:
    """How the target is told of its Nango, and which keys that Nango has."""

    signing_key: str = "distinct"
    override: str = "env"
    api: str = "current"
    preflight: tuple[str, ...] = ()
    listen: str = "127.0.0.1:3003"
    url: str | None = None
    tls_port: int = 443
    ca_file: str | None = None
    api_key: str | None = None
    webhook_signing_key: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """What a user may connect: the target's word for it, and Nango's."""

    key: str
    nango_id: str
    provider: str
    syncs: tuple[Mapping[str, str], ...] | None = None

    @property
    def values(self) -> dict[str, str]:
        """What templates call its parts."""
        parts = {"key": self.key, "nango_id": self.nango_id, "provider": self.provider}
        return {f"integration.{name}": value for name, value in parts.items()}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One request to the target, as a template."""

    method: str = "POST"
    path: str = "/"
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    body: Any = None
    success: tuple[int, ...] = ()

    def accepts(self, status: int) -> bool:
        """Say whether the target means success by this status; without a list, any 2xx."""
        return status in self.success if self.success else 200 <= status <= 299  # noqa: PLR2004 - the class of a status


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Auth:
    """How a person is recognised by the target."""

    mode: str = "none"
    token: str = "{actor.secret}"  # noqa: S105 - a template
    header: str = "X-Api-Key"
    cookie: str = "auth-token"
    alg: str = "HS256"
    key: str | None = None
    claims: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    ttl_s: int = 3600
    request: Route | None = None
    keep: str = "all"
    delegated: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person of the cast whom the target already knows, or who is made fresh."""

    name: str
    id: str | None = None
    email: str | None = None
    display_name: str | None = None
    secret: str | None = None
    workspaces: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Where the session request names somebody, and what must stand there."""

    path: str
    equals: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Connect(Route):
    """The route that starts a connection, and where its answer holds what."""

    token: str | None = None
    link: str | None = None
    expires: str | None = None
    error: str | None = None
    redirect_field: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Data(Route):
    """The route that shows what a connection brought; `count` says where, and how much."""

    method: str = "GET"
    count: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where Nango's webhooks go, and what the target means by its answers."""

    path: str
    accept: tuple[int, ...] = ()
    refuse: tuple[int, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reconcile:
    """How the target brings a webhook together with what it knew before."""

    model: str = "pending-row"
    multi_account: bool = False
    confirm: bool = False
    recovery: str = "none"
    duplicate_window_s: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StatusHttp(Route):
    """The route that shows connections; `rows` selects all of an owner's, `row` the first."""

    method: str = "GET"
    row: str = "@"
    rows: str | None = None
    state: str = "status"
    id: str = "connectionId"
    row_id: str | None = None
    last_sync_at: str | None = None

    @property
    def selector(self) -> str:
        """Return the expression for every row of an answer; `row` says only which is the first."""
        if self.rows:
            return self.rows
        first = self.row.replace(" ", "").endswith("|[0]")
        return self.row.rsplit("|", 1)[0].strip() if first else self.row


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StatusSql:
    """
    The database that shows connections, and the queries that do.

    The first row of `row` counts, every row of `rows`; `bystanders` gives what is nobody's here.
    """

    dsn: str
    row: str
    rows: str | None = None
    bystanders: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How the state of a connection is read, and what the target calls its states."""

    values: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    presence: bool = False
    side_effects: bool = False
    http: StatusHttp | None = None
    sql: StatusSql | None = None

    @property
    def is_shown(self) -> bool:
        """Say whether there is any way to read a link."""
        return self.http is not None or self.sql is not None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Sync:
    """What the target does first with a new connection."""

    mode: str = "none"
    match: tuple[str, ...] = ()
    history: bool = True
    only_for: tuple[str, ...] = ()
    probe: str | None = None

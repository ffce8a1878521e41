"""
The sections of a target file that say what the harness may make, look into, break and ask for.

Names are those of the file, as in `sections`.
"""

from __future__ import annotations

import dataclasses
import datetime

from nango_conformance.target.sections import Route


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """
    What the target keeps, to be searched for what it must not keep.

    Without `dsn` the database is that of `[status.sql]`.
    """

    tables: tuple[str, ...]
    dsn: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fixture(Route):
    """
    Something that the harness may have made, by a request, by SQL or by a command.

    `id` and `workspace` say where the answer names what was made; without an `id` the harness
    chooses it. `token` says where the answer holds the secret that the target made for a person;
    without it the harness chooses that too. `signs_in` says that making somebody signs her in,
    so that nobody asks her again.
    """

    sql: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    id: str | None = None
    workspace: str | None = None
    token: str | None = None
    signs_in: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fixtures:
    """What the harness may make before a scenario, and the shape of the ids that it chooses."""

    create_actor: Fixture | None = None
    create_workspace: Fixture | None = None
    add_member: Fixture | None = None
    reset: Fixture | None = None
    actor_id_format: str = "[a-z0-9]{26}"
    forbids: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Frontend:
    """What a browser loads: pages, with the scripts that they name, and the files of a build."""

    pages: tuple[str, ...] = ()
    folder: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A trouble that the harness may cause, and how it ends it."""

    command: tuple[str, ...]
    undo: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """Where the target's log is: in a file, or in what a started target prints."""

    file: str | None = None
    capture: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long the target may take, in seconds, and how much it may be asked."""

    activation_s: float = 10.0
    sync_s: float = 30.0
    connect_s: float = 30.0
    webhook_s: float = 20.0
    quiet_s: float = 1.5
    webhook_per_minute: int = 600
    allow_load: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A known failure: declared, dated and strict."""

    check: str
    reason: str
    until: datetime.date

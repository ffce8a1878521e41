"""
What Nango says in a webhook, read once at the edge into a value.

A body is looked up in one table by its type, its operation and its success; what is not
in the table is `Ignored`. New types and operations come without a breaking change (Nango
0.71.4, webhooks), unattributed forwards are the provider's own bytes, and all of them are
signed: so nothing here may raise on a body of any shape.

Bodies have neither an id nor a time. Two equal bodies are either a redelivery or a second
event; what they do must therefore depend on what is stored, never on having been seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from reference_backend.domain import ID, Owner

# Nango 0.71.4, validation of connection ids. It holds no control characters, so an id is
# safe in a header; the two ids that would mean another path are left out.
_CONNECTION_ID: Final = re.compile(r"""(?!\.\.?\Z)[a-zA-Z0-9,.;:=+~\[\]|@${}"'\\/_ -]{1,255}""")
_INTEGRATION: Final = re.compile(r"[a-zA-Z0-9~:.@ _-]{1,255}")
_MODEL: Final = re.compile(r"[A-Z][a-zA-Z0-9_-]{0,254}")

Key = tuple[str | None, str | None, bool | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """Nango's name for a connection: an id is unique only within its integration."""

    id: str
    integration: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Creation:
    """Somebody authorized, and Nango has a connection that we do not know yet."""

    connection: Connection
    owner: Owner | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Healed:
    """A connection works again: it was authorized anew, or its refresh succeeded."""

    connection: Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """Nango could not refresh the credentials; only the person can repair it."""

    connection: Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """Nango has forgotten the connection (sent by later versions, and only if switched on)."""

    connection: Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncSucceeded:
    """There are records of one model to read."""

    connection: Connection
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncFailed:
    """A sync of Nango's failed; the connection itself is not in question."""

    connection: Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """Nothing for us; it is acknowledged, and nothing changes."""

    reason: str


Event = Creation | Healed | Broken | Deleted | SyncSucceeded | SyncFailed | Ignored
Body = Mapping[str, Any]
Reader = Callable[[Body, Connection], Event]


def interpret(body: object) -> Event:
    """Return the event that a signed and parsed body tells of."""
    if not isinstance(body, Mapping):
        return Ignored(reason="not an object")
    read = READERS.get(_key(body))
    if read is None:
        return Ignored(reason="nothing for us")
    connection = _connection(body)
    if connection is None:
        return Ignored(reason="names no connection")
    return read(body, connection)


def _key(body: Body) -> Key:
    success = body.get("success")
    return (
        _text(body.get("type")),
        _text(body.get("operation")),
        # Only the JSON booleans count: the text "false" would be true.
        success if isinstance(success, bool) else None,
    )


def _connection(body: Body) -> Connection | None:
    # A failure of a grant that never began has no id at all.
    connection_id = _text(body.get("connectionId"))
    integration = _text(body.get("providerConfigKey"))
    if connection_id is None or not _CONNECTION_ID.fullmatch(connection_id):
        return None
    if integration is None or not _INTEGRATION.fullmatch(integration):
        return None
    return Connection(id=connection_id, integration=integration)


def _owner(body: Body) -> Owner | None:
    """
    Return the owner whom we named when the session was made, if the event still does.

    Our session sends `end_user` with tags. Nango sends it back twice: as `endUser`, with
    the keys of the tags as we wrote them, and merged into `tags`, with the keys in lower
    case. Either may be missing (imports, sessions with tags only), so either will do; two
    that disagree name nobody, and neither is ever guessed.
    """
    tags = _object(body.get("tags"))
    end_user = _object(body.get("endUser"))
    end_user_tags = _object(end_user.get("tags"))
    user_id = _agreed(end_user.get("endUserId"), tags.get("end_user_id"))
    workspace_id = _agreed(end_user_tags.get("workspaceId"), tags.get("workspaceid"))
    if user_id is None or workspace_id is None:
        return None
    return Owner(user_id=user_id, workspace_id=workspace_id)


def _agreed(first: object, second: object) -> str | None:
    named = {value for value in (first, second) if isinstance(value, str)}
    if len(named) != 1:
        return None
    (value,) = named
    return value if ID.fullmatch(value) else None


def _sync_succeeded(body: Body, connection: Connection) -> Event:
    model = _text(body.get("model"))
    if model is None or not _MODEL.fullmatch(model):
        return Ignored(reason="names no model")
    return SyncSucceeded(connection=connection, model=model)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _object(value: object) -> Body:
    return value if isinstance(value, Mapping) else {}


# A failed authorization also says `creation`: it has no owner, and its connection either
# never existed or, after a failed reconnect, is one that still works. There is nothing to
# do for either, so `("auth", "creation", False)` is not here, and neither is a failed
# override.
READERS: Final[Mapping[Key, Reader]] = {
    ("auth", "creation", True): lambda body, connection: Creation(
        connection=connection, owner=_owner(body)
    ),
    ("auth", "override", True): lambda _, connection: Healed(connection=connection),
    ("auth", "refresh", True): lambda _, connection: Healed(connection=connection),
    ("auth", "refresh", False): lambda _, connection: Broken(connection=connection),
    ("auth", "deletion", True): lambda _, connection: Deleted(connection=connection),
    ("sync", None, True): _sync_succeeded,
    ("sync", None, False): lambda _, connection: SyncFailed(connection=connection),
}

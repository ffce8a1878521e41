"""
A connection as Nango's API shows it: in lists, by itself, and just imported.

Lists have the fewest members and name the time `created`; refresh tokens are shown only
where they were asked for. (Nango 0.71.4, connections API)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from fake_nango.clock import iso_micro, iso_ms, iso_offset
from fake_nango.model import Connection

Json = dict[str, Any]
_NO_LETTER = re.compile(r"[^a-z]")


def list_item(connection: Connection) -> Json:
    """Show a connection in a list."""
    return {**_head(connection), "created": iso_micro(connection.created_at)}


def single(
    connection: Connection, *, refresh_token: bool = False, credentials: bool = True
) -> Json:
    """Show a connection by itself."""
    shown = dict(connection.credentials) if credentials else {}
    config: Mapping[str, Any] = connection.connection_config
    if not refresh_token:
        shown, config = _without_refresh_token(shown), _without_refresh_token(config)
    if "raw" in shown and not refresh_token:
        shown["raw"] = _without_refresh_token(shown["raw"])
    return _full(connection, shown, config, iso_offset)


def imported(connection: Connection) -> Json:
    """Show a connection to whoever has just imported it."""
    return _full(connection, dict(connection.credentials), connection.connection_config, iso_ms)


def _full(
    connection: Connection,
    credentials: Json,
    config: Mapping[str, Any],
    written: Callable[[float], str],
) -> Json:
    fetched = connection.last_fetched_at
    return {
        **_head(connection),
        "connection_config": dict(config),
        "webhook_url_override": connection.webhook_url_override,
        "created_at": written(connection.created_at),
        "updated_at": written(connection.updated_at),
        "last_fetched_at": written(fetched) if fetched is not None else None,
        "credentials": credentials,
    }


def _head(connection: Connection) -> Json:
    end_user = connection.end_user
    return {
        "id": connection.id,
        "connection_id": connection.connection_id,
        "provider_config_key": connection.integration,
        "provider": connection.provider,
        "errors": _errors(connection),
        "end_user": end_user.as_json() if end_user else None,
        "tags": dict(connection.tags),
        "metadata": None if connection.metadata is None else dict(connection.metadata),
    }


def _errors(connection: Connection) -> list[Json]:
    auth = [] if connection.error_log is None else [connection.error_log]
    return [
        *({"type": "auth", "log_id": log} for log in auth),
        *({"type": "sync", "log_id": log} for log in connection.sync_errors.values()),
    ]


def _without_refresh_token(members: Mapping[str, Any]) -> Json:
    return {
        name: value
        for name, value in members.items()
        if _NO_LETTER.sub("", name.lower()) != "refreshtoken"
    }

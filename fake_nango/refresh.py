"""
Fresh credentials: when Nango refreshes a token, and what it says when it cannot.

Only OAuth connections with a refresh token are refreshed, and those of clients that act for
themselves: when the token is within fifteen minutes of its end, or when that is forced. A
refusal puts the connection into a back-off of thirty seconds, marks it, and is told by a
webhook; four refusals on four days exhaust it. (Nango 0.71.4, credential refresh)
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from typing import Any

from fake_nango.credentials import client_credentials, oauth_credentials
from fake_nango.exchange import ExchangeRefused, Unreadable, client_tokens, refresh_tokens
from fake_nango.integration import CLIENT_CREDENTIALS
from fake_nango.model import Connection
from fake_nango.own_client import of_credentials, with_own_client
from fake_nango.store import key_of
from fake_nango.webhooks import Failure
from fake_nango.world import World

EARLY_S = 15 * 60
BACK_OFF_S = 30
DAY_S = 24 * 60 * 60
MOST_REFUSALS = 4
REFUSED = (
    "The external API returned an error when trying to refresh the access token."
    " Please try again later."
)
BACKING_OFF = "A recent refresh attempt failed. Backing off before retrying."
EXHAUSTED = "The refresh limit has been reached for this connection."


class RefreshFailed(Exception):  # noqa: N818 - an outcome of the provider's, not a fault
    """There are no fresh credentials; the connection is as the failure has left it."""

    def __init__(self, status: int, message: str, connection: Connection) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.connection = connection


async def refresh(world: World, connection: Connection, *, force: bool = False) -> Connection:
    """Return the connection with credentials that work, or raise `RefreshFailed`."""
    if not _renewable(connection):
        return connection
    now = world.clock.now()
    if not force:
        if connection.refusals >= MOST_REFUSALS:
            raise RefreshFailed(424, EXHAUSTED, connection)
        if connection.refused_at is not None and now < connection.refused_at + BACK_OFF_S:
            raise RefreshFailed(424, BACKING_OFF, connection)
        if connection.expires_at is None or connection.expires_at - now > EARLY_S:
            return connection
    # Requests that come meanwhile share the one refresh.
    key = key_of(connection)
    task = world.refreshing.get(key)
    if task is None:
        task = world.spawn(_refreshed(world, connection))
        world.refreshing[key] = task
        task.add_done_callback(lambda _: world.refreshing.pop(key, None))
    outcome: Connection | RefreshFailed = await asyncio.shield(task)
    if isinstance(outcome, RefreshFailed):
        raise RefreshFailed(outcome.status, outcome.message, outcome.connection)
    return outcome


async def _refreshed(world: World, connection: Connection) -> Connection | RefreshFailed:
    try:
        credentials, expires_at = await _renewed(world, connection)
    except (ExchangeRefused, Unreadable):
        return _refused(world, connection)
    return world.store.change(
        connection,
        credentials=credentials,
        expires_at=expires_at,
        error_log=None,
        refused_at=None,
        refusals=0,
        counted_at=None,
    )


def _renewable(connection: Connection) -> bool:
    held = connection.credentials
    return held.get("type") == CLIENT_CREDENTIALS or isinstance(held.get("refresh_token"), str)


async def _renewed(world: World, connection: Connection) -> tuple[dict[str, Any], float | None]:
    """Ask the provider for new tokens, as the client that the connection was made with."""
    held, config = connection.credentials, connection.connection_config
    integration = world.environment_of(connection).integrations[connection.integration]
    if held.get("type") == CLIENT_CREDENTIALS:
        own = with_own_client(world, integration, held.get("client_id"), held.get("client_secret"))
        tokens = await client_tokens(world, own, config)
        return client_credentials(tokens, held), tokens.expires_at
    integration = of_credentials(world, integration, held)
    tokens = await refresh_tokens(world, integration, config, held["refresh_token"])
    kept = {name: held[name] for name in ("config_override",) if name in held}
    return {**oauth_credentials(tokens), **kept}, tokens.expires_at


def _refused(world: World, connection: Connection) -> RefreshFailed:
    now = world.clock.now()
    counted = connection.counted_at
    if counted is None or now - counted >= DAY_S:
        connection = replace(connection, refusals=connection.refusals + 1, counted_at=now)
    marked = world.store.change(
        connection,
        refused_at=now,
        error_log=connection.error_log or f"{int(now * 1000)}_{secrets.token_hex(10)}",
        refusals=connection.refusals,
        counted_at=connection.counted_at,
    )
    world.deliveries.auth(
        world.environment_of(marked),
        marked,
        "refresh",
        success=False,
        error=Failure(type="refresh_token_external_error", description=REFUSED),
    )
    return RefreshFailed(400, REFUSED, marked)

"""The control API's hand on connections: shown, deleted, and what their provider makes of them."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from fake_nango.clock import iso_ms
from fake_nango.connections import delete_connection
from fake_nango.model import Connection
from fake_nango.refresh import RefreshFailed, refresh
from fake_nango.web.control_call import (
    Json,
    RefusalError,
    connection_named,
    query_of,
)
from fake_nango.world import World


async def connections(world: World, request: web.Request) -> Json:
    """Show connections in full, credentials included."""
    asked = query_of(request)
    asked.only("person", "limit")
    person = asked.text_or_none("person")
    wanted = [each for each in world.store.connections.values() if person in {None, each.person}]
    return {"connections": [_shown(each) for each in asked.newest(wanted)]}


async def delete(world: World, request: web.Request) -> Json:
    """Let somebody delete a connection in Nango's dashboard: no webhook tells of it."""
    connection = _connection(world, request)
    delete_connection(world, connection)
    return {"connection": _shown(connection)}


async def revoke(world: World, request: web.Request) -> Json:
    """Let the person withdraw their consent at the provider; Nango finds out when it refreshes."""
    connection = _connection(world, request)
    _at_the_provider(connection, world.provider.revoke)
    return {"connection": _shown(connection)}


async def break_connection(world: World, request: web.Request) -> Json:
    """Let the provider refuse refreshes from now on; Nango tries one, and tells of it."""
    connection = _connection(world, request)
    _at_the_provider(connection, world.provider.refuse)
    try:
        await refresh(world, connection, force=True)
    except RefreshFailed:
        return {"refused": True}
    # Without a refresh token there is nothing to refuse, and no webhook to tell of it.
    return {"refused": False}


async def mend_connection(world: World, request: web.Request) -> Json:
    """Let the provider accept refreshes again."""
    _at_the_provider(_connection(world, request), world.provider.mend)
    return {"refused": False}


def _connection(world: World, request: web.Request) -> Connection:
    integration = query_of(request).text_or_none("integration")
    return connection_named(world, request.match_info["id"], integration)


def _at_the_provider(connection: Connection, act: Callable[[str], bool]) -> None:
    credentials = connection.credentials
    for name in ("refresh_token", "access_token"):
        token = credentials.get(name)
        if isinstance(token, str) and act(token):
            return
    raise RefusalError(
        "The built-in provider knows no token of this connection", status=409, code="no_grant"
    )


def _shown(connection: Connection) -> Json:
    """Everything that is stored of a connection; control may see what the API hides."""
    end_user = connection.end_user
    return {
        "id": connection.id,
        "connection_id": connection.connection_id,
        "environment": connection.environment,
        "integration": connection.integration,
        "provider": connection.provider,
        "auth_mode": connection.auth_mode,
        "credentials": dict(connection.credentials),
        "created_at": iso_ms(connection.created_at),
        "updated_at": iso_ms(connection.updated_at),
        "end_user": end_user.as_json() if end_user else None,
        "tags": dict(connection.tags),
        "metadata": None if connection.metadata is None else dict(connection.metadata),
        "connection_config": dict(connection.connection_config),
        "webhook_url_override": connection.webhook_url_override,
        "session": connection.session_id,
        "person": connection.person,
    }

"""The control API's faults, and connections whose provider refuses them."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from fake_nango.model import Connection
from fake_nango.refresh import RefreshFailed, refresh
from fake_nango.web.control_call import (
    Json,
    RefusalError,
    body_of,
    connection_named,
    query_of,
)
from fake_nango.world import World


async def add_fault(world: World, request: web.Request) -> Json:
    """Set up a fault."""
    asked = await body_of(request)
    asked.only("name", "listener", "endpoint", "person", "times", "answer")
    return {"fault": world.faults.add(asked.members).id}


async def faults(world: World, _request: web.Request) -> Json:
    """Show the faults that wait and those that are used up, each with how often it was met."""
    return {"faults": world.faults.listing()}


async def clear_faults(world: World, _request: web.Request) -> Json:
    """Take back all faults."""
    world.faults.clear()
    return {}


async def remove_fault(world: World, request: web.Request) -> Json:
    """Take back one fault; one that is used up already does no harm."""
    return {"removed": world.faults.remove(request.match_info["id"])}


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
    return {}


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

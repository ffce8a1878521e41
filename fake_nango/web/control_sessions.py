"""The control API's view of connect sessions: which there are, and what becomes of one."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from fake_nango.clock import iso_ms
from fake_nango.fields import CONNECTION_ID, LONGEST
from fake_nango.model import ConnectSession
from fake_nango.sessions import connect_link
from fake_nango.web.control_call import Json, RefusalError, body_of, query_of, session_named
from fake_nango.world import World


async def sessions(world: World, request: web.Request) -> Json:
    """Show the connect sessions that are remembered, oldest first, tokens included."""
    asked = query_of(request)
    asked.only("person", "limit")
    person = asked.text_or_none("person")
    wanted = [each for each in world.store.sessions.values() if person in {None, each.person}]
    return {"sessions": [_session(world, each) for each in asked.newest(wanted)]}


async def expire(world: World, request: web.Request) -> Json:
    """Let a session have reached the end of its half hour; attempts under way go on."""
    asked = await body_of(request)
    asked.only("session_token")
    session = session_named(world, asked.text("session_token"))
    ended = replace(session, expires_at=min(session.expires_at, world.clock.now()))
    world.store.sessions[session.token] = ended
    return _session(world, ended)


async def name(world: World, request: web.Request) -> Json:
    """Choose the id of the connection that a session will make, as only imports can at Nango."""
    asked = await body_of(request)
    asked.only("session_token", "connection_id")
    token, chosen = asked.text("session_token"), asked.text("connection_id")
    session = session_named(world, token)
    if len(chosen) > LONGEST or not CONNECTION_ID.fullmatch(chosen):
        raise RefusalError("Nango would not take that 'connection_id' from an import either")
    named = replace(session, chosen_id=chosen)
    world.store.sessions[session.token] = named
    return _session(world, named)


def _session(world: World, session: ConnectSession) -> Json:
    end_user = session.end_user
    allowed = session.allowed_integrations
    return {
        "id": session.id,
        "session_token": session.token,
        "connect_link": connect_link(world, session.token),
        "environment": session.environment,
        "person": session.person,
        "end_user": end_user.as_json() if end_user else None,
        "tags": dict(session.tags),
        "allowed_integrations": None if allowed is None else list(allowed),
        "reconnect_of": session.reconnect_of,
        "expires_at": iso_ms(session.expires_at),
        "live": session.expires_at > world.clock.now(),
    }

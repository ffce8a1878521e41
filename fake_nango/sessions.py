"""
Connect sessions: made from a body that has passed its rules, found again by token.

A session lives thirty minutes from its creation, is not used up by success, and cannot
be told from one that never was once it has expired or been deleted.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from fake_nango.clock import iso_ms
from fake_nango.model import Connection, ConnectSession, person_of
from fake_nango.tags import end_user_of, tags_of
from fake_nango.world import Environment, World

LIFETIME_S = 30 * 60
TOKEN_PREFIX = "nango_connect_session_"  # noqa: S105 - the public prefix of every token
SECRET_BYTES = 32

Json = Mapping[str, Any]


# What a session weighs in the journal beside its token.
_WEIGHT = 400


def session_as_json(kept: tuple[Any, ...]) -> dict[str, Any]:
    """Write a new session as the journal shows it: what was asked for, what was given."""
    session, link, _ = kept
    end_user = session.end_user.as_json() if session.end_user else None
    allowed = session.allowed_integrations
    return {
        "id": session.id,
        "token": session.token,
        "connect_link": link,
        "expires_at": iso_ms(session.expires_at),
        "end_user": end_user,
        "organization": end_user["organization"] if end_user else None,
        "tags": dict(session.tags),
        "allowed_integrations": None if allowed is None else list(allowed),
        "reconnect_of": session.reconnect_of,
    }


def open_session(
    world: World, environment: Environment, body: Json, reconnect: Connection | None = None
) -> ConnectSession:
    """Make a session, remember it and write it into the journal."""
    session = _session(world, environment, body, reconnect)
    world.store.sessions[session.token] = session
    world.journal.append(
        "session",
        (session, connect_link(world, session.token), _WEIGHT),
        environment=environment.name,
        person=session.person,
        session=session.id,
        connection=session.reconnect_of,
        integration=session.reconnect_integration,
    )
    return session


def _session(
    world: World, environment: Environment, body: Json, reconnect: Connection | None
) -> ConnectSession:
    end_user, tags = end_user_of(body), tags_of(body)
    defaults, nested_url = _hoisted(body.get("integrations_config_defaults"))
    allowed = [reconnect.integration] if reconnect else body.get("allowed_integrations")
    person = person_of(end_user, tags)
    return ConnectSession(
        id=f"session-{world.store.next_id()}",
        token=TOKEN_PREFIX + secrets.token_hex(SECRET_BYTES),
        environment=environment.name,
        end_user=end_user,
        tags=tags,
        # An empty list allows everything, as none does.
        allowed_integrations=tuple(allowed) if allowed else None,
        config_defaults=defaults,
        overrides=body.get("overrides"),
        webhook_url_override=body.get("webhook_url_override", nested_url) or None,
        expires_at=world.clock.now() + LIFETIME_S,
        person=reconnect.person if reconnect and person is None else person,
        reconnect_of=reconnect.connection_id if reconnect else None,
        reconnect_integration=reconnect.integration if reconnect else None,
    )


def connect_link(world: World, token: str) -> str:
    """Say where the Connect UI opens with this token."""
    return f"{world.urls.ui}/?session_token={token}"


def live_session(world: World, token: str) -> ConnectSession | None:
    """Find the session of a token that has neither expired nor been deleted."""
    session = world.store.sessions.get(token)
    if session is None or session.expires_at <= world.clock.now():
        return None
    return session


def delete_session(world: World, session: ConnectSession) -> None:
    """Forget a session; attempts that it started go on without it."""
    world.store.sessions.take(session.token)


def _hoisted(defaults: Any) -> tuple[Json | None, str | None]:
    """Lift the deprecated webhook URL out of the connection configs."""
    if not defaults:
        return None, None
    found: str | None = None
    cleaned: dict[str, Any] = {}
    for key, entry in defaults.items():
        config = dict(entry.get("connection_config") or {})
        url = config.pop("webhook_url", None)
        found = found or url
        cleaned[key] = {**entry, "connection_config": config}
        if not config:
            del cleaned[key]["connection_config"]
    return cleaned, found

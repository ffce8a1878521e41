"""
What every way to connect has in common: whether the session allows it, and its config.

(Nango 0.71.4, auth endpoints: check order)
"""

from __future__ import annotations

from typing import Any

from fake_nango.answers import invalid, refused
from fake_nango.model import ConnectSession
from fake_nango.own_client import NAMES
from fake_nango.rules import issue
from fake_nango.web.call import Call
from fake_nango.world import World

_WEBHOOK_URL = "webhook_url"


def refuse_connection_id(call: Call) -> None:
    """Refuse a connection id: with a session it is Nango that chooses it."""
    if "connection_id" in call.query:
        message = "connection_id is forbidden when using session token"
        raise invalid("invalid_query_params", [issue("custom", message, ("connection_id",))])


def refuse_not_allowed(session: ConnectSession, integration: str) -> None:
    """Refuse an integration that the session was not made for."""
    allowed = session.allowed_integrations
    if allowed is not None and integration not in allowed:
        raise refused(400, "integration_not_allowed")


def refuse_gone(world: World, session: ConnectSession) -> None:
    """Refuse to reconnect a connection that has been deleted."""
    if session.reconnect_of is None:
        return
    integration = session.reconnect_integration or ""
    if world.store.connection(session.environment, integration, session.reconnect_of) is None:
        raise refused(400, "invalid_connection")


def connection_config(call: Call, integration: str) -> dict[str, Any]:
    """Take the config from the caller's texts; the session's own values win over them."""
    config = _texts(call.query.get("params"))
    config.pop(_WEBHOOK_URL, None)
    defaults = (call.token.config_defaults or {}).get(integration, {})
    return {**config, **(defaults.get("connection_config") or {})}


def oauth_config(call: Call, integration: str) -> dict[str, Any]:
    """Take the config of an OAuth flow, which may bring an OAuth client of its own along."""
    given = _texts(call.query.get("credentials"))
    named = {name: given[name] for name in NAMES if given.get(name)}
    config = connection_config(call, integration)
    # A session that presets one with nothing asks the person for it.
    return {
        **named,
        **{name: value for name, value in config.items() if value or name not in named},
    }


def _texts(found: Any) -> dict[str, str]:
    given = found.items() if isinstance(found, dict) else ()
    return {name: value for name, value in given if isinstance(value, str)}

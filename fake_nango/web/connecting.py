"""
What every way to connect has in common: whether the session allows it, and its config.

(Nango 0.71.4, auth endpoints: check order)
"""

from __future__ import annotations

from typing import Any

from fake_nango.answers import invalid, refused
from fake_nango.model import ConnectSession
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
    params = call.query.get("params")
    given = params.items() if isinstance(params, dict) else ()
    config = {
        name: value for name, value in given if isinstance(value, str) and name != _WEBHOOK_URL
    }
    defaults = (call.token.config_defaults or {}).get(integration, {})
    return {**config, **(defaults.get("connection_config") or {})}

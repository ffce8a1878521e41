"""
Connect sessions on HTTP: make one, make one to reconnect, look at it, delete it.

(Nango 0.71.4, connect session endpoints)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fake_nango.answers import JSON_TYPE, Answer, json_answer, refused
from fake_nango.clock import iso_ms
from fake_nango.model import ConnectSession
from fake_nango.session_rules import (
    check_reconnect,
    check_reconnect_names,
    check_session,
    empty_body,
)
from fake_nango.sessions import connect_link, delete_session, open_session
from fake_nango.web.auth import Auth
from fake_nango.web.call import Call
from fake_nango.web.routes import Route

_COLOUR: Final = "#00B2E3"
UI_SETTINGS: Final[Mapping[str, Any]] = {
    "showWatermark": True,
    "defaultTheme": "system",
    "theme": {"light": {"primary": _COLOUR}, "dark": {"primary": _COLOUR}},
}


async def create(call: Call) -> Answer:
    """Make a session for an end user or for tags."""
    call.refuse_query()
    check_session(call.json, call.env.integrations)
    return _opened(call, open_session(call.world, call.env, call.json))


async def create_reconnect(call: Call) -> Answer:
    """Make a session that authorizes an existing connection again."""
    call.refuse_query()
    check_reconnect(call.json)
    body = call.json
    connection = call.world.store.connection(
        call.env.name, body["integration_id"], body["connection_id"]
    )
    if connection is None:
        raise refused(400, "invalid_body", "ConnectionID or IntegrationId does not exists")
    check_reconnect_names(body, call.env.integrations)
    return _opened(call, open_session(call.world, call.env, body, connection))


async def show(call: Call) -> Answer:
    """Tell the Connect UI what its token stands for."""
    call.refuse_query()
    empty_body(call.json)
    session = call.token
    shown: dict[str, Any] = {"endUser": _end_user(call, session), "connectUISettings": UI_SETTINGS}
    if session.allowed_integrations is not None:
        shown["allowed_integrations"] = list(session.allowed_integrations)
    if session.config_defaults is not None:
        shown["integrations_config_defaults"] = {
            key: {name: value for name, value in entry.items() if name != "user_scopes"}
            for key, entry in session.config_defaults.items()
        }
    if session.reconnect_of is not None:
        shown["isReconnecting"] = True
    if session.overrides is not None:
        shown["overrides"] = session.overrides
    shown["websocketsPath"] = "/"
    return json_answer(200, {"data": shown})


async def delete(call: Call) -> Answer:
    """Forget a session: its token is unknown from now on."""
    call.refuse_query()
    empty_body(call.json)
    delete_session(call.world, call.token)
    return Answer(204)


def _opened(call: Call, session: ConnectSession) -> Answer:
    call.with_session(session)
    # Written out by hand: this answer is the one whose cost is counted.
    body = (
        f'{{"data":{{"token":"{session.token}",'
        f'"connect_link":"{connect_link(call.world, session.token)}",'
        f'"expires_at":"{iso_ms(session.expires_at)}"}}}}'
    )
    return Answer(201, body.encode(), JSON_TYPE)


def _end_user(call: Call, session: ConnectSession) -> dict[str, Any] | None:
    end_user = session.end_user
    if end_user is None and session.reconnect_of is not None:
        connection = call.world.store.connection(
            session.environment, session.reconnect_integration or "", session.reconnect_of
        )
        end_user = connection.end_user if connection is not None else None
    return end_user.as_json() if end_user is not None else None


ROUTES = (
    Route("POST", "/connect/sessions", create),
    Route("POST", "/connect/sessions/reconnect", create_reconnect),
    Route("GET", "/connect/session", show, Auth.SESSION),
    Route("DELETE", "/connect/session", delete, Auth.SESSION),
)

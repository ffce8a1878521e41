"""
Connecting without a popup: an API key, a user name and password, or nothing at all.

And what all such endpoints share. (Nango 0.71.4, other auth endpoints: check order and
bodies)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fake_nango.answers import Answer, json_answer, refused
from fake_nango.attempts import chosen_id
from fake_nango.connections import announce, grant_of_session, store_grant
from fake_nango.fields import integration_key
from fake_nango.integration import Integration
from fake_nango.rules import MISSING, Rule, demand, shape, text
from fake_nango.verification import TEST_FAILED, verified
from fake_nango.web.auth import Auth
from fake_nango.web.call import Call
from fake_nango.web.connecting import (
    connection_config,
    refuse_connection_id,
    refuse_gone,
    refuse_not_allowed,
)
from fake_nango.web.routes import Route

_LONGEST = 1024
_api_key = shape({"apiKey": text(least=1, most=_LONGEST)})
_basic = shape({"username": text(most=_LONGEST), "password": text(most=_LONGEST)})
_path = shape({"providerConfigKey": integration_key})
_nothing = shape({})


async def api_key(call: Call) -> Answer:
    """Connect with an API key."""
    return await _connect(call, _api_key, "API_KEY", {"metadata": {}})


async def basic(call: Call) -> Answer:
    """Connect with a user name and a password."""
    return await _connect(call, _basic, "BASIC", {"metadata": {}})


async def unauthenticated(call: Call) -> Answer:
    """Connect to what needs no credentials; a reconnect keeps the metadata."""
    if call.json is MISSING:
        call.json = {}
    key, target = call.param(), call.token
    held = call.world.store.connection(call.env.name, key, target.reconnect_of or "")
    return await _connect(call, _nothing, "NONE", {} if held else {"metadata": {}})


async def _connect(call: Call, body: Rule, mode: str, members: Mapping[str, Any]) -> Answer:
    integration = checked(call, body, mode)
    given = {"type": mode, **call.json} if call.json else {}
    config = connection_config(call, integration.unique_key)
    if not await verified(call.world, integration, given, config):
        raise refused(400, "connection_test_failed", TEST_FAILED)
    return connected(call, integration, given, connection_config=config, **members)


def checked(call: Call, body: Rule, mode: str) -> Integration:
    """Find the integration that somebody connects to, or refuse in Nango's order."""
    demand(body, call.json, "invalid_body")
    key = call.integration = call.param()
    demand(_path, {"providerConfigKey": key}, "invalid_uri_params")
    refuse_connection_id(call)
    integration = call.env.integrations.get(key)
    if integration is None:
        raise refused(404, "unknown_provider_config")
    if integration.auth_mode != mode:
        raise refused(400, "invalid_auth_mode")
    refuse_not_allowed(call.token, key)
    refuse_gone(call.world, call.token)
    return integration


def connected(
    call: Call, integration: Integration, credentials: Mapping[str, Any], **members: Any
) -> Answer:
    """Store a connection of the session, tell of it, and answer with its id."""
    session = call.token
    grant = replace(grant_of_session(session, chosen_id(session), credentials), **members)
    connection, operation = store_grant(call.world, call.env, integration, grant)
    call.connection = connection.connection_id
    announce(call.world, call.env, connection, operation, session.end_user)
    answer = {
        "connectionId": connection.connection_id,
        "providerConfigKey": integration.unique_key,
    }
    return json_answer(200, answer)


ROUTES = (
    Route("POST", "/api-auth/api-key/:key", api_key, Auth.SESSION_IN_QUERY),
    Route("POST", "/api-auth/basic/:key", basic, Auth.SESSION_IN_QUERY),
    Route("POST", "/auth/unauthenticated/:key", unauthenticated, Auth.SESSION_IN_QUERY),
)

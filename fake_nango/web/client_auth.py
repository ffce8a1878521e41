"""
Connecting as a client that acts for itself: its id and secret for a token, at once.

This endpoint is older than its neighbours: it answers in the older shape of an error, and
knows no integration with 400 where they say 404. (Nango 0.71.4, client credentials)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from aiohttp import web

from fake_nango.answers import Answer, json_answer, refused_with_payload
from fake_nango.attempts import chosen_id
from fake_nango.connections import announce, grant_of_session, store_grant
from fake_nango.credentials import CLIENT_MEMBERS, client_credentials
from fake_nango.exchange import ExchangeRefused, Tokens, Unreadable, client_tokens
from fake_nango.integration import CLIENT_CREDENTIALS, Integration
from fake_nango.own_client import with_own_client
from fake_nango.web.auth import Auth
from fake_nango.web.call import Call
from fake_nango.web.connecting import (
    connection_config,
    refuse_connection_id,
    refuse_gone,
    refuse_not_allowed,
)
from fake_nango.web.routes import Route

_NO_INTEGRATION: Final = (
    "There is no Provider Configuration matching this key. Please make sure this value exists"
    " in the Nango dashboard {}"
)
_WRONG_MODE: Final = "Invalid auth mode. The provider does not support this auth mode."
_NO_TOKEN: Final = "The provider gave no token for these client credentials."  # noqa: S105 - a text


async def connect(call: Call) -> Answer:
    """Fetch a token for a client and store both."""
    own = _own_client(call.json)
    integration = _checked(call)
    config = connection_config(call, integration.unique_key)
    params = _defaults(call, integration).get("authorization_params")
    if params:
        config["authorization_params"] = params
    tokens = await _tokens(call, integration, config, own)
    session = call.token
    grant = replace(
        grant_of_session(session, chosen_id(session), client_credentials(tokens, own)),
        connection_config=config,
        expires_at=tokens.expires_at,
    )
    connection, operation = store_grant(call.world, call.env, integration, grant)
    call.connection = connection.connection_id
    announce(call.world, call.env, connection, operation, session.end_user)
    answer = {
        "providerConfigKey": integration.unique_key,
        "connectionId": connection.connection_id,
    }
    return json_answer(200, answer)


def _own_client(body: Any) -> dict[str, str]:
    if not isinstance(body, dict):
        # Nango does not look whether there is a body, and breaks.
        raise web.HTTPInternalServerError
    own = {name: str(body[name]) for name in CLIENT_MEMBERS if body.get(name)}
    if "client_id" not in own:
        raise refused_with_payload(400, "missing_client_id", "Missing param 'oauth_client_id'.")
    if "client_secret" not in own and "client_private_key" not in own:
        text = "Missing param 'oauth_client_secret'."
        raise refused_with_payload(400, "missing_client_secret", text)
    return own


def _checked(call: Call) -> Integration:
    refuse_connection_id(call)
    key = call.integration = call.param()
    integration = call.env.integrations.get(key)
    if integration is None:
        raise refused_with_payload(400, "unknown_provider_config", _NO_INTEGRATION)
    if integration.auth_mode != CLIENT_CREDENTIALS:
        raise refused_with_payload(400, "invalid_auth_mode", _WRONG_MODE)
    refuse_not_allowed(call.token, key)
    refuse_gone(call.world, call.token)
    return integration


def _defaults(call: Call, integration: Integration) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (call.token.config_defaults or {}).get(integration.unique_key, {})
    return found


async def _tokens(
    call: Call, integration: Integration, config: Mapping[str, Any], own: Mapping[str, str]
) -> Tokens:
    asking = with_own_client(
        call.world, integration, own["client_id"], own.get("client_secret", "")
    )
    try:
        return await client_tokens(call.world, asking, config)
    except (ExchangeRefused, Unreadable) as refusal:
        raise refused_with_payload(400, "client_credentials_fetch_error", _NO_TOKEN) from refusal


ROUTES = (Route("POST", "/oauth2/auth/:key", connect, Auth.SESSION_IN_QUERY),)

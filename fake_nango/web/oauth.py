"""
The popup on HTTP: off to the provider, and back with a code.

Checks come in Nango's order. Some failures are JSON and nobody is told of them, others
are a page and a frame on the WebSocket; which is which is Nango 0.71.4's (OAuth connect,
OAuth callback).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from email.utils import formatdate
from http import HTTPStatus
from typing import Any, NoReturn

from fake_nango.answers import TEXT_TYPE, Answer, Refused, redirect, to_json
from fake_nango.attempts import (
    GONE,
    Failed,
    chosen_id,
    finish_attempt,
    refusal,
    start_attempt,
    tell_failure,
)
from fake_nango.authorization import authorization_url, filled, has_variables, interpolate
from fake_nango.integration import OAUTH2, Integration
from fake_nango.model import Connection, OAuthAttempt
from fake_nango.own_client import of_config
from fake_nango.web.auth import Auth
from fake_nango.web.call import Call
from fake_nango.web.callback_page import callback_page
from fake_nango.web.connecting import (
    oauth_config,
    refuse_connection_id,
    refuse_gone,
    refuse_not_allowed,
)
from fake_nango.web.routes import Route

COOKIE_S = 3600
_GITHUB = "https://github.com"
_SLACK = "slack"
# Modes with a popup in Nango, which the fake has not; TBA has a client, but no popup there either.
_BEYOND = frozenset(
    {"OAUTH1", "APP", "CUSTOM", "TBA", "MCP_OAUTH2", "MCP_OAUTH2_GENERIC", "INSTALL_PLUGIN"}
)
# Where providers put the state; the first that is there counts.
_STATES = ("state", "payload", "customField")


async def connect(call: Call) -> Answer:
    """Send a person to the provider."""
    session = call.token
    refuse_connection_id(call)
    call.integration = call.param()
    connection_id = chosen_id(session)
    integration = await _usable(call, connection_id)
    config = oauth_config(call, integration.unique_key)
    integration = of_config(call.world, integration, config)
    url = await _provider(call, integration, config, connection_id)
    call.connection = connection_id
    attempt = start_attempt(
        call.world,
        session,
        integration,
        connection_id=connection_id,
        connection_config=config,
        ws_client_id=_text(call.query, "ws_client_id"),
    )
    return _off(call, integration, attempt, url)


async def callback(call: Call) -> Answer:
    """Take a person back from the provider, with a code or without."""
    query, world = call.query, call.world
    found = _taken(call)
    if isinstance(found, Answer):
        return found
    code = query.get("code")
    if found.integration not in world.environments[found.environment].integrations:
        outcome: Connection | Failed = GONE
    elif isinstance(code, str) and code:
        outcome = await finish_attempt(world, found, code)
    else:
        outcome = refusal(query)
    frame = {
        "message_type": "success",
        "provider_config_key": found.integration,
        "connection_id": found.connection_id,
    }
    if isinstance(outcome, Failed):
        tell_failure(world, found, outcome)
        frame["message_type"] = "error"
        told = {"error_type": outcome.type, "error_desc": outcome.description}
        await world.sockets.publish(found.ws_client_id, {**frame, **told}, found.person)
        return callback_page(query, outcome.description)
    await world.sockets.publish(found.ws_client_id, {**frame, "is_pending": False}, found.person)
    return callback_page(query, None)


async def app_connect(call: Call) -> Answer:
    """Refuse whoever comes back from installing an app: the fake sends nobody there."""
    status = 404 if call.query.get("state") else 400
    return Answer(status, HTTPStatus(status).phrase.encode(), TEXT_TYPE)


async def _usable(call: Call, connection_id: str) -> Integration:
    key = call.param()
    integration = call.env.integrations.get(key)
    if integration is None:
        text = f'Could not find a Provider Config matching the "{key}" key.'
        await _fail(call, connection_id, "provider_config_err", text)
    refuse_not_allowed(call.token, key)
    refuse_gone(call.world, call.token)
    if integration.auth_mode in _BEYOND:
        text = f"Auth mode {integration.auth_mode} not supported."
        await _fail(call, connection_id, "auth_mode_err", text)
    if integration.auth_mode != OAUTH2 or not (integration.client_id and integration.client_secret):
        text = f'Provider Config "{key}" is missing client ID, secret and/or scopes.'
        await _fail(call, connection_id, "provider_config_err", text)
    return integration


async def _provider(
    call: Call, integration: Integration, config: Mapping[str, Any], connection_id: str
) -> str:
    """Find the provider's page, with the config filled in."""
    built_in = f"{call.world.urls.ui}/provider/{integration.unique_key}/authorize"
    template = integration.authorization_url or built_in
    url = interpolate(template, config)
    params = {
        "authorization_params": filled(integration.authorization_params, config),
        "token_params": filled(integration.token_params, config),
    }
    left = [name for name, each in params.items() if any(map(has_variables, each.values()))]
    missing = [template, *left] if has_variables(url) else left
    if missing:
        text = (
            "Missing Connection Config param(s) in Auth request to interpolate url"
            f" {missing[0]}. Provided Connection Config: {to_json(config).decode()}"
        )
        await _fail(call, connection_id, "url_param_err", text)
    return url


def _taken(call: Call) -> OAuthAttempt | Answer:
    """Take the attempt of a callback out of the store: it can be had once."""
    query, store = call.query, call.world.store
    state = next((query[name] for name in _STATES if query.get(name)), None)
    if state is None:
        if "installation_id" in query and "setup_action" in query:
            return redirect(call.header("Referer") or _GITHUB)
        return callback_page(query, "No state found in callback")
    if not isinstance(state, str) or not _is_uuid(state):
        return callback_page(query, "invalid_oauth_state")
    _attribute_to(call, store.past_attempts.get(state.lower()))
    attempt = store.attempts.take(state.lower())
    if attempt is None:
        return callback_page(query, f'No session found for state: "{state}"')
    return attempt


def _off(call: Call, integration: Integration, attempt: OAuthAttempt, url: str) -> Answer:
    session = call.token
    defaults = (session.config_defaults or {}).get(integration.unique_key, {})
    extra = defaults.get("authorization_params")
    if extra is None:
        extra = _from_query(call.query.get("authorization_params"))
    params = filled(integration.authorization_params, attempt.connection_config)
    location = authorization_url(
        replace(integration, authorization_params=params),
        url,
        redirect_uri=attempt.callback_url,
        state=attempt.state,
        verifier=attempt.code_verifier,
        scopes=_scopes(defaults, integration),
        extra={**_user_scope(defaults, integration), **extra},
    )
    cookie = _cookie(call, attempt.state)
    return redirect(location, (("Set-Cookie", cookie),), accept=call.header("Accept"))


def _cookie(call: Call, state: str) -> str:
    expires = formatdate(call.world.clock.now() + COOKIE_S, usegmt=True)
    # The first proxy on the way knows whether the browser came by TLS.
    first = (call.header("X-Forwarded-Proto") or "").partition(",")[0].strip()
    site = "Secure; SameSite=None" if first == "https" else "SameSite=Lax"
    return f"oauth2-{state}=1; Max-Age={COOKIE_S}; Path=/; Expires={expires}; HttpOnly; {site}"


def _user_scope(defaults: Mapping[str, Any], integration: Integration) -> dict[str, str | None]:
    """Take the scopes of the user beside those of the bot, which only Slack tells apart."""
    scope = defaults.get("user_scopes")
    return {"user_scope": scope} if integration.provider == _SLACK and scope else {}


def _scopes(defaults: Mapping[str, Any], integration: Integration) -> str | None:
    override = (defaults.get("connection_config") or {}).get("oauth_scopes_override")
    return override if isinstance(override, str) and override else integration.scopes


def _from_query(found: Any) -> dict[str, str | None]:
    """Read the caller's own parameters; the text `undefined` takes one away."""
    if not isinstance(found, dict):
        return {}
    return {
        name: None if value == "undefined" else value
        for name, value in found.items()
        if isinstance(value, str)
    }


def _attribute_to(call: Call, attempt: OAuthAttempt | None) -> None:
    if attempt is not None:
        call.environment = call.world.environments[attempt.environment]
        call.integration = attempt.integration
        call.connection = attempt.connection_id
        call.session = attempt.session_id
        call.person = attempt.person


async def _fail(call: Call, connection_id: str, kind: str, text: str) -> NoReturn:
    """End the way to the provider before it began: a frame, then a page."""
    frame = {
        "message_type": "error",
        "provider_config_key": call.integration,
        "connection_id": connection_id,
        "error_type": kind,
        "error_desc": text,
    }
    await call.world.sockets.publish(_text(call.query, "ws_client_id"), frame, call.person)
    raise Refused(callback_page({}, text))


def _text(query: Mapping[str, Any], name: str) -> str | None:
    found = query.get(name)
    return found if isinstance(found, str) and found else None


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


ROUTES = (
    Route("GET", "/oauth/connect/:providerConfigKey", connect, Auth.SESSION_IN_QUERY),
    Route("GET", "/oauth/callback", callback, Auth.NONE),
    Route("GET", "/app-auth/connect", app_connect, Auth.NONE),
)

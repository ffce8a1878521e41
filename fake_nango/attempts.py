"""
The authorization attempt: a person leaves for the provider and comes back, once.

    started --(callback)--> used up --+-- the provider said no ----> failed
                                      +-- no tokens for the code --> failed
                                      +-- tokens ------------------> connected

The state is taken out of the store before anything else is done, so a callback can be
played only once, even when the rest fails. The connection's id is chosen at the start,
so failures name one that will never exist. (Nango 0.71.4, OAuth callback)
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from fake_nango.authorization import new_state, new_verifier
from fake_nango.connections import announce, grant_of_session, store_grant
from fake_nango.credentials import oauth_credentials
from fake_nango.exchange import (
    ExchangeRefused,
    Tokens,
    Unreadable,
    exchange_code,
    token_metadata,
)
from fake_nango.integration import Integration
from fake_nango.model import Connection, ConnectSession, OAuthAttempt, Stub
from fake_nango.own_client import kept_with_credentials, of_config, without_client
from fake_nango.providers import template_of
from fake_nango.webhooks import Failure
from fake_nango.world import World

# Parameters by which providers explain a refusal, in the order in which Nango repeats them.
ERROR_PARAMETERS = (
    "error",
    "error_description",
    "error_reason",
    "error_uri",
    "status_code",
    "error_message",
)
_NO_CODE = "Did not get authorization code in the callback."
_UNPARSABLE = "OAuth2 token request failed, response from the server could not be parsed"
_UNKNOWN = "Unknown error during the Oauth flow."


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """How an attempt failed, as the webhook, if there is one, and the browser are told."""

    webhook: Failure | None
    type: str
    description: str


GONE = Failed(webhook=None, type="unknown_err", description=_UNKNOWN)
"""The integration was deleted while the person was away."""


def start_attempt(
    world: World,
    session: ConnectSession,
    integration: Integration,
    *,
    connection_id: str,
    connection_config: Mapping[str, Any],
    ws_client_id: str | None,
) -> OAuthAttempt:
    """Remember that a person leaves."""
    attempt = OAuthAttempt(
        state=new_state(),
        environment=session.environment,
        integration=integration.unique_key,
        connection_id=connection_id,
        code_verifier=new_verifier(),
        callback_url=f"{world.urls.api}/oauth/callback",
        connection_config=connection_config,
        webhook_url_override=session.webhook_url_override,
        session_id=session.id,
        session_token=session.token,
        ws_client_id=ws_client_id,
        person=session.person,
    )
    world.store.add_attempt(attempt)
    return attempt


def chosen_id(session: ConnectSession) -> str:
    """Choose the id of the connection to be: a new one, but on a reconnect the old one."""
    return session.reconnect_of or session.chosen_id or str(uuid.uuid4())


def refusal(parameters: Mapping[str, Any]) -> Failed:
    """Tell of a callback without a code, with what the provider said about it."""
    said = "; ".join(
        f"{name}: {parameters[name]}" for name in ERROR_PARAMETERS if name in parameters
    )
    text = f"{_NO_CODE} Provider error: {said}" if said else _NO_CODE
    failure = Failure(type="invalid_callback", description=text)
    return Failed(webhook=failure, type="callback_err", description=text)


async def finish_attempt(world: World, attempt: OAuthAttempt, code: str) -> Connection | Failed:
    """Exchange the code and store the connection, or say how that failed."""
    environment = world.environments[attempt.environment]
    integration = environment.integrations[attempt.integration]
    config = attempt.connection_config
    tokens = await _exchanged(world, of_config(world, integration, config), attempt, code)
    if isinstance(tokens, Failed):
        return tokens
    session = world.store.sessions.get(attempt.session_token)
    credentials = kept_with_credentials(oauth_credentials(tokens), config)
    grant = replace(
        grant_of_session(session, attempt.connection_id, credentials),
        expires_at=tokens.expires_at,
        connection_config=_config(integration, tokens, config),
        webhook_url_override=attempt.webhook_url_override,
        person=attempt.person,
    )
    connection, operation = store_grant(world, environment, integration, grant)
    announce(world, environment, connection, operation, session.end_user if session else None)
    return connection


def _config(integration: Integration, tokens: Tokens, config: Mapping[str, Any]) -> dict[str, Any]:
    """Put together a connection's config: what the provider told, and over it what was given."""
    told = token_metadata(tokens.raw, template_of(integration.provider))
    given = {name: value for name, value in config.items() if value != "" or name not in told}
    return {**told, **without_client(given)}


def tell_failure(world: World, attempt: OAuthAttempt, failed: Failed) -> None:
    """Send the webhook of a failed attempt: always a creation, with neither tags nor user."""
    if failed.webhook is None:
        return
    environment = world.environments[attempt.environment]
    integration = environment.integrations[attempt.integration]
    stub = Stub(
        connection_id=attempt.connection_id,
        environment=environment.name,
        integration=integration.unique_key,
        provider=integration.provider,
        auth_mode=integration.auth_mode,
        webhook_url_override=attempt.webhook_url_override,
        session_id=attempt.session_id,
        person=attempt.person,
    )
    world.deliveries.auth(
        environment, stub, "creation", success=False, error=failed.webhook, with_tags=False
    )


async def _exchanged(
    world: World, integration: Integration, attempt: OAuthAttempt, code: str
) -> Tokens | Failed:
    try:
        return await exchange_code(
            world,
            integration,
            attempt.connection_config,
            code=code,
            redirect_uri=attempt.callback_url,
            verifier=attempt.code_verifier,
        )
    except ExchangeRefused as refused:
        text = refused.description()
        failure = Failure(type="unknown", description=text)
        return Failed(webhook=failure, type="unknown_err", description=text)
    except Unreadable:
        failure = Failure(type="unable_to_parse_token_response", description=_UNPARSABLE)
        return Failed(webhook=failure, type="unknown_err", description=_UNKNOWN)

"""
Nango's own calls to a provider's token endpoint: a code for tokens, a token refreshed.

They are real HTTP requests, to the built-in provider as well. Client credentials go into
the form, after the parameters of the grant. (Nango 0.71.4, token request)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import aiohttp
from yarl import URL

from fake_nango.authorization import filled, interpolate, without_query
from fake_nango.clock import iso_ms
from fake_nango.integration import Integration
from fake_nango.providers import template_of
from fake_nango.world import CALLER_NANGO, World

TIMEOUT: Final = aiohttp.ClientTimeout(total=20)
_FIRST_ERROR: Final = 400
_LARGEST_ANSWER: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What a provider granted."""

    access_token: str
    refresh_token: str | None
    expires_at: float | None
    raw: Mapping[str, Any]


class ExchangeRefused(Exception):  # noqa: N818 - the provider's answer, not a fault
    """The provider gave no tokens; the text is the one that Nango passes on."""

    def __init__(self, message: str, payload: Any = None) -> None:
        super().__init__(message)
        self.message = message
        self.payload = payload

    def description(self) -> str:
        """Write the error as Nango does: JSON, indented by two."""
        shown = {"name": "Error", "message": self.message}
        if self.payload is not None:
            shown["provider_error_payload"] = self.payload
        return json.dumps(shown, indent=2, ensure_ascii=False)


class Unreadable(Exception):  # noqa: N818 - as above
    """The provider answered with JSON that holds no token."""


async def exchange_code(
    world: World,
    integration: Integration,
    config: Mapping[str, Any],
    *,
    code: str,
    redirect_uri: str,
    verifier: str,
) -> Tokens:
    """Turn an authorization code into tokens."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
    form.update(filled(integration.token_params, config))
    if integration.pkce:
        form["code_verifier"] = verifier
    url = integration.token_url or _built_in(world, integration)
    return await _ask(
        world, interpolate(url, config), _signed(form, integration), _inner(integration)
    )


async def refresh_tokens(
    world: World, integration: Integration, config: Mapping[str, Any], refresh_token: str
) -> Tokens:
    """Turn a refresh token into a new access token."""
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    # The client library that Nango uses refreshes at the token URL even where a template has
    # a URL for refreshes.
    url = integration.token_url or integration.refresh_url or _built_in(world, integration)
    tokens = await _ask(
        world, interpolate(url, config), _signed(form, integration), _inner(integration)
    )
    if tokens.refresh_token is not None:
        return tokens
    return Tokens(
        access_token=tokens.access_token,
        refresh_token=refresh_token,
        expires_at=tokens.expires_at,
        raw=tokens.raw,
    )


async def client_tokens(
    world: World, integration: Integration, config: Mapping[str, Any]
) -> Tokens:
    """Get a token for the client itself, whose integration's it is."""
    params = {"grant_type": "client_credentials", **filled(integration.token_params, config)}
    form = {**_signed({}, integration), **params}
    scopes = config.get("oauth_scopes")
    if isinstance(scopes, str) and scopes:
        form["scope"] = integration.scope_separator.join(scopes.split(","))
    form |= config.get("authorization_params") or {}
    url = integration.token_url or _built_in(world, integration)
    return await _ask(world, interpolate(url, config), form, _inner(integration))


def _built_in(world: World, integration: Integration) -> str:
    return f"{world.urls.ui}/provider/{integration.unique_key}/token"


def _signed(form: dict[str, str], integration: Integration) -> dict[str, str]:
    return {
        **form,
        "client_id": integration.client_id,
        "client_secret": integration.client_secret,
    }


def _inner(integration: Integration) -> str | None:
    """Name the member in which a provider may hide the tokens."""
    name = template_of(integration.provider).get("alternate_access_token_response_path")
    return name if isinstance(name, str) else None


def token_metadata(raw: Mapping[str, Any], template: Mapping[str, Any]) -> dict[str, Any]:
    """Pick out of a token answer what the provider's template wants kept, by dotted names."""
    found: dict[str, Any] = {}
    for name in template.get("token_response_metadata", ()):
        value: Any = raw
        for part in name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if isinstance(value, str | bool):
            found[name] = value
    return found


async def _ask(world: World, url: str, form: Mapping[str, str], inner: str | None) -> Tokens:
    headers = {"Accept": "application/json", "User-Agent": "Nango"}
    if url.startswith(f"{world.urls.ui}/"):
        headers.update(world.internal_headers(CALLER_NANGO))
    target = URL(without_query(url), encoded=True)
    try:
        async with world.http.post(
            target, data=form, headers=headers, timeout=TIMEOUT, allow_redirects=False
        ) as answer:
            body = await answer.content.read(_LARGEST_ANSWER)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise ExchangeRefused(f"Client request error: {error}") from error
    found = _json(answer.content_type, body)
    if answer.status >= _FIRST_ERROR:
        reason = answer.reason or HTTPStatus(answer.status).phrase
        raise ExchangeRefused(f"Response Error: {answer.status} {reason}", found)
    return _tokens(found, world.clock.now(), inner)


def _json(content_type: str, body: bytes) -> Any:
    if "json" in content_type:
        try:
            return json.loads(body)
        except ValueError:
            pass
    raise ExchangeRefused("The content-type is not JSON compatible")


def _tokens(found: Any, now: float, inner: str | None) -> Tokens:
    if not isinstance(found, dict):
        raise Unreadable
    hidden = found.get(inner) if inner is not None and "access_token" not in found else None
    held = hidden if isinstance(hidden, dict) else found
    token = held.get("access_token")
    if not isinstance(token, str) or not token:
        raise Unreadable
    refresh, lifetime = held.get("refresh_token"), held.get("expires_in")
    expires_at = None
    raw = dict(found)
    if isinstance(lifetime, int | float | str) and str(lifetime).isdecimal():
        expires_at = now + float(lifetime)
        # The client library adds this member to what the provider sent.
        raw["expires_at"] = iso_ms(expires_at)
    return Tokens(
        access_token=token,
        refresh_token=refresh if isinstance(refresh, str) else None,
        expires_at=expires_at,
        raw=raw,
    )

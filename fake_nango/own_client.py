"""
An OAuth client that one connection brings along, instead of its integration's.

A session's config or the Connect UI's form may name id and secret of it, and a refresh token
that is to be used whatever the provider says. The three are kept with the credentials, and
not in the connection's config. (Nango 0.71.4, OAuth client overrides)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from fake_nango.integration import Integration
from fake_nango.world import World

ID: Final = "oauth_client_id_override"
SECRET: Final = "oauth_client_secret_override"  # noqa: S105 - the name of a member
REFRESH: Final = "oauth_refresh_token_override"
SCOPES: Final = "oauth_scopes_override"
NAMES: Final = (ID, SECRET, REFRESH)


def with_own_client(
    world: World, integration: Integration, client_id: Any, client_secret: Any
) -> Integration:
    """Let an integration act as another client, as far as one is given."""
    own = replace(
        integration,
        client_id=_text(client_id) or integration.client_id,
        client_secret=_text(client_secret) or integration.client_secret,
    )
    if own != integration and own.client is not None:
        # The built-in provider takes whatever client it is told of.
        world.provider.register(own.client)
    return own


def of_config(world: World, integration: Integration, config: Mapping[str, Any]) -> Integration:
    """Let an integration act as the client that an attempt's config names."""
    return with_own_client(world, integration, config.get(ID), config.get(SECRET))


def of_credentials(
    world: World, integration: Integration, credentials: Mapping[str, Any]
) -> Integration:
    """Let an integration act as the client that a connection was made with."""
    own = credentials.get("config_override")
    if not isinstance(own, Mapping):
        return integration
    return with_own_client(world, integration, own.get("client_id"), own.get("client_secret"))


def kept_with_credentials(
    credentials: Mapping[str, Any], config: Mapping[str, Any]
) -> dict[str, Any]:
    """Add to credentials what an attempt's config has for them."""
    own = {"client_id": _text(config.get(ID)), "client_secret": _text(config.get(SECRET))}
    given = {name: value for name, value in own.items() if value}
    kept = dict(credentials)
    if given:
        kept["config_override"] = given
    if _has_own_refresh_token(config):
        kept["refresh_token"] = config[REFRESH]
    return kept


def without_client(config: Mapping[str, Any]) -> dict[str, Any]:
    """Reduce an attempt's config to what the connection keeps; scopes become a list."""
    kept = {name: value for name, value in config.items() if name not in NAMES}
    scopes = _text(kept.get(SCOPES))
    if scopes:
        kept[SCOPES] = scopes.split(",")
    if _has_own_refresh_token(config):
        kept["overrideTokenRefresh"] = True
    return kept


def _has_own_refresh_token(config: Mapping[str, Any]) -> bool:
    # One without a client of its own is of no use to anybody.
    return bool(_text(config.get(ID)) and _text(config.get(REFRESH)))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""

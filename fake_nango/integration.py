"""
An integration as handlers see it: what its settings say, else its provider's template.

An integration without URLs of its own uses the built-in provider, never the real one:
nothing that the fake does by default leaves the machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from fake_nango.grants import Client
from fake_nango.providers import template_of
from fake_nango.settings import ActionSettings, IntegrationSettings, SyncSettings

OAUTH2 = "OAUTH2"
CLIENT_CREDENTIALS = "OAUTH2_CC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """One integration of one environment."""

    unique_key: str
    provider: str
    display_name: str
    auth_mode: str
    client_id: str
    client_secret: str
    scopes: str | None
    scope_separator: str
    pkce: bool
    authorization_params: Mapping[str, str]
    token_params: Mapping[str, str]
    connection_config: Mapping[str, str]
    proxy_headers: Mapping[str, str]
    syncs: tuple[SyncSettings, ...]
    actions: tuple[ActionSettings, ...]
    # URLs are None where the built-in provider is meant.
    authorization_url: str | None
    token_url: str | None
    refresh_url: str | None
    proxy_base_url: str | None
    verification: str | None
    created_at: float
    updated_at: float
    forward_webhooks: bool = True

    @classmethod
    def of(cls, settings: IntegrationSettings, now: float) -> Self:
        """Complete an integration's settings from its provider's template."""
        template = template_of(settings.provider)
        proxy = template.get("proxy", {})
        key = settings.unique_key
        pkce = settings.pkce
        return cls(
            unique_key=key,
            provider=settings.provider,
            display_name=settings.display_name or template.get("display_name") or settings.provider,
            auth_mode=settings.auth_mode or template["auth_mode"],
            client_id=_given(settings.client_id, f"fake-client-{key}"),
            client_secret=_given(settings.client_secret, _made_up_secret(key)),
            scopes=_scopes(settings, template),
            scope_separator=template.get("scope_separator", " "),
            pkce=not template.get("disable_pkce", False) if pkce is None else pkce,
            authorization_params=_given(
                settings.authorization_params, template.get("authorization_params", {})
            ),
            token_params=template.get("token_params", {}),
            connection_config=settings.connection_config or {},
            proxy_headers=_given(settings.proxy_headers, proxy.get("headers", {})),
            syncs=settings.syncs,
            actions=settings.actions,
            authorization_url=settings.authorization_url,
            token_url=settings.token_url,
            refresh_url=settings.refresh_url or settings.token_url,
            proxy_base_url=settings.proxy_base_url,
            verification=settings.verification,
            forward_webhooks=settings.forward_webhooks,
            created_at=now,
            updated_at=now,
        )

    @property
    def built_in(self) -> bool:
        """Say whether the tokens of this integration come from the built-in provider."""
        if self.auth_mode == CLIENT_CREDENTIALS:
            return self.token_url is None
        return self.auth_mode == OAUTH2 and self.authorization_url is None

    @property
    def client(self) -> Client | None:
        """What the integration is to the built-in provider, if it is anything to it."""
        if not self.built_in:
            return None
        return Client(
            integration=self.unique_key,
            client_id=self.client_id,
            client_secret=self.client_secret,
            provider=self.provider,
        )


def _given(value: Any, otherwise: Any) -> Any:
    return otherwise if value is None else value


def _scopes(settings: IntegrationSettings, template: Mapping[str, Any]) -> str | None:
    if settings.scopes is not None:
        return settings.scopes
    defaults = settings.default_scopes
    return ",".join(template.get("default_scopes", ()) if defaults is None else defaults) or None


def _made_up_secret(key: str) -> str:
    # It opens the built-in provider of this fake and nothing else.
    return hashlib.sha256(f"fake-nango client {key}".encode()).hexdigest()[:32]

"""
What a fake Nango is set up with: environments, integrations, syncs, connections.

These are the values of the configuration file and nothing else; what changes while the
fake runs lives in `world`. `settings_file` reads them from TOML.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

BASE = "base"
"""The variant of a sync that nobody has asked for."""


IDENTIFIERS: Final = frozenset({"uuid", "secret_key", "webhook_signing_key"})
"""What an environment has that the fake makes up where nobody gives it."""


def labelled(name: str, variant: str | None) -> str:
    """Write a name so that its variants differ; the base variant has the plain name."""
    return name if variant in {None, BASE} else f"{name}::{variant}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncSettings:
    """
    A sync that every new connection of an integration has.

    `models` are those that it stores beside `model`. With `checkpoints` each run says
    where it began and where the next one will. A variant is made by an application only.
    """

    name: str
    model: str
    models: tuple[str, ...] = ()
    auto_start: bool = False
    frequency: str = "every 1h"
    checkpoints: bool = False
    variant: str = BASE

    @property
    def every_model(self) -> tuple[str, ...]:
        """Every model that a run stores and tells of, the first one first."""
        return (self.model, *self.models)

    @property
    def label(self) -> str:
        """The name that tells the sync from the other variants of it."""
        return labelled(self.name, self.variant)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSettings:
    """
    An action of an integration: what it gives back, or how it fails.

    `error` has a `type`, and may have a `payload` and a `status`; the type
    `script_http_error` is a refusal by the provider.
    """

    name: str
    output: Any = None
    error: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationSettings:
    """One integration; what is left out comes from the provider's template."""

    unique_key: str
    provider: str
    display_name: str | None = None
    auth_mode: str | None = None
    authorization_url: str | None = None
    token_url: str | None = None
    refresh_url: str | None = None
    scopes: str | None = None
    default_scopes: tuple[str, ...] | None = None
    authorization_params: Mapping[str, str] | None = None
    pkce: bool | None = None
    connection_config: Mapping[str, str] | None = None
    client_id: str | None = None
    client_secret: str | None = None
    proxy_base_url: str | None = None
    proxy_headers: Mapping[str, str] | None = None
    verification: str | None = None
    # Whether what the provider tells by webhook is passed on to the application.
    forward_webhooks: bool = True
    syncs: tuple[SyncSettings, ...] = ()
    actions: tuple[ActionSettings, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionSettings:
    """A connection that exists from the start."""

    connection_id: str
    integration: str
    credentials: Mapping[str, Any] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    end_user: Mapping[str, Any] | None = None
    metadata: Mapping[str, Any] | None = None
    connection_config: Mapping[str, Any] = field(default_factory=dict)
    webhook_url_override: str | None = None
    syncs: tuple[SyncSettings, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeySettings:
    """A further key of an environment, which opens no more than its scopes say."""

    secret_key: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentSettings:
    """One environment with its two keys, its webhook settings and what it contains."""

    name: str
    uuid: str
    secret_key: str
    webhook_signing_key: str
    webhook_url: str | None = None
    webhook_url_secondary: str | None = None
    on_auth_creation: bool = True
    on_auth_refresh_error: bool = True
    on_sync_completion_always: bool = True
    on_sync_error: bool = True
    on_async_action_completion: bool = True
    rate_limit: int = 0
    variables: Mapping[str, str] = field(default_factory=dict)
    # A key that a browser may show, and that no account of today may use.
    public_key: str | None = None
    api_keys: tuple[ApiKeySettings, ...] = ()
    integrations: tuple[IntegrationSettings, ...] = ()
    connections: tuple[ConnectionSettings, ...] = ()
    # Which identifiers nobody gave: another start makes others.
    made_up: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenerSettings:
    """The ports that a program listens on unless its flags say otherwise."""

    port: int = 3003
    connect_ui_port: int = 3009
    control_port: int = 3004


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a fake is started with."""

    environments: tuple[EnvironmentSettings, ...]
    listeners: ListenerSettings = ListenerSettings()


@dataclass(slots=True)
class Identifiers:
    """Where UUIDs come from: unguessable, unless a seed asks for the same ones again."""

    seed: int | None = None
    _source: random.Random | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        if self.seed is not None:
            # A seed is given to get the same keys twice; such keys guard a test and no more.
            self._source = random.Random(self.seed)  # noqa: S311 - repeatable on purpose

    def uuid4(self) -> str:
        """Make the next UUID of version 4."""
        if self._source is None:
            return str(uuid.uuid4())
        return str(uuid.UUID(int=self._source.getrandbits(128), version=4))


def default_settings(seed: int | None = None, webhook_url: str | None = None) -> Settings:
    """Set up one environment `dev` with two mail integrations, Slack and GitHub."""
    identifiers = Identifiers(seed)
    emails = (SyncSettings(name="emails", model="Email"),)
    integrations = (
        IntegrationSettings(unique_key="outlook", provider="microsoft", syncs=emails),
        IntegrationSettings(unique_key="google-mail", provider="google-mail", syncs=emails),
        IntegrationSettings(unique_key="slack", provider="slack"),
        IntegrationSettings(unique_key="github", provider="github"),
    )
    environment = EnvironmentSettings(
        name="dev",
        uuid=identifiers.uuid4(),
        secret_key=identifiers.uuid4(),
        webhook_signing_key=identifiers.uuid4(),
        webhook_url=webhook_url,
        integrations=integrations,
        made_up=IDENTIFIERS,
    )
    return Settings(environments=(environment,))

"""
An environment over a restart: what the file remembers, unless the configuration has changed.

What the configuration says differently than last time wins; everything else is as it was
left, including what was changed, made or deleted while the fake ran. Identifiers that
nobody configured stay the same for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fake_nango.integration import Integration
from fake_nango.settings import EnvironmentSettings, IntegrationSettings
from fake_nango.world import Environment

VALUES: Final = (
    "uuid",
    "secret_key",
    "webhook_signing_key",
    "webhook_url",
    "webhook_url_secondary",
    "on_auth_creation",
    "on_auth_refresh_error",
    "on_sync_completion_always",
    "on_sync_error",
    "on_async_action_completion",
    "rate_limit",
    "variables",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What an environment was configured as, and what had become of it."""

    settings: EnvironmentSettings
    values: Mapping[str, Any]
    integrations: tuple[Integration, ...]


def remember(environment: Environment) -> Remembered:
    """Take down an environment as it is."""
    return Remembered(
        settings=environment.settings,
        values={name: getattr(environment, name) for name in VALUES},
        integrations=tuple(environment.integrations.values()),
    )


def restore(environment: Environment, before: Remembered) -> None:
    """Give an environment back what it had."""
    now, then = environment.settings, before.settings
    kept = {
        name: before.values[name]
        for name in VALUES
        if name in now.made_up or getattr(now, name) == getattr(then, name)
    }
    environment.change(**kept)
    _restore_integrations(environment, before)


def _restore_integrations(environment: Environment, before: Remembered) -> None:
    now, then = _by_key(environment.settings), _by_key(before.settings)
    held = {each.unique_key: each for each in before.integrations}
    for key, settings in now.items():
        if settings != then.get(key):
            held[key] = environment.integrations[key]
    environment.integrations.clear()
    for key, integration in held.items():
        # What only the configuration ever had goes with it.
        if key in now or key not in then:
            environment.integrations[key] = integration


def _by_key(settings: EnvironmentSettings) -> dict[str, IntegrationSettings]:
    return {each.unique_key: each for each in settings.integrations}

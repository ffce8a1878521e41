"""
Connections that exist from the start, because the configuration says so.

They send no webhook and start no sync: nobody has authorized anything just now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from fake_nango.connections import Grant, new_connection
from fake_nango.integration import OAUTH2, Integration
from fake_nango.model import Connection, EndUser, person_of
from fake_nango.settings import ConnectionSettings, EnvironmentSettings
from fake_nango.world import Environment, World


def seed_connections(
    world: World, before: Mapping[str, EnvironmentSettings] = MappingProxyType({})
) -> None:
    """
    Store the configured connections of all environments.

    Those that an environment was configured with before have had their life already.
    """
    for environment in world.environments.values():
        known = before[environment.name].connections if environment.name in before else ()
        for settings in environment.settings.connections:
            integration = environment.integrations.get(settings.integration)
            if integration is not None and settings not in known:
                world.store.put(_connection(world, environment, integration, settings))


def _connection(
    world: World, environment: Environment, integration: Integration, settings: ConnectionSettings
) -> Connection:
    end_user = _end_user(settings.end_user)
    grant = Grant(
        connection_id=settings.connection_id,
        credentials=_credentials(integration, settings.credentials),
        connection_config=dict(settings.connection_config),
        tags=dict(settings.tags),
        end_user=end_user,
        webhook_url_override=settings.webhook_url_override,
        person=person_of(end_user, settings.tags),
        metadata=settings.metadata,
    )
    made = new_connection(world, environment, integration, grant, world.clock.now())
    return replace(made, syncs=settings.syncs or integration.syncs)


def _credentials(integration: Integration, given: Mapping[str, Any]) -> Mapping[str, Any]:
    credentials: dict[str, Any] = dict(given)
    if integration.auth_mode == OAUTH2:
        credentials.setdefault("access_token", "seeded")
        credentials.setdefault("raw", dict(credentials))
    return {"type": integration.auth_mode, **credentials} if credentials else {}


def _end_user(given: Mapping[str, Any] | None) -> EndUser | None:
    if given is None:
        return None
    return EndUser(
        id=str(given["id"]),
        email=given.get("email"),
        display_name=given.get("display_name"),
        tags=given.get("tags"),
    )

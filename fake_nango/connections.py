"""
Connections: stored when a grant is made, overridden by a reconnect, told to the world.

A grant whose key is taken overrides the connection there; what an override replaces and
what it keeps is Nango 0.71.4's (override side effects): tags, URL override and config are
replaced even by nothing, the end user stays unless another is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fake_nango.integration import Integration
from fake_nango.model import Connection, ConnectSession, EndUser
from fake_nango.runs import start_automatic
from fake_nango.world import Environment, World

CREATION = "creation"
OVERRIDE = "override"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a person or an import has granted, before it is stored."""

    connection_id: str
    credentials: Mapping[str, Any]
    expires_at: float | None = None
    connection_config: Mapping[str, Any] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    end_user: EndUser | None = None
    webhook_url_override: str | None = None
    session_id: str | None = None
    person: str | None = None
    # None leaves an overridden connection's metadata alone.
    metadata: Mapping[str, Any] | None = None


def grant_of_session(
    session: ConnectSession | None, connection_id: str, credentials: Mapping[str, Any]
) -> Grant:
    """Take over what a session says of its end user; a deleted session says nothing."""
    if session is None:
        return Grant(connection_id=connection_id, credentials=credentials)
    return Grant(
        connection_id=connection_id,
        credentials=credentials,
        tags=session.tags,
        end_user=session.end_user,
        webhook_url_override=session.webhook_url_override,
        session_id=session.id,
        person=session.person,
    )


def store_grant(
    world: World, environment: Environment, integration: Integration, grant: Grant
) -> tuple[Connection, str]:
    """Create or override a connection; says which of the two it was."""
    now = world.clock.now()
    held = world.store.connection(environment.name, integration.unique_key, grant.connection_id)
    if held is None:
        connection = new_connection(world, environment, integration, grant, now)
        operation = CREATION
    else:
        connection, operation = _overridden(held, grant), OVERRIDE
    world.store.put(connection)
    note(world, connection, operation)
    return connection, operation


def announce(
    world: World,
    environment: Environment,
    connection: Connection,
    operation: str,
    end_user: EndUser | None,
) -> None:
    """Send the webhook of a stored grant and start the syncs that start by themselves."""
    world.save()
    world.deliveries.auth(environment, connection, operation, success=True, end_user=end_user)
    if operation == CREATION:
        start_automatic(world, environment, connection)


def note(world: World, connection: Connection, operation: str) -> None:
    """Write what happened to a connection into the journal."""
    world.journal.append(
        "connection",
        {"operation": operation},
        environment=connection.environment,
        person=connection.person,
        session=connection.session_id,
        connection=connection.connection_id,
        integration=connection.integration,
    )


def delete_connection(world: World, connection: Connection) -> None:
    """Forget a connection; the grant at the provider is not revoked."""
    world.store.delete(connection)
    note(world, connection, "deletion")


def new_connection(
    world: World, environment: Environment, integration: Integration, grant: Grant, now: float
) -> Connection:
    """Make the connection of a grant, which is not stored yet."""
    return Connection(
        id=world.store.next_id(),
        connection_id=grant.connection_id,
        environment=environment.name,
        integration=integration.unique_key,
        provider=integration.provider,
        auth_mode=integration.auth_mode,
        credentials=grant.credentials,
        expires_at=grant.expires_at,
        created_at=now,
        updated_at=now,
        end_user=grant.end_user,
        tags=grant.tags,
        metadata=grant.metadata,
        connection_config=grant.connection_config,
        webhook_url_override=grant.webhook_url_override,
        session_id=grant.session_id,
        person=grant.person,
        last_fetched_at=now,
        syncs=integration.syncs,
    )


def _overridden(held: Connection, grant: Grant) -> Connection:
    return replace(
        held,
        credentials=grant.credentials,
        expires_at=grant.expires_at,
        end_user=grant.end_user or held.end_user,
        tags=grant.tags,
        metadata=held.metadata if grant.metadata is None else grant.metadata,
        connection_config=grant.connection_config,
        webhook_url_override=grant.webhook_url_override,
        session_id=grant.session_id or held.session_id,
        person=grant.person or held.person,
        error_log=None,
        refused_at=None,
        refusals=0,
        counted_at=None,
    )

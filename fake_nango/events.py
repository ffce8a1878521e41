"""
Webhooks on request, by name: right in every byte, whether or not Nango had a reason.

Each name is one line of the table, which builds the payload from what the fake knows of
the connection. Some tell of things that never were: that is their point.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fake_nango import webhooks
from fake_nango.clock import iso_ms
from fake_nango.delivery import end_user_member, subject_of
from fake_nango.model import Connection, EndUser, Stub
from fake_nango.webhooks import Failure, Json, Run

REFRESH_REFUSED = Failure(
    type="refresh_token_external_error",
    description=(
        "The external API returned an error when trying to refresh the access token. "
        "Please try again later."
    ),
)
DENIED = Failure(
    type="invalid_callback",
    description=(
        "Did not get authorization code in the callback. Provider error: error: access_denied"
    ),
)
SCRIPT_FAILED = Failure(type="script_error", description="The sync failed on request")


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What an event is built from: the connection, the hour and the caller's details."""

    connection: Connection | Stub
    now: float
    end_user: EndUser | None = None
    sync: str = "emails"
    model: str = "Email"
    details: Mapping[str, Any]


Build = Callable[[Occasion], Json]


def _auth(
    operation: str, *, success: bool, failure: Failure | None = None, attributed: bool = True
) -> Build:
    def build(occasion: Occasion) -> Json:
        connection = occasion.connection
        tags = connection.tags if isinstance(connection, Connection) else {}
        return webhooks.auth(
            subject_of(connection),
            operation,
            success=success,
            tags=tags if attributed else None,
            end_user=end_user_member(occasion.end_user) if attributed else None,
            failure=failure,
        )

    return build


def _run(occasion: Occasion) -> Run:
    details = occasion.details
    at = iso_ms(occasion.now)
    return Run(
        sync=occasion.sync,
        model=occasion.model,
        sync_type=str(details.get("sync_type", "INCREMENTAL")),
        started_at=at,
        ended_at=at,
        added=int(details.get("added", 1)),
        updated=int(details.get("updated", 0)),
        deleted=int(details.get("deleted", 0)),
    )


def _sync_success(occasion: Occasion) -> Json:
    return webhooks.sync_success(subject_of(occasion.connection), _run(occasion))


def _sync_failure(occasion: Occasion) -> Json:
    return webhooks.sync_failure(subject_of(occasion.connection), _run(occasion), SCRIPT_FAILED)


def _forward(occasion: Occasion) -> Json:
    payload = occasion.details.get("payload", {"event": "message.created"})
    return webhooks.forward(subject_of(occasion.connection), payload)


def _async_action(occasion: Occasion) -> Json:
    return webhooks.async_action(subject_of(occasion.connection), str(uuid.uuid4()))


def _unknown_type(occasion: Occasion) -> Json:
    return {**_auth("creation", success=True)(occasion), "type": "brand_new_type"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedEvent:
    """How an event is built, and about which connection."""

    build: Build
    # An event about nobody's connection gets an id that never existed, or none.
    invented: bool = False
    without_id: bool = False

    def connection(self, known: Connection | Stub) -> Connection | Stub:
        """Return the connection that the event speaks of."""
        if not self.invented:
            return known
        return Stub(
            connection_id=None if self.without_id else str(uuid.uuid4()),
            environment=known.environment,
            integration=known.integration,
            provider=known.provider,
            auth_mode=known.auth_mode,
            webhook_url_override=known.webhook_url_override,
            session_id=known.session_id,
            person=known.person,
        )


EVENTS: Mapping[str, NamedEvent] = {
    "sync success": NamedEvent(build=_sync_success),
    "sync failure": NamedEvent(build=_sync_failure),
    "forward": NamedEvent(build=_forward),
    "async action": NamedEvent(build=_async_action),
    "unknown type": NamedEvent(build=_unknown_type),
    "unknown auth operation": NamedEvent(build=_auth("brand_new_op", success=True)),
    "deletion of an unknown connection": NamedEvent(
        build=_auth("deletion", success=True), invented=True
    ),
    "override": NamedEvent(build=_auth("override", success=True)),
    # A failed reconnect says creation, and names the connection that it was to repair.
    "failed reconnect": NamedEvent(
        build=_auth("creation", success=False, failure=DENIED, attributed=False)
    ),
    "refresh success": NamedEvent(build=_auth("refresh", success=True)),
    "refresh failure": NamedEvent(build=_auth("refresh", success=False, failure=REFRESH_REFUSED)),
    "unattributed failure": NamedEvent(
        build=_auth("creation", success=False, failure=DENIED, attributed=False), invented=True
    ),
    "unattributed failure without an id": NamedEvent(
        build=_auth("creation", success=False, failure=DENIED, attributed=False),
        invented=True,
        without_id=True,
    ),
}


def build(name: str, occasion: Occasion) -> tuple[Connection | Stub, Json]:
    """Build the named event; returns the connection it is about and the payload."""
    event = EVENTS[name]
    connection = event.connection(occasion.connection)
    return connection, event.build(replace(occasion, connection=connection))

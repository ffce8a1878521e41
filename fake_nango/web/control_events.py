"""The control API's webhooks of a named kind, right and rightly signed, whoever they are about."""

from __future__ import annotations

import uuid
from enum import StrEnum

from aiohttp import web

from fake_nango.delivery import compose, urls_of
from fake_nango.events import EVENTS, Occasion, build
from fake_nango.fields import end_user as end_user_rule
from fake_nango.model import Connection, Stub
from fake_nango.tags import end_user_of
from fake_nango.web.control_call import (
    Asked,
    Json,
    RefusalError,
    body_of,
    connection_named,
    environment_named,
    integration_named,
    session_named,
)
from fake_nango.world import Environment, World

MOST_CHANGES = 1_000_000
DETAILS = ("sync", "model", "sync_type", "added", "updated", "deleted", "payload")
WHOSE = ("environment", "integration", "connection_id", "session_token", "end_user")


class SyncType(StrEnum):
    """Which kind of run a sync event tells of."""

    INITIAL = "INITIAL"
    INCREMENTAL = "INCREMENTAL"
    WEBHOOK = "WEBHOOK"


async def emit(world: World, request: web.Request) -> Json:
    """Send a right webhook of a named kind."""
    asked = await body_of(request)
    asked.only("name", "retry", *WHOSE, *DETAILS)
    name, retry = asked.text("name"), asked.flag("retry")
    if name not in EVENTS:
        raise RefusalError(f"There is no event {name!r}; there are: {', '.join(EVENTS)}")
    _check(asked)
    environment, known = _subject(world, asked)
    connection, payload = build(name, _occasion(world, environment, known, asked))
    if not urls_of(environment, connection):
        raise RefusalError("The environment has no webhook URL", status=409, code="no_url")
    message = compose(environment, connection, payload)
    outbox = world.deliveries
    sent = await (outbox.by_the_policy(message) if retry else outbox.once(message))
    return {"delivery": sent.as_json()}


def _check(asked: Asked) -> None:
    for name in (*WHOSE[:-1], "sync", "model"):
        asked.text_or_none(name)
    for name in ("added", "updated", "deleted"):
        asked.whole(name, 0, least=0, most=MOST_CHANGES)
    asked.choice("sync_type", SyncType)
    asked.ruled("end_user", end_user_rule)


def _subject(world: World, asked: Asked) -> tuple[Environment, Connection | Stub]:
    """Find the connection that an event is to be about, or make one up."""
    key, connection_id = asked.text_or_none("integration"), asked.text_or_none("connection_id")
    if connection_id is not None and any(world.store.named(connection_id)):
        connection = connection_named(world, connection_id, key)
        return world.environment_of(connection), connection
    token = asked.text_or_none("session_token")
    session = None if token is None else session_named(world, token)
    name = asked.text_or_none("environment") or (session.environment if session else None)
    environment = environment_named(world, name)
    integration = integration_named(environment, asked.text("integration"))
    end_user = asked.mapping("end_user") or {}
    return environment, Stub(
        connection_id=connection_id or str(uuid.uuid4()),
        environment=environment.name,
        integration=integration.unique_key,
        provider=integration.provider,
        auth_mode=integration.auth_mode,
        webhook_url_override=session.webhook_url_override if session else None,
        session_id=session.id if session else None,
        person=session.person if session else end_user.get("id"),
    )


def _occasion(
    world: World, environment: Environment, connection: Connection | Stub, asked: Asked
) -> Occasion:
    syncs = environment.integrations[connection.integration].syncs
    sync = syncs[0] if syncs else None
    end_user = asked.mapping("end_user")
    return Occasion(
        connection=connection,
        now=world.clock.now(),
        end_user=None if end_user is None else end_user_of({"end_user": end_user}),
        sync=asked.text_or_none("sync") or (sync.name if sync else "emails"),
        model=asked.text_or_none("model") or (sync.model if sync else "Email"),
        details={
            name: value
            for name, value in asked.members.items()
            if name in DETAILS and (value is not None or name == "payload")
        },
    )

"""The control API's hand on webhooks: hold, release, drop, repeat, forge, emit."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from aiohttp import web

from fake_nango.delivery import compose, urls_of
from fake_nango.events import EVENTS, Occasion, build
from fake_nango.forging import DEFECTS
from fake_nango.forging import forge as forged_by
from fake_nango.holds import Hold
from fake_nango.model import Connection, EndUser, Stub
from fake_nango.neighbours import keys_of
from fake_nango.parcel import Delivery, State
from fake_nango.tags import end_user_of
from fake_nango.web.control_call import (
    Asked,
    Json,
    RefusalError,
    body_of,
    connection_named,
    environment_named,
    query_of,
)
from fake_nango.world import Environment, World

MOST_TIMES = 1000


async def hold(world: World, request: web.Request) -> Json:
    """Keep matching webhooks back from now on."""
    asked = await body_of(request)
    asked.only("session_token", "person", "connection", "all")
    token = asked.text_or_none("session_token")
    rule = Hold(
        session=None if token is None else _session_id(world, token),
        person=asked.text_or_none("person"),
        connection=asked.text_or_none("connection"),
    )
    if rule == Hold() and not asked.flag("all"):
        raise RefusalError("Say whose webhooks to hold, or 'all': true")
    return {"rule": world.deliveries.holds.add(rule)}


async def unhold(world: World, request: web.Request) -> Json:
    """End a rule; what it held stays held."""
    if not world.deliveries.holds.remove(request.match_info["rule"]):
        raise RefusalError("There is no such rule of holding", status=404, code="unknown")
    return {}


async def deliveries(world: World, request: web.Request) -> Json:
    """Show webhooks, oldest first."""
    asked = query_of(request)
    asked.only("state", "person", "connection", "since", "limit")
    return {"deliveries": [each.as_json() for each in asked.newest(list(_chosen(world, asked)))]}


async def release(world: World, request: web.Request) -> Json:
    """Send held webhooks in the order given, or all at the same time."""
    asked = await body_of(request)
    asked.only("ids", "at_once")
    ids = asked.items("ids", str)
    sent = await world.deliveries.release(ids, at_once=asked.flag("at_once"))
    return {"deliveries": [each.as_json() for each in sent]}


async def drop(world: World, request: web.Request) -> Json:
    """Lose a webhook."""
    return {"delivery": world.deliveries.drop(request.match_info["id"]).as_json()}


async def repeat(world: World, request: web.Request) -> Json:
    """Send the same bytes and headers again."""
    asked = await body_of(request)
    asked.only("times", "at_once")
    sent = await world.deliveries.repeat(
        request.match_info["id"],
        times=asked.whole("times", 1, least=1, most=MOST_TIMES),
        at_once=asked.flag("at_once"),
    )
    return {"deliveries": [each.as_json() for each in sent]}


async def forge(world: World, request: web.Request) -> Json:
    """Send a variant with one named defect."""
    asked = await body_of(request)
    asked.only("defect")
    defect = asked.text("defect")
    model = world.deliveries.find(request.match_info["id"])
    environment = world.environments[model.message.environment]
    forged = forged_by(model.message.body, keys_of(world, environment, model.message), defect)
    message = model.message.carrying(forged.body, forged.signatures)
    sent = await world.deliveries.once(message, defect=defect, repeat_of=model.id)
    return {"delivery": sent.as_json()}


async def defects(_world: World, _request: web.Request) -> Json:
    """Name every defect there is, and say what each is about."""
    return {
        "defects": [
            {"name": name, "group": defect.group.value, "description": defect.told}
            for name, defect in DEFECTS.items()
        ]
    }


async def emit(world: World, request: web.Request) -> Json:
    """Send a right webhook of a named kind."""
    asked = await body_of(request)
    name = asked.text("name")
    if name not in EVENTS:
        raise RefusalError(f"There is no event {name!r}; there are: {', '.join(EVENTS)}")
    environment, known = _subject(world, asked)
    connection, payload = build(name, _occasion(world, environment, known, asked))
    if not urls_of(environment, connection):
        raise RefusalError("The environment has no webhook URL", status=409, code="no_url")
    message = compose(environment, connection, payload)
    outbox = world.deliveries
    sent = await (outbox.by_the_policy(message) if asked.flag("retry") else outbox.once(message))
    return {"delivery": sent.as_json()}


def _chosen(world: World, asked: Asked) -> Iterator[Delivery]:
    state, person = asked.text_or_none("state"), asked.text_or_none("person")
    connection = asked.text_or_none("connection")
    since = asked.whole("since", 0, least=0, most=2**53)
    if state is not None and state not in set(State):
        raise RefusalError(f"'state' is one of: {', '.join(State)}")
    return (
        each
        for each in world.deliveries.all()
        if state in {None, each.state}
        and person in {None, each.message.person}
        and connection in {None, each.message.connection}
        and each.created_seq > since
    )


def _session_id(world: World, token: str) -> str:
    session = world.store.sessions.get(token)
    if session is None:
        raise RefusalError("There is no session with this token", status=404, code="unknown")
    return session.id


def _subject(world: World, asked: Asked) -> tuple[Environment, Connection | Stub]:
    """Find the connection that an event is to be about, or make one up."""
    key, connection_id = asked.text_or_none("integration"), asked.text_or_none("connection_id")
    if connection_id is not None and any(world.store.named(connection_id)):
        connection = connection_named(world, connection_id, key)
        return world.environment_of(connection), connection
    token = asked.text_or_none("session_token")
    session = world.store.sessions.get(token) if token is not None else None
    name = asked.text_or_none("environment") or (session.environment if session else None)
    environment = environment_named(world, name)
    integration = environment.integrations.get(asked.text("integration"))
    if integration is None:
        known = ", ".join(environment.integrations)
        raise RefusalError(f"There is no integration {key!r}; there are: {known}", status=404)
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
    return Occasion(
        connection=connection,
        now=world.clock.now(),
        end_user=_end_user(asked),
        sync=asked.text_or_none("sync") or (sync.name if sync else "emails"),
        model=asked.text_or_none("model") or (sync.model if sync else "Email"),
        details=asked.members,
    )


def _end_user(asked: Asked) -> EndUser | None:
    given = asked.mapping("end_user")
    if given is None:
        return None
    if not isinstance(given.get("id"), str):
        raise RefusalError("'end_user' needs an id, as text")
    return end_user_of({"end_user": given})

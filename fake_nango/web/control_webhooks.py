"""The control API's hand on webhooks: hold, release, drop, repeat, forge, emit."""

from __future__ import annotations

from collections.abc import Iterator

from aiohttp import web

from fake_nango.forgery import UUID_LENGTH
from fake_nango.forging import DEFECTS
from fake_nango.forging import forge as forged_by
from fake_nango.holds import Hold, Order
from fake_nango.neighbours import keys_of
from fake_nango.parcel import UNFINISHED, Delivery, State
from fake_nango.web.control_call import (
    Asked,
    Json,
    RefusalError,
    body_of,
    query_of,
    session_named,
)
from fake_nango.world import World

MOST_TIMES = 1000
MOST_COPIES = 100
LONGEST_KEY = 256


async def hold(world: World, request: web.Request) -> Json:
    """Keep matching webhooks back from now on."""
    asked = await body_of(request)
    asked.only("session_token", "person", "connection", "all", "count", "order", "copies")
    token = asked.text_or_none("session_token")
    waits, everyone = asked.members.get("count") is not None, asked.flag("all")
    rule = Hold(
        session=None if token is None else session_named(world, token).id,
        person=asked.text_or_none("person"),
        connection=asked.text_or_none("connection"),
        count=asked.whole("count", 1, least=1, most=MOST_TIMES) if waits else None,
        order=asked.choice("order", Order) or Order.SAME,
        copies=asked.whole("copies", 1, least=1, most=MOST_COPIES),
    )
    if rule.covers_all and not everyone:
        raise RefusalError("Say whose webhooks to hold, or 'all': true")
    if not waits and {"order", "copies"} & asked.members.keys():
        raise RefusalError("'order' and 'copies' need a 'count' of webhooks to wait for")
    return {"rule": world.deliveries.holds.add(rule)}


async def holds(world: World, _request: web.Request) -> Json:
    """Show the rules in force, oldest first."""
    return {"rules": world.deliveries.holds.listing()}


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


async def delivery(world: World, request: web.Request) -> Json:
    """Show one webhook with its attempts."""
    return {"delivery": world.deliveries.find(request.match_info["id"]).as_json()}


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


async def drop_all(world: World, request: web.Request) -> Json:
    """Lose every webhook of a person or connection, or of all, that has not come to its end."""
    asked = await body_of(request)
    asked.only("person", "connection", "all")
    person, connection = asked.text_or_none("person"), asked.text_or_none("connection")
    everyone = asked.flag("all")
    if person is None and connection is None and not everyone:
        raise RefusalError("Say whose webhooks to drop, or 'all': true")
    chosen = [
        each
        for each in world.deliveries.all()
        if each.state in UNFINISHED
        and person in {None, each.message.person}
        and connection in {None, each.message.connection}
    ]
    return {"deliveries": [world.deliveries.drop(each.id).as_json() for each in chosen]}


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
    asked.only("defect", "key_length")
    defect = asked.text("defect")
    length = asked.whole("key_length", UUID_LENGTH, least=1, most=LONGEST_KEY)
    model = world.deliveries.find(request.match_info["id"])
    environment = world.environments[model.message.environment]
    forged = forged_by(
        model.message.body, keys_of(world, environment, model.message, length), defect
    )
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


def _chosen(world: World, asked: Asked) -> Iterator[Delivery]:
    state = asked.choice("state", State)
    person = asked.text_or_none("person")
    connection = asked.text_or_none("connection")
    since = asked.whole("since", 0, least=0, most=2**53)
    return (
        each
        for each in world.deliveries.all()
        # Most readers want the latest few of many.
        if each.created_seq > since
        and state in {None, each.state}
        and person in {None, each.message.person}
        and connection in {None, each.message.connection}
    )

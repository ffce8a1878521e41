"""The control API's orders to people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from aiohttp import web

from fake_nango.fields import end_user, organization, tags
from fake_nango.journey import Ending, Errand
from fake_nango.people import DECISIONS, People
from fake_nango.rules import Rule
from fake_nango.sessions import open_session
from fake_nango.web.control_call import (
    Asked,
    Handler,
    Json,
    RefusalError,
    body_of,
    connection_named,
    environment_named,
    integration_named,
)
from fake_nango.world import World

TOLD = ("outcome", "status", "journey")
ERRAND = ("session_token", "integration", "account", "socket")

Order = Callable[[People, World, Asked], Awaitable[Json]]


async def _ordered(action: str, order: Order, world: World, request: web.Request) -> Json:
    asked = await body_of(request)
    answer = await order(world.guests, world, asked)
    _tell(world, action, asked, answer)
    return answer


async def _open(people: People, _world: World, asked: Asked) -> Json:
    return await people.open(_errand(asked))


async def _approve(people: People, _world: World, asked: Asked) -> Json:
    return (await people.walk(_errand(asked), "approve")).as_json()


async def _deny(people: People, _world: World, asked: Asked) -> Json:
    return (await people.walk(_errand(asked), "deny")).as_json()


async def _abandon(people: People, _world: World, asked: Asked) -> Json:
    return (await people.abandon(_errand(asked))).as_json()


async def _depart(people: People, _world: World, asked: Asked) -> Json:
    return await people.depart(_errand(asked))


async def _return(people: People, _world: World, asked: Asked) -> Json:
    asked.only("journey", "decision")
    decision = asked.text("decision")
    if decision not in DECISIONS:
        raise RefusalError(f"'decision' is one of: {', '.join(DECISIONS)}")
    return (await people.come_back(asked.text("journey"), decision)).as_json()


async def _reauthorise(people: People, world: World, asked: Asked) -> Json:
    """Reconnect from inside Nango: the application has not asked for it."""
    asked.only("connection_id", "integration", "tags", "end_user")
    connection_id, integration = asked.text("connection_id"), asked.text("integration")
    body = _names(asked, {"tags": tags, "end_user": end_user})
    connection = connection_named(world, connection_id, integration)
    environment = world.environment_of(connection)
    session = open_session(world, environment, body, connection)
    errand = Errand(session_token=session.token, integration=connection.integration)
    ending: Ending = await people.walk(errand, "approve")
    return ending.as_json()


async def _add(people: People, world: World, asked: Asked) -> Json:
    """Connect from inside Nango: the application hears of it, and has not asked for it."""
    asked.only("integration", "environment", "tags", "end_user", "organization")
    environment = environment_named(world, asked.text_or_none("environment"))
    integration = integration_named(environment, asked.text("integration"))
    body = _names(asked, {"tags": tags, "end_user": end_user, "organization": organization})
    session = open_session(world, environment, body)
    errand = Errand(session_token=session.token, integration=integration.unique_key)
    ending: Ending = await people.walk(errand, "approve")
    return ending.as_json()


def _names(asked: Asked, rules: Mapping[str, Rule]) -> Json:
    found = {name: asked.ruled(name, rule) for name, rule in rules.items()}
    return {name: value for name, value in found.items() if value is not None}


ORDERS: dict[str, Order] = {
    "open": _open,
    "approve": _approve,
    "deny": _deny,
    "abandon": _abandon,
    "depart": _depart,
    "return": _return,
    "reauthorise": _reauthorise,
    "add": _add,
}

PEOPLE_ROUTES: tuple[tuple[str, str, Handler], ...] = tuple(
    ("POST", f"/people/{action}", partial(_ordered, action, order))
    for action, order in ORDERS.items()
)
"""A route for each thing that people can be told to do."""


def _errand(asked: Asked) -> Errand:
    asked.only(*ERRAND)
    return Errand(
        session_token=asked.word("session_token"),
        integration=asked.text_or_none("integration"),
        account=asked.text_or_none("account"),
        socket=asked.flag("socket"),
    )


def _tell(world: World, action: str, asked: Asked, answer: Json) -> None:
    session = world.store.sessions.get(str(asked.members.get("session_token")))
    connection = answer.get("connection_id") or asked.members.get("connection_id")
    whose, session_id = world.store.people.get(str(connection), (None, None))
    told: Json = {"action": action, "step": "ended"}
    told.update((name, answer[name]) for name in TOLD if name in answer)
    world.journal.append(
        "people",
        told,
        environment=session.environment if session else None,
        person=session.person if session else whose,
        session=session.id if session else session_id,
        connection=connection,
        integration=asked.members.get("integration"),
    )

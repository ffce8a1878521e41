"""One call of the control API: what was asked, read member by member, or refused."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from aiohttp import web

from fake_nango.integration import Integration
from fake_nango.model import Connection, ConnectSession
from fake_nango.rules import Rule, broken
from fake_nango.world import Environment, World

Json = dict[str, Any]
Value = TypeVar("Value")
Word = TypeVar("Word", bound=StrEnum)
MOST_LISTED = 10_000


class RefusalError(Exception):
    """The control API refuses a call, with a status and what to do instead."""

    def __init__(self, message: str, *, status: int = 400, code: str = "invalid") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Asked:
    """Members that were sent, each read as what it must be; a query has numbers as text."""

    members: Mapping[str, Any]
    spoken: bool = False

    def text(self, name: str) -> str:
        """Return a member that must be there and be text."""
        value = self.members.get(name)
        if not isinstance(value, str) or not value:
            raise RefusalError(f"{name!r} is needed, as text")
        return value

    def text_or_none(self, name: str) -> str | None:
        """Return a member that may be left out."""
        value = self.members.get(name)
        if value is None or value == "":
            return None
        return self.text(name)

    def word(self, name: str) -> str:
        """Return text that can stand in a header: visible ASCII, as every token is."""
        value = self.text(name)
        if not all("!" <= each <= "~" for each in value):
            raise RefusalError(f"{name!r} is visible ASCII without spaces")
        return value

    def flag(self, name: str) -> bool:
        """Return a member that is true or false; left out, it is false."""
        value = self.members.get(name, False)
        if not isinstance(value, bool):
            raise RefusalError(f"{name!r} is true or false")
        return value

    def number(self, name: str, default: float, *, least: float, most: float) -> float:
        """Return a number within its bounds."""
        value = self.members.get(name, default)
        if isinstance(value, bool) or (isinstance(value, str) and not self.spoken):
            raise RefusalError(f"{name!r} is a number from {least:g} to {most:g}")
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            raise RefusalError(f"{name!r} is a number from {least:g} to {most:g}") from None
        if not least <= number <= most:
            raise RefusalError(f"{name!r} is a number from {least:g} to {most:g}")
        return number

    def whole(self, name: str, default: int, *, least: int, most: int) -> int:
        """Return a whole number within its bounds."""
        number = self.number(name, default, least=least, most=most)
        if not number.is_integer():
            raise RefusalError(f"{name!r} is a whole number from {least} to {most}")
        return int(number)

    def newest(self, found: list[Value]) -> list[Value]:
        """Keep as many of the newest as the member `limit` says; without it, all."""
        if "limit" not in self.members:
            return found
        return found[-self.whole("limit", 1, least=1, most=MOST_LISTED) :]

    def choice(self, name: str, known: type[Word]) -> Word | None:
        """Return a member that is one of several words, if it is there."""
        value = self.members.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or value not in set(known):
            raise RefusalError(f"{name!r} is one of: {', '.join(known)}")
        return known(value)

    def mapping(self, name: str) -> Json | None:
        """Return a member that is an object, if it is there."""
        value = self.members.get(name)
        if value is not None and not isinstance(value, dict):
            raise RefusalError(f"{name!r} is an object")
        return value

    def ruled(self, name: str, rule: Rule) -> Json | None:
        """Return a member that must keep a rule of Nango's own, if it is there."""
        value = self.mapping(name)
        issues = [] if value is None else broken(rule, value)
        if issues:
            where = ".".join([name, *issues[0]["path"]])
            raise RefusalError(f"{where!r}: {issues[0]['message']}")
        return value

    def items(self, name: str, kind: type[Any]) -> list[Any]:
        """Return a member that is a list of one kind of thing."""
        value = self.members.get(name)
        if not isinstance(value, list) or not all(isinstance(each, kind) for each in value):
            raise RefusalError(f"{name!r} is a list of {kind.__name__}")
        return value

    def only(self, *known: str) -> None:
        """Refuse members that mean nothing here: they are more often mistakes than not."""
        strange = sorted(set(self.members) - set(known))
        if strange:
            raise RefusalError(f"{strange[0]!r} means nothing here; known are: {', '.join(known)}")


Handler = Callable[[World, web.Request], Awaitable[Json]]


async def body_of(request: web.Request) -> Asked:
    """Read the JSON object that was sent; an empty body is an empty object."""
    try:
        raw = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise RefusalError("The body is too large", status=413, code="too_large") from None
    if not raw:
        return Asked({})
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise RefusalError("The body is not JSON") from None
    if not isinstance(found, dict):
        raise RefusalError("The body is not a JSON object")
    return Asked(found)


def session_named(world: World, token: str) -> ConnectSession:
    """Return the connect session of this token, expired or not."""
    session = world.store.sessions.get(token)
    if session is None:
        raise RefusalError("There is no session with this token", status=404, code="unknown")
    return session


def query_of(request: web.Request) -> Asked:
    """Read the query; an empty value counts as not sent."""
    return Asked({name: value for name, value in request.query.items() if value}, spoken=True)


def environment_named(world: World, name: str | None) -> Environment:
    """Return the environment of this name, or the only one there is."""
    if name is None:
        if len(world.environments) > 1:
            raise RefusalError(f"Say which environment: {', '.join(world.environments)}")
        return next(iter(world.environments.values()))
    environment = world.environments.get(name)
    if environment is None:
        known = ", ".join(world.environments)
        raise RefusalError(f"There is no environment {name!r}; there are: {known}", status=404)
    return environment


def integration_named(environment: Environment, key: str) -> Integration:
    """Return the integration of this key in an environment."""
    integration = environment.integrations.get(key)
    if integration is None:
        known = ", ".join(environment.integrations)
        raise RefusalError(f"There is no integration {key!r}; there are: {known}", status=404)
    return integration


def connection_named(world: World, connection_id: str, integration: str | None) -> Connection:
    """Return the connection of this id, and of this integration where one is named."""
    for each in world.store.named(connection_id):
        if integration in {None, each.integration}:
            return each
    raise RefusalError(f"There is no connection {connection_id!r}", status=404, code="unknown")

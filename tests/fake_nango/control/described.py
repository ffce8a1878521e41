"""The OpenAPI file as something that requests and answers are held against."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from fake_nango.remote.lines import Lines, Reply

BASE = "urn:control"
FIRST_ERROR = 400


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI file."""
    text = resources.files("fake_nango").joinpath("control_openapi.json").read_text("utf-8")
    read: dict[str, Any] = json.loads(text)
    return read


@cache
def registry() -> Registry[Any]:
    """Return what references inside the file are resolved with."""
    resource = Resource.from_contents(document(), default_specification=DRAFT202012)
    return Registry().with_resources([(BASE, resource)])


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    method: str
    path: str

    @property
    def entry(self) -> dict[str, Any]:
        """What the file says about it."""
        found: dict[str, Any] = document()["paths"][self.path][self.method.lower()]
        return found

    @property
    def body(self) -> dict[str, Any] | None:
        """The schema of what is sent, if anything is."""
        sent = self.entry.get("requestBody")
        return None if sent is None else sent["content"]["application/json"]["schema"]

    def answer(self, status: int) -> dict[str, Any]:
        """Return the schema of what is answered."""
        told = self.entry["responses"].get(
            str(status), document()["components"]["responses"]["Refused"]
        )
        schema: dict[str, Any] = told["content"]["application/json"]["schema"]
        return schema

    def fits(self, method: str, path: str) -> bool:
        """Say whether a request is one of this operation."""
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(self.path))
        return method == self.method and re.fullmatch(pattern, path) is not None


@cache
def operations() -> tuple[Operation, ...]:
    """List every operation; those without variable parts first, as the server chooses."""
    found = [
        Operation(verb.upper(), path)
        for path, verbs in document()["paths"].items()
        for verb in verbs
    ]
    return tuple(sorted(found, key=lambda each: "{" in each.path))


def operation_of(method: str, path: str) -> Operation:
    """Return the operation that a request is one of."""
    return next(each for each in operations() if each.fits(method, path))


def complaints(schema: dict[str, Any], value: Any) -> list[str]:
    """List where a value is not what a schema of the file says."""
    rooted = _rooted(schema)
    validator = Draft202012Validator(rooted, registry=registry())
    return [f"{each.json_path}: {each.message}" for each in validator.iter_errors(value)]


def _rooted(value: Any) -> Any:
    """Make references absolute, so that a part of the file can stand alone."""
    if isinstance(value, dict):
        return {
            name: f"{BASE}{each}" if name == "$ref" else _rooted(each)
            for name, each in value.items()
        }
    return [_rooted(each) for each in value] if isinstance(value, list) else value


@dataclass
class Watch:
    """Stands before a client's connections: every exchange is what the file says it is."""

    lines: Lines
    done: set[Operation] = field(default_factory=set)

    def request(self, method: str, target: str, **more: Any) -> Reply:
        """Ask, and hold the exchange against its operation."""
        answer = self.lines.request(method, target, **more)
        operation = operation_of(method, urlsplit(target).path)
        assert complaints(operation.answer(answer.status), answer.json()) == [], operation
        if answer.status >= FIRST_ERROR:
            return answer
        self.done.add(operation)
        if operation.body is not None and more["body"] is not None:
            assert complaints(operation.body, more["body"]) == [], operation
        return answer

    def clear(self) -> None:
        """Let go of the connections."""
        self.lines.clear()

"""How `init` comes by an answer: from a flag, from the person at the terminal, or by default."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar
from urllib.parse import urlsplit

import click

from fake_nango.listening import is_loopback
from nango_conformance.drafting.answers import (
    address_of,
    body_of,
    command_of,
    path_of,
    place_of,
    place_to_listen,
    selector_of,
    somebody_of,
    word_of,
)
from nango_conformance.errors import UsageError

NOTHING: Final = "-"
"""The answer that means: there is none."""

Value = TypeVar("Value")

_route_of: Final = functools.partial(place_of, method="POST")

READERS: Final[Mapping[str, Callable[[str], object]]] = {
    "name": word_of,
    "base_url": address_of,
    "command": command_of,
    "listen": place_to_listen,
    "ready": path_of,
    "connect": _route_of,
    "token": selector_of,
    "webhook": path_of,
    "header": word_of,
    "cookie": word_of,
    "login": path_of,
    "ada": functools.partial(somebody_of, "Ada"),
    "grace": functools.partial(somebody_of, "Grace"),
    "mallory": functools.partial(somebody_of, "Mallory"),
    "status": _route_of,
    "finalise": _route_of,
    "finalise_body": body_of,
    "disconnect": _route_of,
    "create": _route_of,
    "create_body": body_of,
    "create_id": selector_of,
}
"""What can be wrong with an answer, by the flag's name; a reader raises UsageError for it."""

_NEEDED: Final = frozenset({"name", "base_url", "connect", "webhook", "header", "cookie", "login"})
"""What every backend has, so that `-` is no answer."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """
    The flags, and whether to ask for what they do not say.

    `lists` are the flags that may be repeated. `found` are questions that a probe answers, so
    that nobody is asked; `nearby` says that the backend has to be on this machine.
    """

    flags: Mapping[str, str | None]
    asks: bool
    lists: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    found: frozenset[str] = frozenset()
    nearby: bool = False

    def check(self) -> None:
        """Raise UsageError for a wrong flag, before anybody is asked anything."""
        for key, answer in self.flags.items():
            if answer is not None:
                self._valid(key, answer)

    def given(self, key: str) -> bool:
        """Say whether a flag answers this."""
        return self.flags.get(key) is not None

    def sure(self, key: str) -> bool:
        """Say whether a person answers this: what she confirms is no example any more."""
        return self.given(key) or (self.asks and key not in self.found)

    def of(self, key: str, question: str, default: str, choices: Sequence[str] = ()) -> str:
        """Return the flag, the answer, or the default; `-` becomes the empty text."""
        answer = self.flags.get(key)
        if answer is not None:
            return self._valid(key, answer)
        if not self.sure(key):
            return default
        shown = default or NOTHING
        if choices:
            return str(click.prompt(question, default=shown, type=click.Choice(choices), err=True))
        read = _again(functools.partial(self._valid, key))
        return click.prompt(question, default=shown, value_proc=read, err=True)

    def several(
        self, key: str, question: str, read: Callable[[Sequence[str]], Sequence[Value]]
    ) -> tuple[Value, ...]:
        """Return what the flags name, or what is typed until a line is empty."""
        lines = list(self.lists.get(key, ()))
        while self.asks and not self.lists.get(key):
            line = _line(question, lambda typed: read([*lines, typed]))
            if line in {"", NOTHING}:
                break
            lines.append(line)
        return tuple(read(lines))

    def _valid(self, key: str, answer: str) -> str:
        text = "" if answer == NOTHING else answer
        if key in READERS and (text or key in _NEEDED):
            READERS[key](text)
        if key == "base_url" and self.nearby:
            _check_nearby(text)
        return text


def _line(question: str, check: Callable[[str], object]) -> str:
    def read(typed: str) -> str:
        if typed not in {"", NOTHING}:
            check(typed)
        return typed

    return click.prompt(question, default="", show_default=False, value_proc=_again(read), err=True)


def _again(read: Callable[[str], str]) -> Callable[[str], str]:
    """Have click say why an answer is wrong, and ask again."""

    def convert(typed: str) -> str:
        try:
            return read(typed)
        except UsageError as error:
            raise click.UsageError(str(error)) from error

    return convert


def _check_nearby(base_url: str) -> None:
    host = urlsplit(base_url).hostname or ""
    if not is_loopback(host):
        raise UsageError(f"--probe connects somebody, and {host} is not this machine")

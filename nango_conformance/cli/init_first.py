"""What `init` must know before it can look at a backend, and the draft that knows no more."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Final

from nango_conformance.cli.questions import Answers
from nango_conformance.drafting.answers import account_of, address_of, command_of, variable_of
from nango_conformance.drafting.draft import Draft, Part, Place

ACCOUNTS: Final = ("outlook", "google-mail")
"""Two integrations that the fake knows, where nobody named any."""

_NOT_ASKED: Final = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """What must be known before a backend can be looked at."""

    name: str
    base_url: str
    command: tuple[str, ...]
    env: Mapping[str, str]


def first_questions(answers: Answers) -> First:
    """Return what comes before any look at the backend."""
    name = answers.of("name", "What is the backend called", "my backend")
    command = answers.of("command", "Which command starts it, if the run is to do so", _NOT_ASKED)
    base = "http://127.0.0.1:{port}" if command else "http://127.0.0.1:3000"
    base_url = address_of(answers.of("base_url", "Where does it listen", base))
    asked = answers if command else dataclasses.replace(answers, asks=False)
    env = asked.several(
        "env",
        "Its own names for what it is told, as NANGO_SECRET={fake.api_key} (an empty line ends)",
        _variables,
    )
    return First(name=name, base_url=base_url, command=command_of(command), env=dict(env))


def _variables(lines: Sequence[str]) -> Sequence[tuple[str, str]]:
    return [variable_of(line) for line in lines]


def plain_draft(first: First) -> Draft:
    """Return a draft that knows no more than this; the rest are examples."""
    return Draft(
        name=first.name,
        base_url=first.base_url,
        command=first.command,
        env=first.env,
        connect=Place(method="POST", path="/nango/session"),
        webhook="/nango/webhook",
        accounts=tuple(account_of(one) for one in ACCOUNTS),
        unsure=frozenset(Part),
    )

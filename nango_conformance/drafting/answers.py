"""Short answers of a person become parts of a draft; a wrong one is told with a right one."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from typing import Any, Final, NoReturn

import jmespath
from jmespath.exceptions import JMESPathError

from nango_conformance.drafting.draft import Account, Place, Somebody
from nango_conformance.errors import UsageError
from nango_conformance.target import placeholders
from nango_conformance.target.template import unknown
from nango_conformance.target.texts import LATE, OVERRIDDEN

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")

_EARLY: Final = LATE - set(OVERRIDDEN)
"""What can be told to a backend before anybody is on the stage; a draft overrides nothing."""

_VARIABLE: Final = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)=(?P<value>.*)", re.DOTALL)
_ACCOUNT: Final = re.compile(r"(?P<key>[^=:]+)(=(?P<nango_id>[^=:]+))?(:(?P<provider>[^=:]+))?")


def place_of(answer: str, method: str) -> Place:
    """Return a route from `/path` or `METHOD /path`."""
    head, _, rest = answer.strip().partition(" ")
    if not rest:
        return Place(method=method, path=path_of(head))
    if head.upper() not in METHODS:
        raise UsageError(f"{head!r} is no method; write for example {method} {rest.strip()}")
    return Place(method=head.upper(), path=path_of(rest.strip()))


def path_of(answer: str) -> str:
    """Return a path below base_url."""
    if not answer.startswith("/"):
        raise UsageError(f"{answer!r} is no path below base_url; write for example /nango/webhook")
    return answer


def account_of(answer: str) -> Account:
    """Return an integration from `KEY`, `KEY=NANGO_ID` or `KEY=NANGO_ID:PROVIDER`."""
    found = _ACCOUNT.fullmatch(answer.strip())
    if found is None:
        raise UsageError(f"{answer!r} is no integration; write KEY=NANGO_ID:PROVIDER")
    key = found["key"]
    nango_id = found["nango_id"] or key
    return Account(key=key, nango_id=nango_id, provider=found["provider"] or nango_id)


def address_of(answer: str) -> str:
    """Return an address without a slash at its end; `{port}` in it stands for a free port."""
    if not re.match(r"https?://[^/]", answer):
        raise UsageError(f"{answer!r} is no address; write for example http://127.0.0.1:3000")
    return answer.rstrip("/")


def command_of(answer: str) -> tuple[str, ...]:
    """Return a command as its words."""
    try:
        return tuple(shlex.split(answer))
    except ValueError as error:
        raise UsageError(f"--command {answer!r}: {error}") from error


def somebody_of(name: str, answer: str) -> Somebody:
    """Return one of the cast from `ID` or `ID,EMAIL`."""
    id_, _, email = answer.partition(",")
    if not id_.strip():
        raise UsageError(f"{answer!r} is nobody; write {name}'s id, or ID,EMAIL")
    email = email.strip() or f"{name.lower()}@example.com"
    return Somebody(name=name, id=id_.strip(), email=email)


def word_of(answer: str) -> str:
    """Return a name that may not be missing."""
    if not answer.strip():
        raise UsageError("there has to be one")
    return answer


def place_to_listen(answer: str) -> str:
    """Return HOST:PORT."""
    host, _, port = answer.rpartition(":")
    if not host or "/" in host or not port.isdecimal():
        raise UsageError(f"{answer!r} is no place to listen; write for example 127.0.0.1:3003")
    return answer


def variable_of(answer: str) -> tuple[str, str]:
    """Return a variable's name and what it is set to: a template."""
    found = _VARIABLE.fullmatch(answer)
    if found is None:
        says = "sets no variable; write for example NANGO_SECRET={fake.api_key}"
        raise UsageError(f"{answer!r} {says}")
    value = _template(found["value"])
    for name in placeholders(value):
        if name not in _EARLY:
            raise UsageError(f"{{{name}}} has no value when a backend is started")
    return found["name"], value


def body_of(answer: str) -> Mapping[str, Any]:
    """Return a body from JSON; its strings are templates."""
    try:
        body = json.loads(answer, parse_constant=_unknown)
    except ValueError as error:
        raise UsageError(f"{answer!r} is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise UsageError(
            f'{answer!r} is no JSON object; write for example {{"id": "{{actor.id}}"}}'
        )
    if _holds_null(body):
        raise UsageError(f"{answer!r} holds null, which a target file cannot say; leave it out")
    _template(answer)
    return body


def selector_of(answer: str) -> str:
    """Return a JMESPath."""
    try:
        jmespath.compile(answer)
    except JMESPathError as error:
        says = f"{answer!r} is not a JMESPath expression: {error}".splitlines()[0]
        raise UsageError(f"{says}; write for example data.id") from error
    return answer


def _template(text: str) -> str:
    for name, near in unknown(text):
        meant = f" (did you mean {{{near}}}?)" if near else ""
        raise UsageError(f"{{{name}}} is not a placeholder{meant}")
    return text


def _unknown(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not of JSON")


def _holds_null(value: object) -> bool:
    if isinstance(value, dict):
        return any(_holds_null(inner) for inner in value.values())
    if isinstance(value, list):
        return any(_holds_null(inner) for inner in value)
    return value is None

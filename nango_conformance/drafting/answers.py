"""Short answers of a person become parts of a draft; a wrong one is told with a right one."""

from __future__ import annotations

import re
import shlex
from typing import Final

from nango_conformance.drafting.draft import Account, Place, Somebody
from nango_conformance.errors import UsageError

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")

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

"""Starts that no frontend of the target makes, as lines of a shell."""

from __future__ import annotations

import dataclasses
import json
import shlex
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from nango_conformance.driver.endpoints import Twist
from nango_conformance.errors import NotApplicable
from nango_conformance.reproduction.selectors import Unscriptable
from nango_conformance.reproduction.telling import Telling
from nango_conformance.stage.oddities import ADDRESSES, MAKERS, PROVIDERS, Oddity
from nango_conformance.stage.stage import Stage
from nango_conformance.target import Integration, Target, fill

ENDLESS: Final = str(PROVIDERS[Oddity.ENDLESS])
"""What is too long to stand in a script as it is."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Told:
    """As much of an attempt as an odd start asks for."""

    integration: Integration


@dataclasses.dataclass(frozen=True, slots=True)
class _Described:
    """As much of a stage as an odd start asks for: the target's description."""

    target: Target

    def attempt(self, _who: str) -> _Told:
        """Return what Ada has started."""
        return _Told(self.target.main_integration())


def _start(telling: Telling, who: str, word: str) -> list[str]:
    oddity = Oddity(word)
    if oddity in ADDRESSES or oddity.name in {"GET", "HEAD", "PUT", "DELETE"}:
        raise Unscriptable("no lines of a shell are known for another method or return address")
    try:
        values, twist = MAKERS[oddity](cast("Stage", _Described(telling.target)))
    except NotApplicable as not_here:
        return [f"inapplicable {shlex.quote(str(not_here))}"]
    if values and twist.reshape is None:
        raise Unscriptable("the integration stands in the address of the start")
    body = _body(telling.target.connect.body, values, twist)
    if body == "":
        return [f"start_oddly {telling.key(who)} '' -H 'Content-Type: application/json' -d ''"]
    kind = next((text for n, text in twist.headers.items() if n == "content-type"), "")
    sent = f'start_oddly {telling.key(who)} "$(fill {_quoted(body)} json)"'
    return [f"content_type={shlex.quote(kind)}", sent, "content_type=''"] if kind else [sent]


def _body(template: Any, values: Mapping[str, str], twist: Twist) -> str:
    """Return what is sent, its other placeholders not yet filled."""
    keep = {name: f"{{{name}}}" for name in _NAMES} | dict(values)
    body = fill(template, keep)
    body = {**body, **twist.body} if isinstance(body, Mapping) else body
    odd = twist.reshape(body) if twist.reshape else body
    return odd.decode() if isinstance(odd, bytes) else json.dumps(odd)


_NAMES: Final = (
    "actor.id", "actor.email", "actor.name", "actor.secret", "workspace.id",
    "integration.key", "integration.nango_id", "integration.provider",
)  # fmt: skip
"""What a script fills when it runs."""


def _quoted(text: str) -> str:
    many = f"'\"$(printf '%0{len(ENDLESS)}d' 0 | tr 0 {ENDLESS[0]})\"'"
    return shlex.quote(text).replace(ENDLESS, many)


PHRASES: Final[Mapping[str, Callable[..., list[str]]]] = {
    "{who} starts connecting with {word}": _start,
}
"""What people send who mean no good, or know no better."""

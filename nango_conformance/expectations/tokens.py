"""
What a token seems to be that is not the issued one: the usual mistakes, most telling first.

No judgement by itself: it turns "not the token" into what to change.
"""

from __future__ import annotations

import json
import re
import urllib.parse
from collections.abc import Callable, Sequence
from typing import Any, Final

from nango_conformance.evidence import Issued, leaves

PREFIX: Final = "nango_connect_session_"
"""How every token of Nango's begins (Nango 0.71.4)."""

_OF_NOTHING: Final = frozenset({"undefined", "null", "None", "nil", ""})
_JWT: Final = re.compile(r"[\w-]+\.[\w-]+\.[\w-]*")
_SHORTEST_PIECE: Final = 8
"""Characters behind the prefix by which a piece of a token is known for one."""

_REWRITTEN: Final[Sequence[tuple[Callable[[str, str], bool], str]]] = (
    (
        lambda value, right: value in {json.dumps(right), f"'{right}'"},
        " in quotation marks: it was written as JSON twice",
    ),
    (lambda value, right: value.strip() == right, " with white space around it"),
    (lambda value, right: urllib.parse.unquote(value) == right, ", escaped as for an address"),
    (lambda value, right: value.lower() == right.lower(), " in other letter case"),
    (
        lambda value, right: (
            len(value.removeprefix(PREFIX)) >= _SHORTEST_PIECE and right.startswith(value)
        ),
        ", cut off before its end",
    ),
    (lambda value, right: right in value, " with something before or behind it"),
)
"""What may have become of the right one on its way."""

_ABOVE: Final = "Nango's answer holds the token one level down, at data.token"


def mistake(value: Any, name: str, issued: Sequence[Issued], earlier: Sequence[Issued] = ()) -> str:
    """
    Say what was handed out in place of the token or the link that was issued; '' if it is unknown.

    `earlier` are the sessions that Nango issued before this start.
    """
    if value is None:
        return f"{_ABOVE}: whoever reads .{name} of the answer itself gets nothing"
    if not isinstance(value, str):
        return _of_another_kind(value, name, issued)
    tries: tuple[Callable[[str, str, Sequence[Issued]], str], ...] = (_of_a_text, _rewritten)
    for look in tries:
        if told := look(value, name, issued):
            return told
    return _of_somewhere_else(value, name, earlier)


def _of_another_kind(value: Any, name: str, issued: Sequence[Issued]) -> str:
    held = {leaf for _, leaf in leaves(value)}
    if held & {_named(one, name) for one in issued}:
        return f"it is a whole object of Nango's answer, in which the {name} is one member"
    return f"it is no text, as a {name} is"


def _of_a_text(value: str, name: str, issued: Sequence[Issued]) -> str:
    if value in _OF_NOTHING:
        return f"{_ABOVE}, and this is what a missing value is written as"
    if value.startswith("[object"):
        return f"an object was written as a text: the {name} is one of its members"
    for one in issued:
        if value in {one.token, one.link}:
            other = "link" if value == one.link else "token"
            return f"it is the {other} that Nango issued, and the declared place is the {name}'s"
        if value == one.id:
            return "it is the session's id, by which nobody gets in"
    return ""


def _rewritten(value: str, name: str, issued: Sequence[Issued]) -> str:
    for right in (_named(one, name) for one in issued):
        for is_so, told in _REWRITTEN:
            if is_so(value, right):
                return f"it is the {name}{told}"
    return ""


def _of_somewhere_else(value: str, name: str, earlier: Sequence[Issued]) -> str:
    if value in {_named(one, name) for one in earlier}:
        return f"it is the {name} of an earlier session: each start needs one of its own"
    if value.startswith(PREFIX):
        return "it looks like Nango's, and Nango never issued it"
    if _JWT.fullmatch(value):
        return "it is a token of the backend's own making, and not Nango's"
    return ""


def _named(one: Issued, name: str) -> str:
    return one.link if name == "link" else one.token

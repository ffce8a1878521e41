"""Item 16: an id from a client stays an id, whatever is in it."""

from __future__ import annotations

import urllib.parse
from collections.abc import Sequence

from nango_conformance.errors import Nonconformance
from nango_conformance.evidence import Call, Exchange, Note
from nango_conformance.expectations.statuses import is_refusal
from nango_conformance.kinds import Kind

Shape = tuple[str, str, tuple[str, ...]]


def straight(
    calls: Sequence[Call], usual: Sequence[Call], bent: str, known: Sequence[str]
) -> tuple[Note, ...]:
    """
    Every call has the shape of one that a plain id causes too: method, path and names in the query.

    An odd id that is percent-encoded, as one segment, is an id like any other.
    """
    shapes = {_shape(call, known) for call in usual}
    for call in calls:
        if _shape(call, (*known, bent)) not in shapes:
            raise Nonconformance(
                f"no other request to Nango than a plain id causes, for the id {bent!r}",
                call.told,
                (call.mark,),
                kind=Kind.REQUEST_BENT,
            )
    return ()


def client_errors(answers: Sequence[Exchange]) -> tuple[Note, ...]:
    """An id that is none is a client's mistake; another answer than a 4xx is a note."""
    odd = sorted(
        f"{answer.method} got {answer.said}" for answer in answers if not is_refusal(answer.status)
    )
    if not odd:
        return ()
    text = f"an id that is none was not answered with a 4xx: {', '.join(dict.fromkeys(odd))}"
    return (Note(level="SHOULD", text=text),)


def _shape(call: Call, ids: Sequence[str]) -> Shape:
    path = "/".join(
        "*" if urllib.parse.unquote(part) in ids else part for part in call.path.split("/")
    )
    names = (name for name, _ in urllib.parse.parse_qsl(call.query, keep_blank_values=True))
    return call.method, path, tuple(sorted(names))

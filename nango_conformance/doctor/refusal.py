"""An answer that is no success: which part of the description it speaks against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from nango_conformance.doctor import answers
from nango_conformance.doctor.remark import Key, Part, Remark, Standing
from nango_conformance.evidence import Exchange
from nango_conformance.target import Route

_CREDENTIAL: Final = (
    ("auth",),
    "the credential is not taken",
    "compare [auth] with what a signed-in client sends: its mode, header or cookie, and token",
)
_BODY: Final = (
    ("body",),
    "the request is not what the route wants",
    "compare body and headers with a request of the target's own client",
)
_MEANINGS: Final[Mapping[int, tuple[Key, str, str]]] = {
    400: _BODY,
    401: _CREDENTIAL,
    403: _CREDENTIAL,
    404: (
        ("path",),
        "nothing is there",
        (
            "correct path; some servers also say so of a wrong method, and of people or workspaces "
            "that they do not know: see that nothing is left of the examples that `init` wrote"
        ),
    ),
    405: (("method",), "the route is there and does not take this method", "correct method"),
    409: (("body",), "it is there already", "declare a value that is new in each run"),
    415: (
        ("headers",),
        "the body's type is not taken",
        'a form is sent with headers = { content-type = "application/x-www-form-urlencoded" }',
    ),
    422: _BODY,
    429: (("limits",), "too many requests", "raise the target's limit while it is judged"),
}
"""For a status: the key that is most likely wrong, what the status says, what to try."""

FOREIGN: Final = ("auth", "limits")
"""Keys of the table above that stand in a section of their own."""


def refused(part: Part, at: Key, route: Route, exchange: Exchange, what: str) -> Remark:
    """Return what a refused request tells of its description, which stands at `at`."""
    status = exchange.status
    seen = answers.shown(exchange)
    if status is None:
        says = f"{what} got no answer: {exchange.error}"
        attempt = "see whether the target is still there, or give it longer with --timeout"
        return Remark(part=part, standing=Standing.UNREACHED, says=says, seen=seen, attempt=attempt)
    if 200 <= status <= 299:  # noqa: PLR2004 - the class of a status
        says = (
            f"{what} was answered with {status}, which success = {list(route.success)} leaves out"
        )
        attempt = f"success = [{status}], if that is the target's success"
        return Remark(
            part=part,
            standing=Standing.WRONG,
            key=(*at, "success"),
            says=says,
            seen=seen,
            attempt=attempt,
        )
    key, meaning, attempt = _meaning(exchange)
    return Remark(
        part=part,
        standing=Standing.WRONG,
        key=key if key[0] in FOREIGN else (*at, *key),
        says=f"{what} was answered with {status}: {meaning}",
        seen=seen,
        attempt=attempt,
    )


def _meaning(exchange: Exchange) -> tuple[Key, str, str]:
    status, where = exchange.status or 0, exchange.header("location")
    if 300 <= status <= 399:  # noqa: PLR2004 - the class of a status
        return ("path",), f"it leads to {where}", "name the address that answers itself, or sign in"
    allowed = exchange.header("allow")
    if status == 405 and allowed:  # noqa: PLR2004 - method not allowed
        key, says, _ = _MEANINGS[405]
        return key, says, f"one of the methods that it takes: {allowed}"
    if status >= 500:  # noqa: PLR2004 - the class of a status
        return ("path",), "the target failed", "read the target's own log"
    return _MEANINGS.get(status, (("path",), "a refusal", "read what the answer says"))

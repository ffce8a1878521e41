"""The connect route: what Nango issued for a start, and where answer and request hold it."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

import jmespath

from nango_conformance.doctor import answers
from nango_conformance.doctor.refusal import refused
from nango_conformance.doctor.remark import Part, Remark, Remarks, Standing
from nango_conformance.driver.override import ADVICE
from nango_conformance.evidence import Call, Issued, leaves, looks_like_moment
from nango_conformance.stage import Attempt, Stage
from nango_conformance.stage.contact import estrangement
from nango_conformance.stage.starting import start
from nango_conformance.target import Connect, Target, fill

PART: Final = Part.CONNECT


def examined(stage: Stage) -> Remarks:
    """Let Ada start, and return what the answer and Nango's own record tell of it."""
    attempt = start(stage, "Ada")
    calls = stage.nango.calls(attempt.mark)
    values = {**stage.cast.person("Ada").values(), **attempt.values}
    return judged(stage.target, attempt, calls, values, stage.api)


def judged(
    target: Target,
    attempt: Attempt,
    calls: Sequence[Call],
    values: Mapping[str, str],
    nango: str,
) -> Remarks:
    """Return the root cause alone, where there is one; else every place that holds nothing."""
    cause = _estranged(target, attempt, calls, nango) or _unlucky(target, attempt, calls)
    if cause is not None:
        return (cause,)
    session = attempt.session or attempt.issued[0]
    found = (
        *_handed_out(target.connect, attempt),
        *_allowed(attempt, session),
        *_attributed(target, session, values),
    )
    if attempt.session is None or any(remark.stops for remark in found):
        return found
    says = f"{attempt.exchange.said}, with what Nango issued for it"
    return (Remark(part=PART, standing=Standing.WORKS, says=says), *found)


def _estranged(
    target: Target, attempt: Attempt, calls: Sequence[Call], nango: str
) -> Remark | None:
    cause = estrangement(attempt, calls, nango)
    if cause is None:
        return None
    started, advice = target.mode == "start", ADVICE.get(target.nango.override)
    usual = ("target", "start", "env") if started else ("target",)
    return Remark(
        part=PART,
        standing=Standing.WRONG,
        key=("nango", "override") if advice else usual,
        says=cause,
        seen=answers.shown(attempt.exchange),
        attempt=advice
        or (
            "give it {fake.url} and {fake.api_key} under the names that it reads"
            if started
            else "start it again with the variables that are printed above; keys of its own stand "
            "in [nango] api_key and webhook_signing_key"
        ),
    )


def _unlucky(target: Target, attempt: Attempt, calls: Sequence[Call]) -> Remark | None:
    route, exchange = target.connect, attempt.exchange
    if not attempt.issued and (ill := [call for call in calls if call.status >= 400]):  # noqa: PLR2004 - the class of a status
        return _refused_by_nango(attempt, ill[-1])
    if exchange.status is None or not route.accepts(exchange.status):
        return refused(PART, ("connect",), route, exchange, "the connect route")
    if attempt.issued:
        return None
    return Remark(
        part=PART,
        standing=Standing.WRONG,
        key=("connect", "path"),
        says=f"it answered {exchange.status} ({answers.shape(exchange)}), "
        "and no session was asked of Nango",
        seen=answers.shown(exchange),
        attempt="correct path and method; or the target talks to another Nango than this run's",
    )


def _refused_by_nango(attempt: Attempt, call: Call) -> Remark:
    body = call.body if isinstance(call.body, Mapping) else {}
    asked: Sequence[str] = body.get("allowed_integrations") or ()
    known = bool(asked) and attempt.integration.nango_id not in asked
    return Remark(
        part=PART,
        standing=Standing.WRONG if known else Standing.OPEN,
        key=("integration", 0, "nango_id") if known else (),
        says=f"Nango refused the target's request: {call.told}, allowed_integrations {list(asked)}",
        seen=answers.shown(attempt.exchange),
        attempt=f'nango_id = "{asked[0]}"' if known else "correct the target's request",
    )


def _handed_out(route: Connect, attempt: Attempt) -> Iterator[Remark]:
    body, session = attempt.exchange.json, attempt.session or attempt.issued[0]
    wanted: dict[str, tuple[str | None, Any]] = {
        "token": (route.token, lambda value: value == session.token),
        "link": (route.link, lambda value: value == session.link),
        "expires": (route.expires, looks_like_moment),
    }
    for name, (selector, fits) in wanted.items():
        if selector is None or fits(jmespath.search(selector, body)):
            continue
        yield _misplaced(attempt, name, selector, answers.first_places(body, fits))


def _misplaced(attempt: Attempt, name: str, selector: str, found: Sequence[str]) -> Remark:
    exchange = attempt.exchange
    value = jmespath.search(selector, exchange.json)
    there_is = value is not None or selector in dict(leaves(exchange.json))
    there = "nothing" if value is None else f"{str(value)[:80]!r}"
    return Remark(
        part=PART,
        # A place that is there and empty is the target's doing.
        standing=Standing.WRONG if found or not there_is else Standing.OPEN,
        key=("connect", name),
        says=f"{there} stands at {selector!r} of the answer, which is {answers.shape(exchange)}",
        seen=answers.shown(exchange),
        attempt=(
            f"{name} = {answers.either(found)}: there it is"
            if found
            else f"leave {name} out, if the answer does not have it"
        ),
    )


def _allowed(attempt: Attempt, session: Issued) -> Iterator[Remark]:
    wanted = attempt.integration.nango_id
    if session.allowed and wanted not in session.allowed:
        yield Remark(
            part=PART,
            standing=Standing.WRONG,
            key=("integration", 0, "nango_id"),
            says=f"the session is for {list(session.allowed)}, not for {wanted!r}",
            attempt=f'nango_id = "{session.allowed[0]}"',
        )


def _attributed(target: Target, session: Issued, values: Mapping[str, str]) -> Iterator[Remark]:
    for name, place in target.attribution.items():
        wanted = fill(place.equals, values)
        there = jmespath.search(place.path, session.request)
        if there == wanted:
            continue
        found = answers.first_places(session.request, partial(operator.eq, wanted))
        yield Remark(
            part=PART,
            # Where another value stands, the target may name another.
            standing=Standing.WRONG if found and there is None else Standing.OPEN,
            key=("attribution", name),
            says=f"the session request has {there!r} at {place.path!r}, "
            f"not {place.equals} ({wanted!r})",
            seen=(f"sent  {dict(session.request)}",),
            attempt=(
                f"path = {answers.either(found)}: there it is"
                if found
                else "correct equals, or the target: the request has this value nowhere"
            ),
        )

"""
The first contact of a run with a target that may be another Nango's.

One that somebody else started may have another run's keys, and one that has Nango's address
in its code may not take the way that it is shown. Every check would then fail for the same
reason, which is not the target's, so the reason is told once, and nothing is judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from nango_conformance.driver.override import ADVICE
from nango_conformance.errors import ConformanceError, TargetUnusable
from nango_conformance.evidence import SESSION_TOKEN, Call
from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.session import Session
from nango_conformance.stage.starting import start
from nango_conformance.target import Target

_NEXT: Final = (
    "start it again with the variables of this run; `nango-conformance doctor` prints them and "
    "tells more"
)


def first_contact(session: Session) -> None:
    """Let somebody start once; raise TargetUnusable when the target is not this Nango's."""
    if session.target.mode != "attach" and session.target.nango.override not in ADVICE:
        return
    session.ledger.open("first contact")
    try:
        with session.stage("first contact") as stage:
            attempt = start(stage, "Ada")
            calls = stage.nango.calls(attempt.mark)
            cause = estrangement(attempt, calls, stage.api)
    except ConformanceError:
        # Whatever else is wrong is for the checks to find, each where it matters.
        return
    if cause is not None:
        raise TargetUnusable(f"{cause}; {_next(session.target)}")


def _next(target: Target) -> str:
    advice = ADVICE.get(target.nango.override)
    given = [_NEXT] if target.mode == "attach" else []
    return "; ".join([*given, *([advice] if advice else [])])


def estrangement(attempt: Attempt, calls: Sequence[Call], nango: str) -> str | None:
    """Say why an attempt shows a target of another Nango, or with other keys; None if not."""
    exchange = attempt.exchange
    if attempt.issued or exchange.status is None:
        return None
    refused = [call for call in calls if call.auth == "invalid"]
    if refused:
        return (
            f"the target's Nango key is not this run's: it asked {nango} and was refused "
            f"({refused[0].told}), so it has stale keys"
        )
    if calls:
        return None
    asked = f"asked nothing of this run's Nango at {nango}: it talks to another Nango"
    if SESSION_TOKEN.search(exchange.body):
        return f"the target answered with a session token of Nango's and {asked}"
    if exchange.status >= 500:  # noqa: PLR2004 - the class of a status
        return f"the target answered {exchange.status} and {asked}, or to none"
    return None

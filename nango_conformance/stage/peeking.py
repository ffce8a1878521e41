"""People who look at their connections while Nango is in trouble, and once it is well again."""

from __future__ import annotations

import contextlib

from nango_conformance.errors import NotApplicable
from nango_conformance.stage.stage import Stage
from nango_conformance.stage.troubles import ANSWERS, PERSISTENT, Trouble

ANYTHING = "* /*"
"""Every request to Nango's API: a status route may read there, or ask the provider through it."""


def peek(stage: Stage, who: str, other: str, trouble: Trouble) -> None:
    """
    Let two people look at what one of them has, while Nango answers nothing but trouble.

    What either of them sees meanwhile is not judged, nor whether the other is let in.
    """
    attempt = stage.attempt(who)
    stage.nango.settle()
    stage.nango.control.add_fault(
        trouble, ANYTHING, ANSWERS[trouble], times=PERSISTENT, listener="api"
    )
    stage.answer = stage.probe.look(stage.cast.person(who), attempt.values)
    with contextlib.suppress(NotApplicable):
        # A target may have nobody else to declare.
        stage.probe.look(stage.cast.person(other), attempt.values)
    stage.nango.settle()
    stage.nango.control.clear_faults()

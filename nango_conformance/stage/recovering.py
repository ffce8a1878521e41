"""How a target makes up for a webhook that never came, as far as it declares that it does."""

from __future__ import annotations

from nango_conformance.errors import NotApplicable
from nango_conformance.stage import reporting
from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.stage import Stage


def wanted(stage: Stage) -> None:
    """Raise NotApplicable where no recovery is declared; the reason says what that costs."""
    recovery = stage.target.reconcile.recovery
    if recovery == "none":
        raise NotApplicable(
            '[reconcile] recovery = "none": whatever answers 4xx to a creation, or misses its '
            "three attempts, loses the connection for good"
        )
    if recovery == "finalise":
        reporting.wanted(stage)


def recover(stage: Stage, attempt: Attempt) -> None:
    """
    Do what lets the target recover: the browser reports, or the owner looks at her links.

    A target that polls needs nothing but time, which it gets from whoever awaits its link.
    """
    recovery = stage.target.reconcile.recovery
    if recovery == "finalise":
        reporting.report(stage, attempt)
    if recovery == "refresh":
        stage.probe.look(stage.cast.person(attempt.who), attempt.values)

"""Runs by hand as a results file may hold them, and the same with another verdict of a check."""

from __future__ import annotations

import dataclasses

from nango_conformance.results import Outcome, Run, ScenarioResult
from nango_conformance.verdict import fold_item


def honest(run: Run) -> Run:
    """Return the run with everything that a results file has to have of a check that ran."""
    example = ScenarioResult(
        name="x", uri="features/x.feature", line=3, outcome=Outcome.PASSED, duration_s=0.1
    )
    checks = [
        dataclasses.replace(
            one,
            evidence=("E0001",),
            scenarios=(dataclasses.replace(example, outcome=one.verdict),),
        )
        if one.verdict is not Outcome.NOT_RUN
        else one
        for one in run.checks
    ]
    items = [
        dataclasses.replace(
            item,
            verdict=fold_item((one, one.verdict) for one in checks if one.item == item.item),
        )
        for item in run.items
    ]
    return dataclasses.replace(run, checks=tuple(checks), items=tuple(items))


def changed(run: Run, check: str, verdict: Outcome) -> Run:
    """Return the run with another verdict of one check."""
    reason = "" if verdict is Outcome.PASSED else "for this reason"
    checks = [
        dataclasses.replace(one, verdict=verdict, reason=reason) if one.id == check else one
        for one in run.checks
    ]
    return honest(dataclasses.replace(run, checks=tuple(checks)))

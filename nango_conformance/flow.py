"""The sequence of the flow as one scenario showed it, for whoever wants to see it drawn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from nango_conformance.catalogue import Catalogue
from nango_conformance.evidence import SIGHT_LIMIT, Sight
from nango_conformance.recorder import Told
from nango_conformance.results import Flow, FlowStep

MOST: Final = 20
"""Steps kept of a flow that repeats itself: its beginning is what is compared."""

_ITEM: Final = re.compile(r"NAF-(0[1-9]|10)\.")


def observed(catalogue: Catalogue, told: Iterable[Told]) -> Flow | None:
    """
    Return the sequence of the essential scenario that came farthest; None where none came at all.

    Of those that came equally far it is the one with the fewest steps, and of these the first:
    the story of an item, told once, in which nobody forges or repeats anything.
    """
    essential = {check.id for check in catalogue.checks if check.essential}
    telling = [one for one in told if one.sights and one.finding.check in essential]
    mine = [one for one in telling if _ITEM.match(one.finding.check)]
    if not mine:
        return None
    best = max(mine, key=lambda one: (_reach(one.sights), -len(one.sights)))
    return Flow(
        check=best.finding.check, scenario=best.record.name, steps=tuple(_steps(best.sights))
    )


def _reach(sights: Iterable[Sight]) -> int:
    return len({sight.item for sight in sights})


def _steps(sights: Sequence[Sight]) -> list[FlowStep]:
    """
    Return the steps in the order in which they began, each reading once.

    What is read is there from then on; that it is read again is no step.
    """
    ordered = sorted(sights, key=lambda sight: (sight.at, sight.item))
    zero = ordered[0].at
    kept: list[FlowStep] = []
    said: set[tuple[str, str]] = set()
    for sight in ordered:
        if sight.ms is None and (sight.item, sight.what) in said:
            continue
        said.add((sight.item, sight.what))
        took = None if sight.ms is None else round(sight.ms, 1)
        at = round((sight.at - zero) * 1000, 1)
        what = sight.what[:SIGHT_LIMIT]
        kept.append(FlowStep(item=sight.item, at_ms=at, took_ms=took, what=what))
    return kept[:MOST]

"""How the workers of a run come by a target: each by one of its own, or by taking turns."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from enum import Enum
from typing import Final

from nango_conformance.target import Target, placeholders

OWN: Final = frozenset({"port", "run.id", "run.dir"})
"""Placeholders that no two copies of a target fill with the same."""

MOST: Final = 4
"""Processes of a run that nobody has said a number for; more are hardly faster."""


class Sharing(Enum):
    """What becomes of a target that several workers are to judge."""

    COPIES = "copies"
    TURNS = "turns"
    ALONE = "alone"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """How a target is shared, and what the operator should know of it."""

    how: Sharing
    why: str = ""


def sharing(target: Target) -> Shared:
    """Return how several workers can judge a target without telling anything else of it."""
    if target.mode == "attach":
        return Shared(
            how=Sharing.TURNS,
            why="the target is attached, so its stories take turns; one with [target.start] "
            "copies = true is started once for each process",
        )
    hindrance = next(_hindrances(target), None)
    if hindrance is None:
        return Shared(how=Sharing.COPIES)
    return Shared(how=Sharing.ALONE, why=f"one process after all: {hindrance}")


def own_number(target: Target) -> int:
    """
    Return in how many processes the whole catalogue is best judged on this machine.

    A process often waits, so there are two more than there are processors. A target that there
    is one of is judged in one: to take turns would gain little.
    """
    if sharing(target).how is not Sharing.COPIES:
        return 1
    return min((os.cpu_count() or 1) + 2, MOST)


def _hindrances(target: Target) -> Iterator[str]:
    if target.start is None or not target.start.copies:
        yield "[target.start] copies = true is not declared, nor that several may run side by side"
    if "port" not in placeholders(target.base_url):
        yield "base_url has no {port}, and two targets cannot listen at one"
    if target.nango.override != "env":
        yield f"[nango] override = {target.nango.override!r} leads all that is started to one place"
    status, log = target.status, target.log
    if status is not None and status.sql is not None and not _is_own(status.sql.dsn):
        yield "[status.sql] dsn is the same for all: it has none of {port}, {run.id}, {run.dir}"
    if log is not None and log.file is not None and not _is_own(log.file):
        yield "[target.log] file is the same for all: it has none of {port}, {run.id}, {run.dir}"


def _is_own(text: str) -> bool:
    return bool(OWN & set(placeholders(text)))

"""Whether a wrong backend was found wrong, where it is wrong and nowhere else."""

from __future__ import annotations

import dataclasses
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from pathlib import Path

from nango_conformance.catalogue import Catalogue
from nango_conformance.selftest.backends import Sources
from nango_conformance.selftest.judging import Judged, judged
from nango_conformance.selftest.wrong import Wrong


class Kind(StrEnum):
    """What can be otherwise than the matrix has it."""

    MISSED = "missed"
    WRONG_RED = "wrong red"
    OTHER_REASON = "other reason"
    CLAIMED = "claimed"
    EXIT = "exit status"
    ENDED = "ended early"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is otherwise than the matrix has it."""

    kind: Kind
    text: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """
    What came of one wrong backend.

    `caught` are the checks that failed, `unsure` those that became inconclusive, `problems`
    what is not as the matrix has it. `took_s` is the wall time in seconds.
    """

    wrong: Wrong
    caught: tuple[str, ...]
    unsure: tuple[str, ...]
    problems: tuple[Problem, ...]
    took_s: float

    @property
    def needless(self) -> tuple[str, ...]:
        """The checks that may be red as well and were not: an excuse, perhaps for the next one."""
        return tuple(sorted(self.wrong.also.keys() - {*self.caught, *self.unsure}))


def prove(wrong: Wrong, sources: Sources, catalogue: Catalogue, *, whole: bool) -> Proved:
    """Judge one wrong backend by the checks that must fail on it, or by the whole catalogue."""
    started = time.monotonic()
    # What follows from it and may be red as well is for the whole catalogue to show.
    about = sorted({*wrong.fails, *claimed(wrong, catalogue)} - wrong.misses.keys())
    with tempfile.TemporaryDirectory(prefix="nango-conformance-") as folder:
        target, place = sources.put_up(wrong, Path(folder))
        selected = [] if whole else [word for check in about for word in ("--check", check)]
        result = judged(target, place, selected)
    return Proved(
        wrong=wrong,
        caught=tuple(sorted(_failed(wrong, result))),
        unsure=tuple(sorted(result.having("inconclusive"))),
        problems=tuple(problems(wrong, result, claimed(wrong, catalogue), whole=whole)),
        took_s=time.monotonic() - started,
    )


def claimed(wrong: Wrong, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the checks by which the catalogue says that a mutant's defect is caught."""
    # An example with a mistake shows one way to make it, not all that follows from it.
    if wrong.defect is None or wrong.replacement is not None:
        return ()
    return catalogue.defect(wrong.defect).caught_by


def problems(
    wrong: Wrong, result: Judged, claims: Collection[str], *, whole: bool = True
) -> Iterator[Problem]:
    """
    Yield what is otherwise than the matrix and the catalogue of defects say.

    A selection of recommendations that all fail is not conformant to anything: of a backend
    that is wrong but conformant only a whole run has the exit status 0.
    """
    failed = _failed(wrong, result)
    seen = failed | result.having("inconclusive")
    others = {
        check
        for check in failed & wrong.fails.keys()
        if not wrong.fails[check].fits(result.checks[check])
    }
    found = (
        (Kind.MISSED, wrong.fails.keys() - failed, "did not fail"),
        (Kind.WRONG_RED, failed - wrong.fails.keys() - wrong.also.keys(), "failed and should not"),
        (Kind.OTHER_REASON, others, "failed for another reason or in other examples"),
        (Kind.CLAIMED, set(claims) - seen - wrong.misses.keys(), "sees it, says the catalogue"),
    )
    for kind, checks, what in found:
        for check in sorted(checks):
            yield Problem(kind=kind, text=f"{check} {what}: {_told(result, check)}")
    if result.fault is not None:
        yield Problem(kind=Kind.ENDED, text=f"the run ended early: {result.fault}")
    if result.status != wrong.exit and (whole or wrong.exit):
        text = f"the exit status was {result.status} instead of {wrong.exit}"
        yield Problem(kind=Kind.EXIT, text=text)


def _failed(wrong: Wrong, result: Judged) -> set[str]:
    """Return the checks that failed; of a MAY, which never does, a story that was to fail."""
    return result.having("failed") | (result.failed_stories() & wrong.fails.keys())


def _told(result: Judged, check: str) -> str:
    one = result.checks.get(check)
    if one is None:
        return "there is no such check"
    return f"{one['verdict']}, {one['reason'] or 'with no reason'}"


def gaps(
    proved: Collection[Proved], catalogue: Catalogue, built: Collection[str], *, core: bool
) -> Iterator[str]:
    """Yield the checks that were never seen failing and the defects that nothing has seen."""
    seen = caught(proved)
    if not core:
        for check in (check.id for check in catalogue.checks if check.id in built):
            if not seen.get(check):
                yield f"{check} was never seen failing"
    for defect in catalogue.defects:
        if not core or defect.core:
            mine = [one for one in proved if one.wrong.defect == defect.id]
            if not any(set(one.caught) & set(defect.caught_by) for one in mine):
                yield f"{defect.id} was seen by none of its checks: {defect.defect}"


def caught(proved: Collection[Proved]) -> Mapping[str, tuple[str, ...]]:
    """Return which wrong backends each check was seen to fail on, in the order of the matrix."""
    checks = dict.fromkeys(check for one in proved for check in one.caught)
    return {
        check: tuple(one.wrong.name for one in proved if check in one.caught)
        for check in sorted(checks)
    }

"""`selftest`: the wrong backends are judged, and it is told which check saw which of them."""

from __future__ import annotations

import concurrent.futures
import difflib
import time
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Final

import click

import nango_conformance
from nango_conformance.catalogue import Catalogue, load
from nango_conformance.errors import UsageError
from nango_conformance.pickles import tagged
from nango_conformance.playing import feature_sources
from nango_conformance.selftest import npm
from nango_conformance.selftest.backends import Sources
from nango_conformance.selftest.forked import end_all
from nango_conformance.selftest.judging import NoResultsError
from nango_conformance.selftest.proving import Kind, Proved, caught, gaps, prove
from nango_conformance.selftest.wrong import Wrong, wrong_backends

NOT_PROVED: Final = 1
COULD_NOT_JUDGE: Final = 3


def selftest_command(*, matrix: bool, names: Sequence[str], jobs: int) -> int:
    """Judge the wrong backends; return 0 when each is found wrong, where it is and only there."""
    sources, catalogue = _sources(), load()
    everyone = wrong_backends(sources.tests)
    chosen = _chosen(everyone, catalogue, matrix=matrix, names=names)
    started = time.monotonic()
    proved = list(_proved(chosen, sources, catalogue, jobs=jobs, whole=matrix))
    lacking: list[str] = []
    if not names:
        built = tagged(feature_sources())
        lacking = list(gaps(proved, catalogue, built, core=not matrix))
    if matrix:
        _print_matrix(proved)
    wrong = sum(len(one.problems) for one in proved) + len(lacking)
    judged = {one.wrong.name for one in proved}
    unjudged = [one.name for one in chosen if one.name not in judged]
    _print_end(proved, lacking, unjudged, time.monotonic() - started)
    if wrong:
        return NOT_PROVED
    return COULD_NOT_JUDGE if unjudged else 0


def _sources() -> Sources:
    root = Path(nango_conformance.__file__).resolve().parents[1]
    if not (root / "tests" / "mutants" / "run.py").exists():
        raise UsageError(
            "the wrong backends are in the source tree only: run selftest from a clone, "
            "after `make .venv/.installed`"
        )
    return Sources(root=root, npm=lambda wanted: npm.installed(wanted, npm.cache()))


def _chosen(
    everyone: Sequence[Wrong], catalogue: Catalogue, *, matrix: bool, names: Sequence[str]
) -> list[Wrong]:
    """Return those that are named, or all, or one for each core defect."""
    if names:
        return [one for name in names for one in _named(everyone, name)]
    if matrix:
        return list(everyone)
    core = {defect.id for defect in catalogue.defects if defect.core}
    # Where a defect has a mutant and a mistake in an example, the mutant comes first.
    firsts = {one.defect: one for one in reversed(everyone) if one.defect in core}
    return sorted(firsts.values(), key=lambda one: one.defect or "")


def _named(everyone: Collection[Wrong], name: str) -> list[Wrong]:
    found = [one for one in everyone if name.upper() in {one.name.upper(), one.defect}]
    if not found:
        known = {one.name for one in everyone} | {one.defect for one in everyone if one.defect}
        near = difflib.get_close_matches(name, sorted(known), n=3, cutoff=0.3)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise UsageError(f"no wrong backend {name!r}{hint}; tests/mutants/matrix/ has them all")
    return found


def _proved(
    chosen: Collection[Wrong], sources: Sources, catalogue: Catalogue, *, jobs: int, whole: bool
) -> Iterator[Proved]:
    """Yield what came of each, as soon as it is known; what cannot be put up is told."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        # A mistake in an example shows that another shape can be wrong: by its checks alone.
        tasks = {
            pool.submit(prove, one, sources, catalogue, whole=whole and not one.replacement): one
            for one in chosen
        }
        try:
            for number, task in enumerate(concurrent.futures.as_completed(tasks), 1):
                yield from _ended(f"[{number}/{len(tasks)}]", tasks[task], task)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            end_all()
            raise


def _ended(place: str, wrong: Wrong, task: concurrent.futures.Future[Proved]) -> Iterator[Proved]:
    try:
        one = task.result()
    except (npm.NpmError, NoResultsError, UsageError) as failed:
        click.echo(f"{place} {wrong.name}: not judged: {failed}", err=True)
        return
    seen = ", ".join(one.caught) or "nothing"
    click.echo(f"{place} {wrong.name}: {seen} ({one.took_s:.1f} s)", err=True)
    for problem in one.problems:
        click.echo(f"    ✗ {problem.text}", err=True)
    yield one


def _print_matrix(proved: Collection[Proved]) -> None:
    order = sorted(proved, key=lambda one: one.wrong.name)
    for check, names in caught(order).items():
        click.echo(f"{check:<10} {', '.join(names)}")
    # What may be red and is not would excuse the next mistake; some depends on who is first.
    for one in order:
        if one.needless and one.wrong.replacement is None:
            click.echo(f"· {one.wrong.name} may fail {', '.join(one.needless)}, too, and did not")


def _print_end(
    proved: Collection[Proved], lacking: Sequence[str], unjudged: Sequence[str], took_s: float
) -> None:
    for one in proved:
        for problem in one.problems:
            click.echo(f"✗ {one.wrong.name}: {problem.text}")
    for gap in lacking:
        click.echo(f"✗ {gap}")
    if unjudged:
        click.echo(f"? {len(unjudged)} could not be judged: {', '.join(unjudged)}")
    red = sum(problem.kind is Kind.WRONG_RED for one in proved for problem in one.problems)
    right = sum(not one.problems for one in proved)
    click.echo(
        f"{len(proved)} wrong backends, {right} of them found wrong where they are and nowhere "
        f"else; {len(caught(proved))} checks seen failing; {red} wrong reds; {took_s:.0f} s"
    )

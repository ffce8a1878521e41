"""`run`: a target in, a report folder and an exit status out."""

from __future__ import annotations

import dataclasses
import signal
from pathlib import Path
from types import FrameType
from typing import Final

import click

import reports
from nango_conformance.attestation.keys import Signer
from nango_conformance.catalogue import load
from nango_conformance.cli.progress import progress
from nango_conformance.cli.scripts import Which, aimed_at, with_scripts
from nango_conformance.cli.signing import check_signable, sign_folder, signer_of
from nango_conformance.cli.summary import print_summary
from nango_conformance.cli.writing import prepare_folder, wanted_formats, write_folder
from nango_conformance.driver.override import ARRIVAL_S, waits_for_target
from nango_conformance.errors import UsageError
from nango_conformance.execution import Executed, Order, execute
from nango_conformance.parallel.sharing import own_number
from nango_conformance.results import Run
from nango_conformance.selection import parse_selection
from nango_conformance.target import (
    Target,
    attached_reference,
    bundled_reference,
    load_target,
)
from nango_conformance.target.guard import refuse_strangers
from nango_conformance.verdict import EXIT_STATUS, Outcome, RunVerdict

FOUNDATIONS: Final = frozenset({"NAF-01.1", "NAF-06.1"})
"""Checks that a wrong description fails as surely as a wrong target does."""

USUAL_FILE: Final = Path("target.toml")


def run_command(  # noqa: PLR0913 - one argument an option
    *,
    target_file: Path | None,
    url: str | None,
    report_dir: Path,
    items: tuple[str, ...],
    checks: tuple[str, ...],
    level: str | None,
    essential: bool,
    schedules: tuple[str, ...],
    profile: str | None,
    seed: int,
    timeout_s: float,
    jobs: int | None,
    database: str | None,
    allow_remote: tuple[str, ...],
    formats: str,
    sign: str | None = None,
    scripts: str = "failed",
) -> int:
    """Run, write the report, print the result; return the exit status."""
    written = wanted_formats(formats)
    signer = signer_of(sign, report_dir)
    selection = parse_selection(
        load(),
        checks=checks,
        items=items,
        level=level,
        essential=essential,
        schedules=schedules,
    )
    target = _meant(chosen_target(target_file, url, database), profile, allow_remote)
    prepare_folder(report_dir)
    if signer is not None:
        check_signable(report_dir)
    if jobs is None:
        jobs = 1 if selection.narrows else own_number(target)
    order = Order(target=target, selection=selection, seed=seed, timeout_s=timeout_s, jobs=jobs)
    executed = _performed(order)
    aim = aimed_at(
        target_file,
        url,
        profile=profile,
        allow_remote=allow_remote,
        timeout_s=timeout_s,
        database=database,
    )
    run = with_scripts(executed.run, target, aim, Which(scripts), report_dir)
    status = _finish(dataclasses.replace(executed, run=run), report_dir, written, signer)
    _advise(target_file, run)
    return status


def _meant(target: Target, profile: str | None, allow_remote: tuple[str, ...]) -> Target:
    """Return the target as it is to be judged; raise UsageError where it is not to be."""
    refuse_strangers(target, allow_remote)
    _check_waivers(target)
    return target if profile is None else dataclasses.replace(target, profile=profile)


def _advise(target_file: Path | None, run: Run) -> None:
    """Say what to do next where it may be the description that is wrong."""
    if target_file is not None and _may_be_misdescribed(run):
        click.echo(
            f"next: nango-conformance doctor --target {target_file}   "
            "(the description may be wrong, rather than the target)",
            err=True,
        )


def _performed(order: Order) -> Executed:
    """Say whom the run is about, and judge; SIGTERM ends it as Ctrl-C does."""
    click.echo(f"judging {order.target.name} ({_where(order.target)})", err=True)
    if order.target.mode == "attach":
        tell_operator(order.target, order.seed)
    signal.signal(signal.SIGTERM, _as_interrupt)
    return _executed(order)


def _executed(order: Order) -> Executed:
    if order.selection.schedules:
        from nango_conformance.cli.schedules import watching
        from nango_conformance.schedule_run import execute_schedules

        if order.jobs > 1:
            click.echo("--jobs is for checks: schedules are played one after another", err=True)
        with watching() as watcher:
            return execute_schedules(order, watcher)
    with progress() as audience:
        return execute(order, audience)


def _may_be_misdescribed(run: Run) -> bool:
    """Say whether nothing could be judged, or what everything else rests on is not passed."""
    broken = {Outcome.FAILED, Outcome.INCONCLUSIVE}
    return run.verdict is RunVerdict.INCONCLUSIVE or any(
        check.id in FOUNDATIONS and check.verdict in broken for check in run.checks
    )


def _check_waivers(target: Target) -> None:
    """A waiver of a check that does not exist would wait for ever to be needless."""
    for waiver in target.waivers:
        try:
            load().check(waiver.check)
        except KeyError as error:
            raise UsageError(f"[[waiver]] {waiver.check}: {error.args[0]}") from error


def _finish(
    executed: Executed, folder: Path, formats: tuple[str, ...], signer: Signer | None
) -> int:
    paths = write_folder(executed.run, executed.evidence, folder, formats)
    if signer is not None:
        sign_folder(signer, executed.run, folder)
    print_summary(executed.run)
    if executed.run.fault:
        click.echo(f"could not finish: {executed.run.fault}", err=True)
    first = next((name for name in ("html", reports.PDF) if name in paths), "json")
    click.echo(str(paths[first]))
    return EXIT_STATUS[executed.run.verdict]


def chosen_target(target_file: Path | None, url: str | None, database: str | None) -> Target:
    """Return the target that the options name; the bundled reference without any."""
    if target_file is not None and url is not None:
        raise UsageError("give either --target or --url, not both")
    if database is not None and (target_file or url):
        raise UsageError("--database is for the bundled reference; other targets know their own")
    if target_file is not None:
        return load_target(target_file)
    if url is not None:
        return attached_reference(url)
    if USUAL_FILE.exists():
        click.echo(
            f"{USUAL_FILE} is here and is not read: --target {USUAL_FILE} means it", err=True
        )
    return _with_database(bundled_reference(), database)


def _with_database(target: Target, database: str | None) -> Target:
    if database is None or target.start is None:
        return target
    command = (*target.start.command, "--database", database)
    # Whoever is given one database cannot run twice beside itself.
    start = dataclasses.replace(target.start, command=command, copies=False)
    # The troubles of its file are made in the database that its file names.
    storage = dataclasses.replace(target.storage, dsn=database) if target.storage else None
    return dataclasses.replace(target, start=start, faults={}, storage=storage)


def _where(target: Target) -> str:
    return "started by this run" if target.mode == "start" else target.base_url


def tell_operator(target: Target, seed: int) -> None:
    """Print, for who starts the target, what it has to be started with."""
    # Who starts the target itself needs none of what plays the scenarios here.
    from nango_conformance.stage import operator_environment

    click.echo("its Nango must be this run's; it has to be started with:", err=True)
    for name, value in operator_environment(target, seed).items():
        click.echo(f"  {name}={value}", err=True)
    if waits_for_target(target):
        click.echo(
            "start it now, or again: the certificate is new with every run, and this one waits "
            f"{ARRIVAL_S:.0f} s for it",
            err=True,
        )


def _as_interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt

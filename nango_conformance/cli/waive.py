"""`waive`: a known failure is written into a target file, and struck out when its time is over."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from nango_conformance.catalogue import Check, Level, load
from nango_conformance.cli.reading import read_run
from nango_conformance.cli.writing import write_whole
from nango_conformance.errors import UsageError
from nango_conformance.results import CheckResult, Outcome, Run
from nango_conformance.target import Waiver
from nango_conformance.target.waiver_text import waivers_of, with_waiver, without_waivers

LONGEST: Final = datetime.timedelta(days=366)
"""How far ahead a waiver may end: what is known for longer than a year is no exception."""

_NEEDLESS: Final[Mapping[Outcome, str]] = {
    Outcome.PASSED: "it passes",
    Outcome.NOT_APPLICABLE: "it does not apply to this target",
}
"""Verdicts that a waiver cannot change; a run with one of them and a waiver is not conformant."""


def waive_command(
    wanted: str, reason: str, until: str, target_file: Path, results: Path | None
) -> int:
    """Write a waiver into the target file; return 0, or raise UsageError and write nothing."""
    check = _known(wanted)
    waiver = Waiver(check=check.id, reason=_one_line(reason), until=_day(until))
    text = _read(target_file)
    for there in waivers_of(text):
        if there.check == check.id:
            raise UsageError(
                f"{target_file} waives {check.id} until {there.until.isoformat()} already "
                f"({there.reason}): change the date there, or prune it first"
            )
    if results is not None:
        _refuse_needless(check.id, _result(_run_of(text, results), check.id), results)
    _write(target_file, with_waiver(text, waiver))
    click.echo(f"{check.id} is waived until {waiver.until.isoformat()}: {waiver.reason}")
    click.echo(str(target_file))
    return 0


def prune_command(target_file: Path, results: Path | None) -> int:
    """Strike out the waivers that are expired or needless, telling each; return 0."""
    text = _read(target_file)
    run = None if results is None else _run_of(text, results)
    known = {check.id for check in load().checks}
    gone: list[int] = []
    for place, waiver in enumerate(waivers_of(text)):
        why = _over(waiver, run)
        if why:
            gone.append(place)
            click.echo(f"struck out {waiver.check}: {why} (it said: {waiver.reason})")
        elif waiver.check not in known:
            click.echo(f"kept {waiver.check}: no check has this id, so no run will start")
        else:
            click.echo(f"kept {waiver.check} until {waiver.until.isoformat()}: {waiver.reason}")
    if gone:
        _write(target_file, without_waivers(text, gone))
    if run is None:
        click.echo(
            "only the dates were looked at: name the results of a run to find what is needless",
            err=True,
        )
    click.echo(str(target_file))
    return 0


def _over(waiver: Waiver, run: Run | None) -> str:
    """Return why a waiver has to go, or nothing."""
    if waiver.until < _today():
        return f"it ended on {waiver.until.isoformat()}"
    found = None if run is None else _result(run, waiver.check)
    return _NEEDLESS.get(found.verdict, "") if found else ""


def _known(wanted: str) -> Check:
    try:
        check = load().check(wanted.upper())
    except KeyError as error:
        raise UsageError(f"{error.args[0]}; `nango-conformance checks` lists them all") from error
    if check.level is Level.MAY:
        raise UsageError(f"{check.id} is a MAY, which is never failed: there is nothing to waive")
    return check


def _one_line(reason: str) -> str:
    text = " ".join(reason.split())
    if not text or not text.isprintable():
        raise UsageError(
            "--reason wants a line of text: who reads the report has to know why this is tolerated"
        )
    return text


def _day(text: str) -> datetime.date:
    today = _today()
    try:
        day = datetime.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day, no moment
    except ValueError as error:
        raise UsageError(
            f"--until {text!r} is not a day; write it as --until {today + LONGEST / 4}"
        ) from error
    if day < today:
        raise UsageError(f"--until {day} is over: today is {today}, so it would be expired at once")
    if day > today + LONGEST:
        raise UsageError(
            f"--until {day} is too far: a waiver ends within a year, by {today + LONGEST}, and is "
            "then looked at again"
        )
    return day


def _run_of(text: str, results: Path) -> Run:
    """Return the run, which has to be one of this target."""
    run = read_run(results)
    described = str(tomllib.loads(text).get("target", {}).get("name", "no name"))
    if run.target.name != described:
        raise UsageError(
            f"{results} is of the target {run.target.name!r}, and the target file describes "
            f"{described!r}: name the results of a run of this target"
        )
    return run


def _result(run: Run, check: str) -> CheckResult | None:
    return next((one for one in run.checks if one.id == check), None)


def _refuse_needless(check: str, found: CheckResult | None, results: Path) -> None:
    why = _NEEDLESS.get(found.verdict) if found else None
    if why:
        raise UsageError(
            f"{check} needs no waiver: {why} in {results}, and a needless waiver fails the run"
        )


def _today() -> datetime.date:
    # The same day as a run's: execution.py.
    return datetime.datetime.now(datetime.UTC).date()


def _read(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} cannot be read: {error}; name a target file with --target"
        ) from error


def _write(path: Path, text: str) -> None:
    """Write the file that a link leads to, with the permissions that it had."""
    there = path.resolve()
    try:
        write_whole(there, text, mode=there.stat().st_mode & 0o7777)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error}") from error

"""The scripts of a report folder: beside the results, one for each check that failed."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Collection, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final

from nango_conformance.cli.options import TIMEOUT_S
from nango_conformance.cli.writing import write_whole
from nango_conformance.results import CheckResult, Failure, Run
from nango_conformance.target import Target

FOLDER: Final = "repro"


class Which(StrEnum):
    """For which checks a run writes scripts."""

    FAILED = "failed"
    ALL = "all"
    NONE = "none"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Why a check has no script."""

    why: str


def with_scripts(run: Run, target: Target, aim: str, which: Which, folder: Path) -> Run:
    """
    Write the scripts into a folder, and return the run with where they are, or why there is none.

    `aim` are the options by which the command line means this target.
    """
    wanted = [one for one in run.checks if which is Which.ALL or one.failure is not None]
    scripts = {} if which is Which.NONE else {one.id: _script(one.id, target) for one in wanted}
    placed = {id_: _placed(folder, id_, text) for id_, text in scripts.items()}
    _forget_others(folder / FOLDER, {id_ for id_, at in placed.items() if isinstance(at, str)})
    checks = tuple(_told(one, aim, placed.get(one.id)) for one in run.checks)
    return dataclasses.replace(run, aim=aim, checks=checks)


def aimed_at(
    target_file: Path | None,
    url: str | None,
    *,
    profile: str | None = None,
    allow_remote: Sequence[str] = (),
    timeout_s: float = TIMEOUT_S,
    database: str | None = None,
) -> str:
    """
    Return the options by which a run means the same target, as they have to be typed.

    The address of a database may hold a password: a variable of the shell stands for it.
    """
    given = (
        ("--target", target_file),
        ("--url", url),
        ("--profile", profile),
        *(("--allow-remote", host) for host in allow_remote),
        ("--timeout", None if timeout_s == TIMEOUT_S else f"{timeout_s:g}"),
    )
    words = [f"{name} {shlex.quote(str(value))}" for name, value in given if value is not None]
    return " ".join([*words, *([] if database is None else ['--database "$DATABASE_URL"'])])


def _script(check: str, target: Target) -> str | Missing:
    # What plays the scenarios comes with it, and a run without a failure needs none of that here.
    from nango_conformance.catalogue import load
    from nango_conformance.playing import feature_sources
    from nango_conformance.reproduction import Unscriptable, script_of

    try:
        return script_of(load().check(check), feature_sources(), target)
    except Unscriptable as why:
        return Missing(why=str(why))
    except Exception as fault:  # noqa: BLE001 - what goes wrong here must not cost the report
        return Missing(why=f"a fault of nango-conformance: {type(fault).__name__}: {fault}")


def _placed(folder: Path, check: str, script: str | Missing) -> str | Missing:
    """Write a script and return where it is; that it cannot be written must not cost the run."""
    if isinstance(script, Missing):
        return script
    place = folder / FOLDER
    try:
        place.mkdir(parents=True, exist_ok=True)
        write_whole(place / f"{check}.sh", script)
    except OSError as error:
        return Missing(why=f"it could not be written: {error.strerror}")
    return f"{FOLDER}/{check}.sh"


def _forget_others(place: Path, written: Collection[str]) -> None:
    """Take away what an earlier run has left: its reds are not this one's."""
    for path in place.glob("NAF-*.sh"):
        if path.stem not in written:
            path.unlink()


def _told(check: CheckResult, aim: str, placed: str | Missing | None) -> CheckResult:
    failure: Failure | None = check.failure
    if failure is None:
        return check
    failure = dataclasses.replace(
        failure,
        again=f"{failure.again} {aim}".rstrip(),
        script=placed if isinstance(placed, str) else None,
        no_script=placed.why if isinstance(placed, Missing) else None,
    )
    return dataclasses.replace(check, failure=failure)

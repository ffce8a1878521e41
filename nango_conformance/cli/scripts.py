"""The scripts of a report folder: beside the results, one for each check that failed."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final

from nango_conformance.catalogue import load
from nango_conformance.cli.options import TIMEOUT_S
from nango_conformance.cli.writing import write_whole
from nango_conformance.playing import feature_sources
from nango_conformance.reproduction import Unscriptable, script_of
from nango_conformance.results import CheckResult, Failure, Run
from nango_conformance.target import Target

FOLDER: Final = "repro"


class Which(StrEnum):
    """For which checks a run writes scripts."""

    FAILED = "failed"
    ALL = "all"
    NONE = "none"


def with_scripts(run: Run, target: Target, aim: str, which: Which, folder: Path) -> Run:
    """
    Write the scripts into a folder, and return the run with where they are, or why there is none.

    `aim` are the options by which the command line means this target.
    """
    wanted = [one for one in run.checks if which is Which.ALL or one.failure is not None]
    scripts = {} if which is Which.NONE else {one.id: _script(one.id, target) for one in wanted}
    written = {
        id_: _written(folder, id_, text) for id_, text in scripts.items() if isinstance(text, str)
    }
    _forget_others(folder / FOLDER, written)
    checks = tuple(_told(one, aim, written, scripts) for one in run.checks)
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


def _script(check: str, target: Target) -> str | Unscriptable:
    try:
        return script_of(load().check(check), feature_sources(), target)
    except Unscriptable as why:
        return why
    except Exception as fault:  # noqa: BLE001 - what goes wrong here must not cost the report
        return Unscriptable(f"a fault of nango-conformance: {type(fault).__name__}: {fault}")


def _written(folder: Path, check: str, text: str) -> str:
    place = folder / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    write_whole(place / f"{check}.sh", text)
    return f"{FOLDER}/{check}.sh"


def _forget_others(place: Path, written: Mapping[str, str]) -> None:
    """Take away what an earlier run has left: its reds are not this one's."""
    for path in place.glob("NAF-*.sh"):
        if path.stem not in written:
            path.unlink()


def _told(
    check: CheckResult,
    aim: str,
    written: Mapping[str, str],
    scripts: Mapping[str, str | Unscriptable],
) -> CheckResult:
    failure: Failure | None = check.failure
    if failure is None:
        return check
    why = scripts.get(check.id)
    failure = dataclasses.replace(
        failure,
        again=f"{failure.again} {aim}".rstrip(),
        script=written.get(check.id),
        no_script=str(why) if isinstance(why, Unscriptable) else None,
    )
    return dataclasses.replace(check, failure=failure)

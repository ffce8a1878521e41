"""The scripts of a report folder: beside the results, one for each check that failed."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

from nango_conformance.catalogue import load
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

    `aim` is the option by which the command line named the target.
    """
    wanted = [one for one in run.checks if which is Which.ALL or one.failure is not None]
    scripts = {} if which is Which.NONE else {one.id: _script(one.id, target) for one in wanted}
    written = {
        id_: _written(folder, id_, text) for id_, text in scripts.items() if isinstance(text, str)
    }
    _forget_others(folder / FOLDER, written)
    checks = tuple(_told(one, aim, written, scripts) for one in run.checks)
    return dataclasses.replace(run, checks=checks)


def aimed_at(target_file: Path | None, url: str | None) -> str:
    """Return the option that names a target, as it has to be typed; '' for the reference."""
    if target_file is not None:
        return f" --target {shlex.quote(str(target_file))}"
    return "" if url is None else f" --url {shlex.quote(url)}"


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
        again=f"{failure.again}{aim}",
        script=written.get(check.id),
        no_script=str(why) if isinstance(why, Unscriptable) else None,
    )
    return dataclasses.replace(check, failure=failure)

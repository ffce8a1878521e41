"""`reproduce`: a check as a shell script, shown or played against a target and its Nango."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from nango_conformance.catalogue import Check, load
from nango_conformance.cli.run import chosen_target, tell_operator
from nango_conformance.cli.scripts import aimed_at
from nango_conformance.errors import ConformanceError, UsageError
from nango_conformance.playing import feature_sources
from nango_conformance.reproduction import Unscriptable, script_of
from nango_conformance.stage.session import Session
from nango_conformance.target import Target
from nango_conformance.target.guard import refuse_strangers

COULD_NOT_JUDGE: Final = 3

LONGEST_S: Final = 1800.0
"""How long a script may take, in which no request takes more than some ninety seconds."""


def reproduce_command(  # noqa: PLR0913 - one argument an option
    *,
    check: str,
    target_file: Path | None,
    url: str | None,
    seed: int,
    timeout_s: float,
    profile: str | None,
    show: bool,
    allow_remote: tuple[str, ...],
) -> int:
    """Print the script of a check, or play it; return the exit status that it ends with."""
    wanted = _check(check)
    target = chosen_target(target_file, url, None)
    if profile is not None:
        target = dataclasses.replace(target, profile=profile)
    aim = aimed_at(target_file, url, profile=profile, allow_remote=allow_remote)
    script = _script(wanted, target, f"--seed {seed} {aim}".rstrip())
    if show:
        click.echo(script, nl=False)
        return 0
    refuse_strangers(target, allow_remote)
    if target.mode == "attach":
        tell_operator(target, seed)
    return played(script, target, seed=seed, timeout_s=timeout_s)


def played(script: str, target: Target, *, seed: int, timeout_s: float) -> int:
    """Start the fake, and the target where it is ours to start; play a script against them."""
    try:
        with Session.open(
            target, seed=seed, run_id=f"{time.time_ns():x}", timeout_s=timeout_s
        ) as on:
            on.wait()
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder, "script.sh")
                path.write_text(script, "utf-8")
                # What a script wants to know is in variables, and keys stand nowhere else.
                return ended(path, {**os.environ, **surroundings(on)})
    except UsageError:
        raise
    except ConformanceError as trouble:
        click.echo(f"could not judge: {trouble}", err=True)
        return COULD_NOT_JUDGE


def ended(script: Path, known: Mapping[str, str], *, longest_s: float = LONGEST_S) -> int:
    """Play a script that finds these variables; whatever is no verdict of its is no verdict."""
    try:
        status = subprocess.run(
            ["bash", str(script)],  # noqa: S607 - whichever the user has
            env=known,
            check=False,
            timeout=longest_s,
        ).returncode
    except subprocess.TimeoutExpired:
        click.echo(f"could not judge: the script took longer than {longest_s:g} s", err=True)
        return COULD_NOT_JUDGE
    except OSError as missing:
        click.echo(f"could not judge: bash cannot be started: {missing}", err=True)
        return COULD_NOT_JUDGE
    return status if status in {0, 1} else COULD_NOT_JUDGE


def surroundings(session: Session) -> Mapping[str, str]:
    """Return the variables by which a script finds the backend, its Nango and the keys."""
    return {
        "BASE_URL": session.target.base_url,
        "CONTROL_URL": session.fake.control.url,
        "NANGO_SECRET_KEY": session.fake.keys.api,
        "NANGO_WEBHOOK_SIGNING_KEY": session.fake.keys.signing,
    }


def _script(check: Check, target: Target, options: str) -> str:
    try:
        return script_of(check, feature_sources(), target)
    except Unscriptable as why:
        raise UsageError(
            f"there is no script for {check.id}: {why}; `nango-conformance run --check "
            f"{check.id} {options}` shows it again"
        ) from why


def _check(name: str) -> Check:
    try:
        return load().check(name)
    except KeyError as error:
        raise UsageError(str(error.args[0])) from error

"""What the tests of scripts share: every script there is for the bundled reference."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

from nango_conformance.catalogue import load
from nango_conformance.playing import feature_sources
from nango_conformance.reproduction import Unscriptable, script_of
from nango_conformance.reproduction.blocks import needed
from nango_conformance.target import Target, bundled_reference

BASH_S = 280
"""How long one script may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a script came to."""

    status: int
    said: str

    @property
    def red(self) -> set[str]:
        """The scenarios that failed."""
        parts = self.said.split("Scenario: ")[1:]
        return {part.splitlines()[0] for part in parts if "\n  FAILED  " in part}


def scripts(target: Target) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return every script by its check, and why the other checks have none."""
    found, missing = {}, {}
    for check in load().checks:
        try:
            found[check.id] = script_of(check, feature_sources(), target)
        except Unscriptable as why:
            missing[check.id] = str(why)
    return found, missing


SCRIPTS, MISSING = scripts(bundled_reference())


def shown(script: str, known: Mapping[str, str], *, options: tuple[str, ...] = ()) -> Shown:
    """Play a script that finds these variables and nothing else of ours."""
    mine = {name: text for name, text in os.environ.items() if not name.startswith("NANGO_")}
    ended = subprocess.run(
        ["bash", *options, "-c", script],  # noqa: S607 - whichever there is
        env={**mine, **known},
        capture_output=True,
        text=True,
        timeout=BASH_S,
        check=False,
    )
    return Shown(status=ended.returncode, said=ended.stdout + ended.stderr)


def spoken(call: str, *, own: str = "", files: Mapping[str, str] | None = None) -> Shown:
    """Let functions of the shell do something, `own` in place of theirs, where these files lie."""
    lies = (
        f'printf %s {shlex.quote(text)} >"$work/{name}"' for name, text in (files or {}).items()
    )
    frame = ["set -euo pipefail", "work=$(mktemp -d)", "trap 'rm -rf \"$work\"' EXIT"]
    return shown("\n".join([*frame, *needed(f"say\n{call}\n{own}", {}), own, *lies, call]), {})

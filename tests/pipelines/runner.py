"""A runner of the action's steps, as GitHub's would play them, with stubs for what it fetches."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from nango_conformance.attestation import ENVELOPE, PUBLIC_KEY

ROOT: Final = Path(__file__).parents[2]
ACTION: Final = YAML(typ="safe").load((ROOT / "action.yml").read_text("utf-8"))
STEPS: Final = ACTION["runs"]["steps"]
SCRIPTS: Final = {step["name"]: step["run"] for step in STEPS if "run" in step}
OTHERS: Final = ("evidence.ndjson", ENVELOPE, PUBLIC_KEY)
"""What a report has besides its formats."""

BASH: Final = ["/bin/bash", "--noprofile", "--norc", "-eo", "pipefail"]
"""How GitHub starts `shell: bash`."""

PYTHON: Final = """#!/usr/bin/env bash
[ "$1 $2" = "-m venv" ] || exit 7
mkdir -p "$3/bin"
cp "$STUB" "$3/bin/nango-conformance"
printf '#!/bin/sh\\necho "$*" >> "%s"\\n' "$STUB_CALLS" > "$3/bin/python"
chmod +x "$3/bin/python"
"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What the steps of one job left."""

    status: int
    log: str
    outputs: Mapping[str, str]
    summary: str
    calls: tuple[str, ...]
    names: tuple[str, ...]
    workspace: Path


class Runner:
    """GitHub's part: expressions, the files of a step, one step after another."""

    def __init__(self, folder: Path, stub: Path, report: Path, status: int, says: str = "") -> None:
        self.folder = folder
        self.inputs = {name: one.get("default", "") for name, one in ACTION["inputs"].items()}
        python = folder / "python"
        python.write_text(PYTHON, "utf-8")
        python.chmod(0o755)
        self.inputs["python"] = str(python)
        self.outputs: dict[str, str] = {}
        for name in ("workspace", "temp"):
            (folder / name).mkdir()
        for name in ("summary", "calls"):
            (folder / name).touch()
        self.environ = {
            "PATH": os.environ["PATH"],
            "RUNNER_TEMP": str(folder / "temp"),
            "GITHUB_STEP_SUMMARY": str(folder / "summary"),
            "STUB": str(stub),
            "STUB_REPORT": str(report),
            "STUB_STATUS": str(status),
            "STUB_CALLS": str(folder / "calls"),
            "STUB_SAYS": says,
        }

    def play(self, **inputs: str) -> Played:
        """Play the steps until one fails."""
        self.inputs |= {name.replace("_", "-"): value for name, value in inputs.items()}
        status, log, names = 0, "", []
        for step in STEPS:
            if not self._wanted(step.get("if", "")):
                continue
            names.append(step["name"])
            if "run" in step and not status:
                status, said = self._step(step)
                log += said
        return Played(
            status=status,
            log=log,
            outputs=self.outputs,
            summary=(self.folder / "summary").read_text("utf-8"),
            calls=tuple((self.folder / "calls").read_text("utf-8").splitlines()),
            names=tuple(names),
            workspace=self.folder / "workspace",
        )

    def _step(self, step: Mapping[str, Any]) -> tuple[int, str]:
        files = {name: self.folder / name for name in ("GITHUB_OUTPUT", "GITHUB_ENV")}
        for path in files.values():
            path.write_text("", "utf-8")
        script = self.folder / "script.sh"
        script.write_text(step["run"], "utf-8")
        named = {name: self._filled(value) for name, value in step.get("env", {}).items()}
        ran = subprocess.run(
            [*BASH, str(script)],
            env={**self.environ, **named, **{name: str(path) for name, path in files.items()}},
            cwd=self.folder / "workspace",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        self.outputs |= _pairs(files["GITHUB_OUTPUT"])
        self.environ |= _pairs(files["GITHUB_ENV"])
        return ran.returncode, ran.stdout

    def _filled(self, text: str) -> str:
        return re.sub(r"\$\{\{ (.+?) \}\}", lambda match: self._value(match[1]), text)

    def _value(self, name: str) -> str:
        kind, _, rest = name.partition(".")
        if kind == "inputs":
            return str(self.inputs[rest])
        known = {"github.action_path": "/the/action"}
        return known[name] if name in known else self.outputs[name.rpartition(".")[2]]

    def _wanted(self, condition: str) -> bool:
        if not condition:
            return True
        match = re.fullmatch(r"(\S+) (==|!=) '(.*)'", condition)
        assert match, condition
        return (self._value(match[1]) == match[3]) is (match[2] == "==")


def obeyed(log: str) -> tuple[str, ...]:
    """Return the commands in a log that a runner obeys: none while they are stopped."""
    found, token = [], None
    for line in map(str.strip, log.splitlines()):
        if token is not None:
            token = None if line == f"::{token}::" else token
        elif line.startswith("::stop-commands::"):
            token = line.removeprefix("::stop-commands::")
            assert re.fullmatch("[0-9a-f]{32}", token)
        elif line.startswith("::"):
            found.append(line)
    assert token is None, "commands were never allowed again"
    return tuple(found)


def _pairs(path: Path) -> dict[str, str]:
    lines = path.read_text("utf-8").splitlines()
    return {name: value for name, _, value in (line.partition("=") for line in lines)}

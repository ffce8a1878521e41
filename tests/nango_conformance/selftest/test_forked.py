"""What is forked is the program: its words, its folder, its variables, its end."""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path

from nango_conformance.selftest.forked import run_forked, said
from tests.processes import are_gone

PATIENCE_S = 60.0

SITS_THERE = """
import os, pathlib, signal, sys
pathlib.Path(sys.argv[1]).write_text(f"{os.getpid()} {os.environ['WHO']}")
signal.pause()
"""


def test_what_is_preloaded_can_be_imported() -> None:
    """A fork server passes over what cannot, and every run would take a second longer."""
    module = importlib.import_module("nango_conformance.selftest.preloaded")

    assert module.__doc__ is not None
    assert {"fake_nango.server", "nango_conformance.plugin"} <= sys.modules.keys()


def target_that(*command: str) -> str:
    """Return a description of something that is never ready."""
    return f"""
schema = 1
[target]
name = "one that only sits there"
base_url = "http://127.0.0.1:{{port}}"
mode = "start"
[target.start]
command = {json.dumps(command)}
[connect]
path = "/connect"
token = "token"
[[integration]]
key = "outlook"
nango_id = "outlook"
provider = "outlook"
[webhook]
path = "/webhook"
"""


def test_it_says_what_the_command_line_says(tmp_path: Path) -> None:
    """On both outputs, with the exit status of that program."""
    assert run_forked(["explain", "NAF-06.1"], tmp_path, os.environ, PATIENCE_S) == 0
    assert "A webhook exactly as Nango sends it is accepted" in said(tmp_path)[0]

    assert run_forked(["explain"], tmp_path, os.environ, PATIENCE_S) == 2
    assert "Usage: nango-conformance explain" in said(tmp_path)[1]


def test_what_takes_too_long_is_ended_with_what_it_has_started(tmp_path: Path) -> None:
    """It had the variables that it was given, and worked in its folder."""
    (tmp_path / "sits.py").write_text(SITS_THERE)
    (tmp_path / "target.toml").write_text(target_that(sys.executable, "sits.py", "began"))

    ended = run_forked(
        ["run", "--target", "target.toml", "--check", "NAF-01.1"],
        tmp_path,
        {**os.environ, "WHO": "ada"},
        5.0,
    )

    pid, who = (tmp_path / "began").read_text().split()
    assert (ended, who) == (None, "ada")
    assert are_gone([int(pid)])

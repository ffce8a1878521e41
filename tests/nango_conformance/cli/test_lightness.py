"""Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Final

import pytest

HEAVY: Final = (
    *("pytest", "pytest_bdd", "aiohttp", "sqlalchemy", "requests", "faker", "jsonschema"),
    *("rich", "jinja2", "fake_nango", "reference_backend", "steps"),
)

PROGRAM: Final = """
import json, sys
from nango_conformance.cli import main
status = main(sys.argv[1:])
print()
print(json.dumps({"status": status, "modules": sorted(sys.modules)}))
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["run", "--help"],
        ["init", "--help"],
        ["diff", "--help"],
        ["waive", "--help"],
        ["--version"],
        ["checks"],
        ["explain", "NAF-06.1"],
    ],
    ids=" ".join,
)
def test_a_quick_command_imports_nothing_heavy(arguments: list[str]) -> None:
    """Neither the runner nor a server, a database or a client of one."""
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    said = json.loads(ran.stdout.splitlines()[-1])
    assert said["status"] == 0
    assert not set(HEAVY) & {name.partition(".")[0] for name in said["modules"]}


def test_a_worker_of_a_run_brings_no_server_along() -> None:
    """The fake is its parent's: every one of several processes starts the sooner."""
    program = (
        "import nango_conformance.preparing as it, sys; it.prepare(without=it.DATABASE); "
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )

    loaded = set(ran.stdout.split())
    assert "pytest_bdd" in loaded
    assert not {"aiohttp", "sqlalchemy", "rich", "jinja2"} & loaded

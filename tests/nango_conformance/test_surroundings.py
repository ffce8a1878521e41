"""Where a run is started from does not change what it finds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path


def command(folder: Path, *program: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Judge one check from a folder, with more in the environment."""
    return subprocess.run(
        [*program, "run", "--check", "NAF-01.1", "--report-dir", "report"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **more},
    )


def test_the_user_s_surroundings_do_not_change_a_run(tmp_path: Path) -> None:
    """
    The whole command, among options, plugins, proxies and certificates that would spoil it.

    pytest's own variables are cleared, its configuration and modules of the folder are not
    read, pytest-bdd's cucumber JSON is not written, and nothing goes through the proxy.
    """
    for name in ("steps.py", "features.py", "conftest.py"):
        (tmp_path / name).write_text("raise RuntimeError('somebody else is in the way')\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --collect-only --no-such-option\n")
    spoilt = {
        "PYTEST_ADDOPTS": f"--collect-only -k nothing --cucumberjson={tmp_path}/cucumber.json",
        "PYTEST_PLUGINS": "no_such_plugin",
        "REQUESTS_CA_BUNDLE": "/no/such/bundle.pem",
        "CURL_CA_BUNDLE": "/no/such/bundle.pem",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
        "NO_PROXY": "",
    }
    installed = Path(sys.executable).with_name("nango-conformance")

    ran = command(tmp_path, str(installed), **spoilt)

    assert ran.returncode == 0, ran.stderr
    results = json.loads((tmp_path / "report" / "results.json").read_text())
    assert results["totals"]["passed"] == 1
    assert not (tmp_path / "cucumber.json").exists()
    assert sorted(path.name for path in (tmp_path / "report").iterdir()) == [
        "evidence.ndjson",
        "junit.xml",
        "report.html",
        "report.md",
        "results.json",
    ]


def test_a_folder_of_another_s_steps_is_refused(tmp_path: Path) -> None:
    """Where a module of the same name would be taken for ours, the command says so: status 2."""
    (tmp_path / "steps").mkdir()
    (tmp_path / "steps" / "__init__.py").touch()

    ran = command(tmp_path, sys.executable, "-m", "nango_conformance")

    assert ran.returncode == 2
    assert f"the package 'steps' is found at {tmp_path}" in ran.stderr

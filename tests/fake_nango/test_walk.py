"""docs/FAKE.md does what it says: its shell blocks are run as they stand, in order."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from fake_nango.settings_file import parse_settings

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "FAKE.md").read_text("utf-8")
PORTS = ("3000", "3003", "3004", "3009")
STEPS = tuple(f"**Step {number:02}" for number in range(1, 11))


def blocks(language: str) -> list[str]:
    """Return the document's blocks in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", DOCUMENT, re.DOTALL | re.MULTILINE)


def free_ports(number: int) -> list[str]:
    """Return ports that were free a moment ago."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [str(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports


def command_folder(folder: Path) -> Path:
    """Return a folder with a `nango-conformance` that is of this tree, installed or not."""
    shim = folder / "bin" / "nango-conformance"
    shim.parent.mkdir()
    start = "from nango_conformance.cli import entry_point; entry_point()"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{start}" "$@"\n', "utf-8")
    shim.chmod(0o755)
    return shim.parent


def script() -> str:
    """Return the walk as one script, on free ports, that stops what it started."""
    text = "\n".join(blocks("sh"))
    for documented, free in zip(PORTS, free_ports(len(PORTS)), strict=True):
        text = re.sub(rf"\b{documented}\b", free, text)
    stop = "trap 'kill $FAKE $RECEIVER 2>/dev/null || true' EXIT\n"
    return "set -euo pipefail\nFAKE= RECEIVER=\n" + stop + text


@pytest.mark.skipif(not shutil.which("openssl"), reason="the walk signs with openssl")
def test_the_walk_works_as_it_is_written(tmp_path: Path) -> None:
    """Every block succeeds, and the fake leaves nothing running."""
    folder = tmp_path / "walk"
    folder.mkdir()
    path = os.pathsep.join((str(command_folder(tmp_path)), os.environ["PATH"]))

    walk = subprocess.run(
        ["bash", "-c", script()],  # noqa: S607 - the reader's own shell
        cwd=folder,
        env=os.environ | {"PATH": path, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert walk.returncode == 0, walk.stdout + walk.stderr
    assert "Successful connection" in walk.stdout
    assert "unknown_connect_session_token" in walk.stdout


def test_the_walk_has_all_ten_steps_in_order() -> None:
    """No step was lost in an edit."""
    places = [DOCUMENT.find(each) for each in STEPS]

    assert -1 not in places
    assert places == sorted(places)


def test_the_configuration_example_is_one() -> None:
    """The TOML in the document is accepted, and says what its comments say."""
    (example,) = blocks("toml")
    settings = parse_settings(tomllib.loads(example))
    (environment,) = settings.environments
    integrations = {each.unique_key: each for each in environment.integrations}

    assert settings.listeners.control_port == 4004
    assert environment.secret_key != environment.webhook_signing_key
    assert set(integrations) == {"crm", "outlook", "own-provider"}
    assert integrations["outlook"].syncs[0].every_model == ("Email", "Thread")
    assert integrations["outlook"].syncs[0].auto_start is False
    assert integrations["outlook"].actions[0].output == {"sent": True}
    assert environment.connections[0].tags == {"end_user_id": "user-0"}

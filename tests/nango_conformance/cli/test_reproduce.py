"""`reproduce` ends as its script does, and with 3 whatever else becomes of that."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from nango_conformance.cli import reproduce
from nango_conformance.cli.main import commands


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """Return where a script lies."""
    return tmp_path / "script.sh"


@pytest.mark.parametrize(
    ("end", "status"),
    [
        ("exit 0", 0),
        ("exit 1", 1),
        ("exit 3", 3),
        ("exit 2", 3),
        ("exit 127", 3),
        ("kill -9 $$", 3),
    ],
)
def test_whatever_is_no_verdict_is_none(script: Path, end: str, status: int) -> None:
    """Two means a wrong command line, and a script that broke has not shown a failure."""
    script.write_text(end, "utf-8")

    assert reproduce.ended(script, {"PATH": "/usr/bin:/bin"}) == status


def test_a_script_without_end_is_ended(script: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Nobody waits for ever."""
    script.write_text("exec sleep 30", "utf-8")

    assert reproduce.ended(script, {"PATH": "/usr/bin:/bin"}, longest_s=0.2) == 3
    assert "the script took longer than 0.2 s" in capfd.readouterr().err


def test_a_machine_without_bash_is_told_so(
    script: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """It has not judged anybody."""
    assert reproduce.ended(script, {"PATH": str(tmp_path)}) == 3
    assert "bash cannot be started" in capfd.readouterr().err


def test_another_profile_makes_another_script(tmp_path: Path) -> None:
    """What a run by it has shown is shown again by it."""
    text = Path(reproduce.__file__).parents[2].joinpath("reference_backend/target.toml").read_text()
    target = tmp_path / "target.toml"
    target.write_text(text.replace('mode = "trigger"', 'mode = "none"'), "utf-8")
    asked = ["reproduce", "NAF-10.1", "--show", "--target", str(target)]

    generic = CliRunner().invoke(commands, [*asked, "--profile", "generic"])
    seed = CliRunner().invoke(commands, [*asked, "--profile", "seed"])

    assert "inapplicable 'the backend starts no sync itself'" in generic.output
    assert "fail 'a first sync, which the flow ends with'" in seed.output


def test_whoever_starts_the_target_is_told_with_what(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its Nango has to be the one that this command starts."""
    monkeypatch.setattr(reproduce, "played", lambda *_, **__: 0)

    ended = CliRunner().invoke(commands, ["reproduce", "NAF-06.1", "--url", "http://127.0.0.1:9"])

    assert ended.exit_code == 0, ended.output
    assert "it has to be started with:" in ended.output

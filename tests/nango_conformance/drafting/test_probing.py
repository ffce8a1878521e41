"""`init --probe`: what a trial fills, and what becomes of the file where there is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from nango_conformance.cli import main
from nango_conformance.target import Target

Capture = pytest.CaptureFixture[str]
Written = Callable[[], Target]
Raw = Callable[[], dict[str, Any]]
Serving = Callable[[Mapping[str, tuple[int, str]], tuple[int, str]], str]

pytestmark = pytest.mark.usefixtures("here", "secrets")


def test_a_trial_fills_the_rest(
    program: Callable[[str], str], capsys: Capture, written: Written
) -> None:
    """One command, and a run can judge: this one knows what only the trial shows."""
    flags = [
        *("--command", program("right"), "--auth", "header", "--header", "x-user"),
        *("--ada", "ada", "--grace", "grace", "--mallory", "mallory"),
        *("--connect-field", "provider", "--connect-path", "/integrations/connect"),
        *("--webhook-path", "/hooks/nango", "--status-path", "/me/accounts"),
        *("--integration", "mail=google-mail", "--probe"),
    ]

    assert main(["init", *flags]) == 0

    told, target = capsys.readouterr().err, written()
    assert "the backend answers at /integrations/connect, /hooks/nango, /healthz" in told
    assert "the webhook of the new connection was answered with status 200" in told
    assert "examples" not in told
    assert target.start is not None
    assert target.start.ready_path == "/healthz"
    assert (target.connect.link, target.connect.token) == ("connect.url", None)
    assert target.sync.mode == "trigger"
    assert target.status is not None
    assert target.status.values == {"pending": ("waiting",), "active": ("on",)}


def test_a_trial_of_a_running_backend_says_what_it_must_have(
    nobody: str, unused_listen: str, capsys: Capture
) -> None:
    """The same variables as a run with the same seed; and that nobody is there."""
    assert main(["init", "--probe", "--base-url", nobody, "--listen", unused_listen]) == 0

    told = capsys.readouterr().err
    assert f"NANGO_HOST=http://{unused_listen}" in told
    assert "NANGO_SECRET_KEY=" in told
    assert f"no probe was possible yet, the file is written: nothing answers at {nobody}" in told
    assert "start the backend with the variables printed above" in told


@pytest.fixture
def unused_listen() -> str:
    """Give an address for the fake whose other ports are free, too."""
    return "127.0.0.1:0"


def test_a_trial_stays_on_this_machine(capsys: Capture, here: Path) -> None:
    """It connects somebody: that is for test systems."""
    assert main(["init", "--probe", "--base-url", "http://backend.example"]) == 2

    assert "backend.example is not this machine" in capsys.readouterr().err
    assert list(here.iterdir()) == []


RENAMED: Final = {"PORT": "{port}", "NANGO_HOST": "{fake.url}"} | {
    "NANGO_WEBHOOK_SIGNING_KEY": "{fake.signing_key}"
}


def test_a_backend_with_names_of_its_own(
    program: Callable[[str], str], capsys: Capture, written: Written
) -> None:
    """Is started with these, and with the usual ones for what they do not say."""
    flags = ["--command", program("renamed"), "--env", "NANGO_SECRET={fake.api_key}"]

    assert main(["init", "--probe", *flags, "--env", "DEBUG=1"]) == 0

    start = written().start
    assert "the backend answers at /integrations/connect" in capsys.readouterr().err
    assert start is not None
    assert start.env == {**RENAMED, "NANGO_SECRET": "{fake.api_key}", "DEBUG": "1"}


def test_a_command_that_starts_nothing(
    program: Callable[[str], str], capsys: Capture, here: Path, written: Written
) -> None:
    """The file is written all the same, and the lines that may be the reason are named."""
    flags = ["--command", program("renamed"), "--name", "mine", "--env", "MORE=1"]

    assert main(["init", "--probe", *flags]) == 0

    captured = capsys.readouterr()
    told, lines = captured.err, (here / "target.toml").read_text("utf-8").splitlines()
    assert captured.out == "target.toml\n"
    assert told.count("NANGO_SECRET must be set; there is ‹secret key ") == 1
    assert "no probe was possible yet, the file is written: --command does not start" in told
    (named,) = re.findall(r"lines (\d+) to (\d+) of target.toml", told)
    first, last = map(int, named)
    assert lines[first - 2] == "[target.start.env]"
    assert [line.split(" = ")[0] for line in lines[first - 1 : last]] == [
        *("PORT", "NANGO_HOST", "NANGO_SECRET_KEY", "NANGO_WEBHOOK_SIGNING_KEY", "MORE")
    ]
    assert "--env 'NANGO_SECRET={fake.api_key}'" in told
    assert written().name == "mine"


def test_a_command_that_starts_nothing_and_is_not_looked_at(capsys: Capture) -> None:
    """The trial itself finds out then, and quotes the end."""
    assert main(["init", "--probe", "--no-look", "--command", "sh -c 'echo no key; false'"]) == 0

    told = capsys.readouterr().err
    why = "the target ended with exit status 1 before it was ready; it said:\nno key\n"
    assert f"no probe was possible yet, the file is written: {why}" in told
    assert "[target.start.env], say what it is told" in told


def test_a_secret_that_is_missing(
    program: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, capsys: Capture, here: Path
) -> None:
    """Is named with the file's line of it: nothing of the backend's variables is wrong."""
    monkeypatch.delenv("NAF_GRACE_SECRET")

    assert main(["init", "--probe", "--command", program("right")]) == 0

    told = capsys.readouterr().err
    assert "no probe was possible yet, the file is written: the file cannot be used:" in told
    assert "environment variable NAF_GRACE_SECRET is not set" in told
    assert "[target.start.env]" not in told
    assert (here / "target.toml").exists()


def test_a_variable_without_a_value_here(nobody: str, capsys: Capture, here: Path) -> None:
    """An attached backend has no folder of the run; nobody's answers are lost for that."""
    flags = ["--base-url", nobody, "--env", "DATA={run.dir}"]

    assert main(["init", "--probe", *flags]) == 0

    told = capsys.readouterr().err
    assert "no probe was possible yet, the file is written: {run.dir} has no value" in told
    assert (here / "target.toml").exists()


def test_bodies_may_be_said(capsys: Capture, program: Callable[[str], str]) -> None:
    """With them the trial makes Ada, and reports her connection."""
    flags = [
        *("--command", program("right"), "--auth", "header", "--header", "x-user"),
        *("--create-path", "/users", "--create-id", "user.uid"),
        *("--create-body", '{"mail": "{actor.email}", "pass": "{actor.secret}", "age": 30}'),
        *("--finalise-path", "/done", "--finalise-body", '{"cid": "{connection.id}"}'),
        *("--connect-field", "provider", "--integration", "mail=google-mail", "--sync", "none"),
        *("--webhook-path", "/hooks/nango", "--status-path", "/me/accounts", "--probe"),
    ]

    assert main(["init", *flags]) == 0

    told = capsys.readouterr().err
    assert "examples" not in told
    assert "did not" not in told
    assert "answered with status 200" in told

"""`init` at a terminal: what is asked, and what becomes of a wrong answer."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from nango_conformance.cli import main
from nango_conformance.target import Integration, Target

Capture = pytest.CaptureFixture[str]
Typing = Callable[..., None]
Written = Callable[[], Target]

pytestmark = pytest.mark.usefixtures("here", "secrets")


def test_answers_are_as_good_as_flags(typing: Typing, capsys: Capture, written: Written) -> None:
    """What a flag says is not asked; what is asked shows the default."""
    typing("mine", "-", "http://127.0.0.1:4000", "/go", "/hook", "", "none", "org")

    assert main(["init", "--ask", "--no-look", "--sync", "start"]) == 0

    told = capsys.readouterr()
    assert "What is the backend called [my backend]: " in told.err
    assert "How does the first sync begin" not in told.err
    assert told.out == "target.toml\n"
    target = written()
    assert (target.name, target.base_url) == ("mine", "http://127.0.0.1:4000")
    assert (target.connect.path, target.webhook.path) == ("/go", "/hook")
    assert (target.auth.mode, target.tenancy, target.sync.mode) == ("none", "org", "start")


def test_a_wrong_answer_is_asked_again(typing: Typing, capsys: Capture, written: Written) -> None:
    """With the reason, and what was said before is kept."""
    wrong = ("localhost:4000", "http://127.0.0.1:4000", "go", "-", "/go", "/hook", "=", "mail")
    typing("mine", "npm 'start", "-", *wrong, "", "magic", "header", "-", "x-user")

    assert main(["init", "--ask", "--no-look"]) == 0

    told = capsys.readouterr().err
    for reason in (
        'Error: --command "npm \'start": No closing quotation',
        "Error: 'localhost:4000' is no address; write for example http://127.0.0.1:3000",
        "Error: 'go' is no path below base_url",
        "Error: '' is no path below base_url",
        "Error: '=' is no integration; write KEY=NANGO_ID:PROVIDER",
        "Error: 'magic' is not one of",
        "Error: there has to be one",
    ):
        assert reason in told
    target = written()
    assert (target.name, target.connect.path, target.webhook.path) == ("mine", "/go", "/hook")
    assert (target.auth.mode, target.auth.header) == ("header", "x-user")


def test_integrations_are_asked_for(typing: Typing, capsys: Capture, written: Written) -> None:
    """Until a line is empty; one whose key is taken is asked again."""
    typing("", "", "", "", "", "mail=m-1:outlook", "mail=m-2", "drive=google-drive", "")

    assert main(["init", "--ask", "--no-look"]) == 0

    told = capsys.readouterr().err
    assert told.count("What do users connect: KEY=NANGO_ID:PROVIDER (an empty line ends): ") == 4
    assert "Error: two integrations have the key 'mail'" in told
    assert written().integrations == (
        Integration(key="mail", nango_id="m-1", provider="outlook"),
        Integration(key="drive", nango_id="google-drive", provider="google-drive"),
    )


def test_whoever_names_no_integration_gets_examples(typing: Typing, written: Written) -> None:
    """They are marked as such in the file."""
    typing()

    assert main(["init", "--ask", "--no-look"]) == 0

    assert [one.key for one in written().integrations] == ["outlook", "google-mail"]
    assert 'key = "outlook"  # <- an example' in Path("target.toml").read_text("utf-8")


def test_integrations_of_flags_are_not_asked_for(typing: Typing, capsys: Capture) -> None:
    """The flags are the whole list."""
    typing()

    assert main(["init", "--ask", "--no-look", "--integration", "mail"]) == 0

    assert "What do users connect" not in capsys.readouterr().err


def test_a_started_backend_s_own_names_are_asked_for(
    typing: Typing, capsys: Capture, written: Written
) -> None:
    """They are known to whoever knows the command."""
    typing("", "npm start", "", "KEY", "KEY={fake.key}", "KEY={actor.id}", "KEY={fake.api_key}")

    assert main(["init", "--ask", "--no-look"]) == 0

    told = capsys.readouterr().err
    assert "Error: 'KEY' sets no variable; write for example NANGO_SECRET={fake.api_key}" in told
    assert "Error: {fake.key} is not a placeholder (did you mean {fake.api_key}?)" in told
    assert "Error: {actor.id} has no value when a backend is started" in told
    target = written()
    assert target.start is not None
    assert target.start.env["KEY"] == "{fake.api_key}"


def test_a_wrong_flag_is_told_before_anything_is_asked(typing: Typing, capsys: Capture) -> None:
    """Answers would be lost with it."""
    typing()

    assert main(["init", "--ask", "--no-look", "--disconnect-path", "gone"]) == 2

    assert capsys.readouterr().err.startswith("error: 'gone' is no path below base_url")


def test_what_a_probe_finds_is_not_asked(
    typing: Typing, program: Callable[[str], str], capsys: Capture
) -> None:
    """The backend shows its token and its sync, so nobody has to know where they are."""
    typing()

    assert main(["init", "--ask", "--probe", "--command", program("right")]) == 0

    told = capsys.readouterr().err
    assert "Which route starts a connection" in told
    assert "JMESPath" not in told
    assert "How does the first sync begin" not in told


def test_what_no_probe_can_find_is_asked(typing: Typing, capsys: Capture) -> None:
    """A backend that does not start shows nothing."""
    typing()

    assert main(["init", "--ask", "--probe", "--command", "false"]) == 0

    told = capsys.readouterr().err
    assert "Where does its answer have the token (JMESPath) [token]: " in told
    assert "How does the first sync begin" in told


def test_a_probe_stays_on_this_machine(typing: Typing, nobody: str, capsys: Capture) -> None:
    """An address elsewhere is asked again; a backend that is started by hand is waited for."""
    typing("", "", "http://backend.example", nobody)

    assert main(["init", "--ask", "--probe", "--no-look", "--listen", "127.0.0.1:0"]) == 0

    told = capsys.readouterr().err
    why = "Error: --probe connects somebody, and backend.example is not this machine"
    assert f"{why}\nWhere does it listen" in told
    assert told.index("NANGO_SECRET_KEY=") < told.index("Press Enter when it runs: ")


def test_a_terminal_that_ends_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, here: Path
) -> None:
    """Whoever leaves in the middle has no half a file."""
    monkeypatch.setattr("sys.stdin", io.StringIO("mine\n"))

    assert main(["init", "--ask", "--no-look"]) == 3

    assert "interrupted" in capsys.readouterr().err
    assert list(here.iterdir()) == []

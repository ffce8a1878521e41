"""`init`: a file comes of flags, of answers, of a look and of a trial, and never over another."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from nango_conformance.cli import main
from nango_conformance.target import Target, load_target

Capture = pytest.CaptureFixture[str]
Serving = Callable[[Mapping[str, tuple[int, str]], tuple[int, str]], str]

pytestmark = pytest.mark.usefixtures("here", "_secrets")


@pytest.fixture
def _secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the people's tokens where a written file looks for them."""
    for name in ("ADA", "GRACE", "MALLORY"):
        monkeypatch.setenv(f"NAF_{name}_SECRET", name.lower())


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give a way to have answers typed, one a line; after them, Enter is all that is pressed."""

    def types(*lines: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n" * 40))

    return types


def written() -> Target:
    """Return the target that the file describes."""
    return load_target(Path("target.toml"))


def raw() -> dict[str, Any]:
    """Return the file as TOML has it."""
    return tomllib.loads(Path("target.toml").read_text("utf-8"))


def test_a_file_of_examples(capsys: Capture) -> None:
    """Nobody is asked without a terminal; what is no more than an example is listed."""
    assert main(["init", "--no-look"]) == 0

    captured = capsys.readouterr()
    assert captured.out == "target.toml\n"
    assert "lines that are examples still: " in captured.err
    assert "export NAF_ADA_SECRET=… NAF_GRACE_SECRET=… NAF_MALLORY_SECRET=…" in captured.err
    assert "nango-conformance doctor --target target.toml" in captured.err
    assert "nango-conformance run --target target.toml" in captured.err
    assert written().auth.mode == "bearer"


def test_flags_say_everything(capsys: Capture) -> None:
    """And nothing of it is an example then."""
    flags = {
        "--name": "mine",
        "--base-url": "http://127.0.0.1:4000/",
        "--listen": "127.0.0.1:4003",
        "--connect-path": "PUT /go",
        "--connect-field": "kind",
        "--token": "data.token",
        "--webhook-path": "/hook",
        "--auth": "cookie-login",
        "--login-path": "/sign-in",
        "--ada": "a,ada@x.org",
        "--grace": "g",
        "--mallory": "m",
        "--integration": "mail=m-1:outlook",
        "--finalise-path": "/done",
        "--disconnect-path": "POST /gone",
        "--sync": "trigger",
    }

    assert main(["init", "--no-look", *(word for pair in flags.items() for word in pair)]) == 0

    target = written()
    assert "examples" not in capsys.readouterr().err
    assert (target.name, target.base_url) == ("mine", "http://127.0.0.1:4000")
    assert target.nango.listen == "127.0.0.1:4003"
    assert (target.connect.method, target.connect.path) == ("PUT", "/go")
    assert target.connect.body == {"kind": "{integration.key}"}
    assert (target.connect.token, target.webhook.path) == ("data.token", "/hook")
    assert target.auth.request is not None
    assert target.auth.request.path == "/sign-in"
    assert [actor.email for actor in target.actors] == [
        "ada@x.org",
        "grace@example.com",
        "mallory@example.com",
    ]
    assert target.integrations[0].nango_id == "m-1"
    assert target.reconcile.model == "client-finalise"
    assert target.disconnect is not None
    assert target.disconnect.method == "POST"
    assert target.sync.mode == "trigger"


@pytest.mark.parametrize(
    ("flags", "body"),
    [
        (["--auth", "none"], {"userId": "{actor.id}"}),
        (["--auth", "none", "--user-field", "who"], {"who": "{actor.id}"}),
        (["--tenancy", "user+workspace"], {"workspaceId": "{workspace.id}"}),
        (["--auth", "bearer"], {}),
    ],
)
def test_what_a_start_names(flags: list[str], body: dict[str, str]) -> None:
    """The integration; the user where nobody signs in; the workspace where there are some."""
    assert main(["init", "--no-look", *flags]) == 0

    assert raw()["connect"]["body"] == {"integration": "{integration.key}"} | body


def test_a_start_that_names_nothing() -> None:
    """For a backend with one integration: `-` says that there is no such member."""
    assert main(["init", "--no-look", "--connect-field", "-"]) == 0

    assert "body" not in raw()["connect"]


def test_a_start_by_get_names_it_in_the_address() -> None:
    """For such a request has no body."""
    assert main(["init", "--no-look", "--connect-path", "GET /start"]) == 0

    assert written().connect.path == "/start?integration={integration.key}"
    assert written().connect.body is None


def test_people_may_be_made() -> None:
    """Then nobody has to be named."""
    flags = ["--create-path", "/users", "--auth", "header", "--header", "x-k"]

    assert main(["init", "--no-look", *flags]) == 0

    target = written()
    assert target.makes_people
    assert target.auth.header == "x-k"
    assert target.actors == ()


def test_a_cookie_that_the_harness_makes(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """Needs the key by which the backend signs it."""
    monkeypatch.setenv("TARGET_JWT_SECRET", "key")

    assert main(["init", "--no-look", "--auth", "cookie-jwt", "--cookie", "sid"]) == 0

    assert "export TARGET_JWT_SECRET=…" in capsys.readouterr().err
    assert written().auth.cookie == "sid"


def test_answers_are_as_good_as_flags(typing: Callable[..., None], capsys: Capture) -> None:
    """What a flag says is not asked; what is asked shows the default."""
    typing("mine", "-", "http://127.0.0.1:4000", "/go", "/hook", "none", "org")

    assert main(["init", "--ask", "--no-look", "--sync", "start"]) == 0

    told = capsys.readouterr()
    assert "What is the backend called [my backend]: " in told.err
    assert "How does the first sync begin" not in told.err
    assert told.out == "target.toml\n"
    target = written()
    assert (target.name, target.base_url) == ("mine", "http://127.0.0.1:4000")
    assert (target.connect.path, target.webhook.path) == ("/go", "/hook")
    assert (target.auth.mode, target.tenancy, target.sync.mode) == ("none", "org", "start")


def test_a_terminal_that_ends_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, here: Path
) -> None:
    """Whoever leaves in the middle has no half a file."""
    monkeypatch.setattr("sys.stdin", io.StringIO("mine\n"))

    assert main(["init", "--ask", "--no-look"]) == 3

    assert "interrupted" in capsys.readouterr().err
    assert list(here.iterdir()) == []


def test_a_running_backend_is_looked_at(serving: Serving, capsys: Capture) -> None:
    """What it answers is no example any more."""
    base = serving(
        {
            "POST /nango/connect": (401, ""),
            "POST /webhooks/nango": (401, ""),
            "GET /connections": (401, ""),
        },
        (404, ""),
    )

    assert main(["init", "--base-url", base]) == 0

    target = written()
    assert (
        f"{base} answers at /nango/connect, /webhooks/nango, /connections"
        in capsys.readouterr().err
    )
    assert (target.connect.path, target.webhook.path) == ("/nango/connect", "/webhooks/nango")
    assert target.status is not None
    assert target.status.http is not None
    assert target.status.http.path == "/connections"


def test_a_backend_that_tells_nothing(serving: Serving, nobody: str, capsys: Capture) -> None:
    """The file is written all the same."""
    blind = serving({}, (401, ""))
    empty = serving({}, (404, ""))
    says = {
        blind: "answers unknown paths like known ones, so none could be told apart",
        empty: "answers at none of the usual paths",
        nobody: "now, so nothing can be seen of it",
        "http://backend.example": "is not on this machine, so nothing is asked there",
    }
    for base, line in says.items():
        assert main(["init", "--force", "--base-url", base]) == 0
        assert line in capsys.readouterr().err


def test_a_trial_fills_the_rest(program: Callable[[str], str], capsys: Capture) -> None:
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
    assert f"nothing answers at {nobody}" in told


@pytest.fixture
def unused_listen() -> str:
    """Give an address for the fake whose other ports are free, too."""
    return "127.0.0.1:0"


def test_a_trial_stays_on_this_machine(capsys: Capture, here: Path) -> None:
    """It connects somebody: that is for test systems."""
    assert main(["init", "--probe", "--base-url", "http://backend.example"]) == 2

    assert "backend.example is not this machine" in capsys.readouterr().err
    assert list(here.iterdir()) == []


def test_a_command_that_starts_nothing(capsys: Capture, here: Path) -> None:
    """Its end is quoted, and nothing is written."""
    assert main(["init", "--probe", "--command", "false"]) == 2

    told = capsys.readouterr().err
    assert "--command does not start a backend: the target ended with exit status 1" in told
    assert list(here.iterdir()) == []


def test_a_file_that_is_there_stays(capsys: Capture, here: Path) -> None:
    """Unless somebody says so; and before anybody is asked anything."""
    mine = here / "target.toml"
    mine.write_text("mine", encoding="utf-8")

    assert main(["init", "--ask"]) == 2
    assert mine.read_text("utf-8") == "mine"
    assert "name another with --output, or say --force" in capsys.readouterr().err

    assert main(["init", "--no-look", "--force"]) == 0
    assert written().name == "my backend"


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (["--output", "no/such/target.toml"], "there is no folder no/such"),
        (["--connect-path", "go"], "'go' is no path below base_url"),
        (["--base-url", "localhost:3000"], "'localhost:3000' is no address"),
        (["--integration", "="], "is no integration"),
        (["--auth", "magic"], "'magic' is not one of"),
    ],
)
def test_a_wrong_flag(flags: list[str], says: str, capsys: Capture, here: Path) -> None:
    """Is told, and nothing is written."""
    assert main(["init", "--no-look", *flags]) == 2

    assert says in capsys.readouterr().err
    assert list(here.iterdir()) == []

"""`init`: a file comes of flags, and never over another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from nango_conformance.cli import main
from nango_conformance.drafting.toml import UNSURE
from nango_conformance.target import Target

Capture = pytest.CaptureFixture[str]
Written = Callable[[], Target]
Raw = Callable[[], dict[str, Any]]
Serving = Callable[[Mapping[str, tuple[int, str]], tuple[int, str]], str]

pytestmark = pytest.mark.usefixtures("here", "secrets")


def test_a_file_of_examples(capsys: Capture, written: Written) -> None:
    """Nobody is asked without a terminal; what is no more than an example is listed."""
    assert main(["init", "--no-look"]) == 0

    captured = capsys.readouterr()
    assert captured.out == "target.toml\n"
    assert "lines that are examples still: " in captured.err
    assert "export NAF_ADA_SECRET=… NAF_GRACE_SECRET=… NAF_MALLORY_SECRET=…" in captured.err
    assert "nango-conformance doctor --target target.toml" in captured.err
    assert "nango-conformance run --target target.toml" in captured.err
    assert "start the backend with the variables that `run` prints" in captured.err
    assert written().auth.mode == "bearer"


def test_flags_say_everything(capsys: Capture, written: Written) -> None:
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
        "--finalise-body": '{"cid": "{connection.id}"}',
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
    assert target.finalise is not None
    assert target.finalise.body == {"cid": "{connection.id}"}
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
def test_what_a_start_names(flags: list[str], body: dict[str, str], raw: Raw) -> None:
    """The integration; the user where nobody signs in; the workspace where there are some."""
    assert main(["init", "--no-look", *flags]) == 0

    assert raw()["connect"]["body"] == {"integration": "{integration.key}"} | body


def test_a_start_that_names_nothing(raw: Raw) -> None:
    """For a backend with one integration: `-` says that there is no such member."""
    assert main(["init", "--no-look", "--connect-field", "-"]) == 0

    assert "body" not in raw()["connect"]


def test_a_start_by_get_names_it_in_the_address(written: Written) -> None:
    """For such a request has no body."""
    assert main(["init", "--no-look", "--connect-path", "GET /start"]) == 0

    assert written().connect.path == "/start?integration={integration.key}"
    assert written().connect.body is None


def test_people_may_be_made(written: Written) -> None:
    """Then nobody has to be named."""
    flags = ["--create-path", "/users", "--auth", "header", "--header", "x-k"]

    assert main(["init", "--no-look", *flags]) == 0

    target = written()
    assert target.makes_people
    assert target.auth.header == "x-k"
    assert target.actors == ()


def test_bodies_that_nobody_gave_are_examples(here: Path) -> None:
    """As the file says of them."""
    flags = ["--create-path", "PUT /users", "--finalise-path", "/done", "--create-id", "-"]

    assert main(["init", "--no-look", *flags]) == 0

    lines = (here / "target.toml").read_text("utf-8").splitlines()
    bodies = [line for line in lines if line.startswith("body = ")]
    assert len(bodies) == 3
    assert all(line.endswith(UNSURE) for line in bodies)
    made = lines.index("[fixtures.create_actor]")
    assert lines[made + 1] == 'method = "PUT"'
    assert not any(line.startswith("id = ") for line in lines)


def test_a_report_may_say_nothing(raw: Raw) -> None:
    """Where the address says it all."""
    flags = ["--finalise-path", "/done/{connection.id}", "--finalise-body", "-"]

    assert main(["init", "--no-look", *flags]) == 0

    assert raw()["finalise"] == {"method": "POST", "path": "/done/{connection.id}"}


def test_an_attached_backend_s_own_names(raw: Raw) -> None:
    """Are what its operator is told to set."""
    assert main(["init", "--no-look", "--env", "NANGO_SECRET={fake.api_key}"]) == 0

    assert raw()["target"]["expects_env"] == {
        "NANGO_HOST": "{fake.url}",
        "NANGO_WEBHOOK_SIGNING_KEY": "{fake.signing_key}",
        "NANGO_SECRET": "{fake.api_key}",
    }


def test_a_cookie_that_the_harness_makes(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, written: Written
) -> None:
    """Needs the key by which the backend signs it."""
    monkeypatch.setenv("TARGET_JWT_SECRET", "key")

    assert main(["init", "--no-look", "--auth", "cookie-jwt", "--cookie", "sid"]) == 0

    assert "export TARGET_JWT_SECRET=…" in capsys.readouterr().err
    assert written().auth.cookie == "sid"


def test_a_file_that_is_there_stays(capsys: Capture, here: Path, written: Written) -> None:
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
        (["--integration", "mail", "--integration", "mail=m-1"], "two integrations have the key"),
        (["--env", "1=x"], "'1=x' sets no variable"),
        (["--listen", "here"], "'here' is no place to listen"),
        (["--create-body", "{"], "'{' is not JSON"),
        (["--create-id", "a["], "'a[' is not a JMESPath expression"),
        (["--auth", "magic"], "'magic' is not one of"),
    ],
)
def test_a_wrong_flag(flags: list[str], says: str, capsys: Capture, here: Path) -> None:
    """Is told, and nothing is written."""
    assert main(["init", "--no-look", *flags]) == 2

    assert says in capsys.readouterr().err
    assert list(here.iterdir()) == []

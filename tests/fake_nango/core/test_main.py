"""The program: its one line, its exit status, and a port that is taken."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import requests

from fake_nango.__main__ import main
from fake_nango.listening import Ports, PortTaken, bind, is_loopback, url_of
from fake_nango.server import FakeNango, run_in_thread
from fake_nango.settings import default_settings

ANY_PORT = ("--port", "0", "--connect-ui-port", "0", "--control-port", "0")


def started(*flags: str) -> subprocess.Popen[str]:
    """Start the program on ports that the system chooses."""
    command: Sequence[str] = (sys.executable, "-m", "fake_nango", *ANY_PORT, *flags)
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_it_says_how_to_reach_it_and_stops_when_told() -> None:
    """One line of JSON with everything that an application needs."""
    with started("--seed", "5") as process:
        assert process.stdout is not None
        line = json.loads(process.stdout.readline())
        health = requests.get(line["api"] + "/health", timeout=5).json()
        process.send_signal(signal.SIGTERM)
        rest = process.stdout.read()

    assert process.returncode == 0
    assert rest == ""
    assert health == {"result": "ok"}
    assert line["ready"] is True
    (environment,) = line["environments"]
    assert line["env"] == {
        "NANGO_HOST": line["api"],
        "NANGO_SECRET_KEY": environment["secret_key"],
        "NANGO_WEBHOOK_SIGNING_KEY": environment["webhook_signing_key"],
    }
    assert environment["secret_key"] == default_settings(5).environments[0].secret_key


def test_off_loopback_the_line_has_the_token_that_control_wants() -> None:
    """Nobody else on the network may drive it."""
    with started("--host", "0.0.0.0") as process:
        assert process.stdout is not None
        line = json.loads(process.stdout.readline())
        url = line["control"] + "/control/mark"
        without = requests.get(url, timeout=5).status_code
        token = {"Authorization": f"Bearer {line['control_token']}"}
        with_token = requests.get(url, headers=token, timeout=5).status_code
        process.terminate()

    assert (without, with_token) == (401, 200)


def test_a_configuration_is_read_and_a_webhook_url_put_into_it(tmp_path: Path) -> None:
    """The flag wins over the file, for the first environment."""
    file = tmp_path / "fake.toml"
    file.write_text('[[environments]]\nname = "mine"\n[[environments]]\nname = "second"\n')

    with started("--config", str(file), "--webhook-url", "http://127.0.0.1:1/x") as process:
        assert process.stdout is not None
        line = json.loads(process.stdout.readline())
        info = requests.get(line["control"] + "/control/info", timeout=5).json()
        process.terminate()

    assert [each["name"] for each in line["environments"]] == ["mine", "second"]
    urls = [each["webhook_url"] for each in info["environments"]]
    assert urls == ["http://127.0.0.1:1/x", None]


@pytest.mark.parametrize("text", ["[[environments", '[[environments]]\nnme = "x"\n'])
def test_a_bad_configuration_is_the_users_to_mend(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 2, and the file or the key is named."""
    file = tmp_path / "fake.toml"
    file.write_text(text)

    status = main(["--config", str(file), *ANY_PORT])

    assert status == 2
    assert "fake_nango: " in capsys.readouterr().err


def test_a_taken_port_is_named_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    """A real Nango uses the same ones."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        status = main(["--port", str(port), *ANY_PORT[2:]])

    assert status == 2
    assert f"Port {port} is taken, perhaps by a real Nango" in capsys.readouterr().err


def test_a_thread_passes_its_error_on() -> None:
    """Whoever starts it learns at once that it cannot run."""
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(PortTaken),
        run_in_thread(default_settings(), Ports(api=taken.getsockname()[1])),
    ):
        pass


def test_a_reachable_host_needs_a_token() -> None:
    """It is refused before anything is bound."""
    with pytest.raises(ValueError, match="control needs a token"):
        FakeNango(default_settings(), host="0.0.0.0")


def test_hosts_and_their_urls() -> None:
    """A URL is one that this machine can use; addresses of version 6 are bracketed."""
    assert is_loopback("127.0.0.2")
    assert not is_loopback("10.0.0.1")
    sockets = bind("0.0.0.0", Ports())
    try:
        assert url_of("0.0.0.0", sockets.api).startswith("http://127.0.0.1:")
        assert url_of("::1", sockets.api).startswith("http://[::1]:")
    finally:
        sockets.close()


def test_a_webhook_url_without_a_scheme_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """No webhook would ever arrive there, and nobody would know why."""
    assert main(["--webhook-url", "127.0.0.1:3000/hook"]) == 2
    assert "--webhook-url must be an http or https URL" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--port", "3003", "--connect-ui-port", "3003"), "needs a port of its own"),
        (("--config", "nowhere.toml"), "--config nowhere.toml cannot be read"),
    ],
)
def test_flags_that_cannot_be_followed_are_named(
    capsys: pytest.CaptureFixture[str], flags: tuple[str, ...], said: str
) -> None:
    """Rather than a stranger's listener, or an error number."""
    assert main(flags) == 2
    assert said in capsys.readouterr().err

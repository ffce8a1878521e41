"""The detour is there when it was asked for, and leaves nothing behind."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from fake_nango.__main__ import main
from fake_nango.detour.authority import MARK
from fake_nango.detour.opening import Detour
from fake_nango.detour.variables import Way, variables
from fake_nango.listening import Ports, PortTaken
from fake_nango.server import run_in_thread
from fake_nango.settings import default_settings
from tests.fake_nango.detour.conftest import NANGO, PATIENCE_S, answer_of

ANY_PORT = ("--port", "0", "--connect-ui-port", "0", "--control-port", "0")


def opened(detour: Detour | None) -> Detour:
    """Return a detour that must be there."""
    assert detour is not None
    return detour


def test_nobody_gets_a_detour_who_asked_for_none() -> None:
    """Most fakes need none, and no certificate is made for them."""
    with run_in_thread(default_settings()) as fake:
        assert fake.detour is None


def test_only_the_certificate_is_written_and_only_for_as_long_as_it_is_needed() -> None:
    """Anybody on this machine may read it; the key that it belongs to is nowhere."""
    with run_in_thread(default_settings(), Ports(proxy=0)) as fake:
        file = opened(fake.detour).ca_file
        text = file.read_text()
        beside = list(file.parent.iterdir())
        mode = file.parent.stat().st_mode

    assert text.count("BEGIN") == text.count("BEGIN CERTIFICATE") == 1
    assert beside == [file]
    assert mode & 0o005 == 0o005
    assert not file.parent.exists()


def test_the_certificate_is_where_it_was_wanted(tmp_path: Path) -> None:
    """What a killed fake left there is replaced, and the end of this one removes it."""
    place = tmp_path / "ca.pem"
    place.write_bytes(MARK + b"of yesterday")

    with run_in_thread(default_settings(), Ports(proxy=0), place) as fake:
        assert opened(fake.detour).ca_file == place
        assert b"BEGIN CERTIFICATE" in place.read_bytes()
        answer = requests.get(
            f"{NANGO}/health",
            proxies={"https": opened(fake.detour).proxy_url},
            verify=str(place),
            timeout=PATIENCE_S,
        )

    assert answer.status_code == 200
    assert not place.exists()


def test_nothing_of_anybody_else_is_replaced(tmp_path: Path) -> None:
    """A typing mistake must not cost a file."""
    place = tmp_path / "ca.pem"
    place.write_text("-----BEGIN CERTIFICATE-----\n")

    with (
        pytest.raises(FileExistsError, match="name another file"),
        run_in_thread(default_settings(), Ports(proxy=0), place),
    ):
        pass

    assert place.read_text() == "-----BEGIN CERTIFICATE-----\n"


def test_every_fake_has_an_authority_of_its_own() -> None:
    """Who trusts the last one does not trust the next."""
    with (
        run_in_thread(default_settings(), Ports(proxy=0)) as one,
        run_in_thread(default_settings(), Ports(proxy=0)) as other,
    ):
        through = {"https": opened(one.detour).proxy_url}
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(
                f"{NANGO}/health",
                proxies=through,
                verify=str(opened(other.detour).ca_file),
                timeout=PATIENCE_S,
            )


def test_what_is_still_open_ends_with_the_fake() -> None:
    """Callers that have said nothing, and callers in a tunnel."""
    with run_in_thread(default_settings(), Ports(proxy=0)) as fake:
        port = int(opened(fake.detour).proxy_url.rpartition(":")[2])
        silent, speaking = (
            socket.create_connection(("127.0.0.1", port), PATIENCE_S) for _ in range(2)
        )
        speaking.sendall(b"CONNECT api.nango.dev:443 HTTP/1.1\r\n\r\n")
        with speaking.makefile("rb") as answers:
            assert answer_of(answers)[0] == 200

    with silent, speaking:
        assert silent.recv(1) == b""
        assert speaking.recv(1) == b""


@pytest.mark.parametrize("listener", ["proxy", "tls"])
def test_a_taken_port_is_told(listener: str) -> None:
    """As for every other listener."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ports = Ports(**{"proxy": 0, listener: port})

        with pytest.raises(PortTaken), run_in_thread(default_settings(), ports):
            pass


def test_the_program_says_where_its_detour_is() -> None:
    """With the variables that an application needs; on another host it is reached there."""
    command = [sys.executable, "-m", "fake_nango", *ANY_PORT, "--proxy-port", "0"]
    with subprocess.Popen(
        [*command, "--host", "0.0.0.0"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        detour = json.loads(process.stdout.readline())["detour"]
        answer = requests.get(
            f"{NANGO}/health",
            proxies={"https": detour["proxy"]},
            verify=detour["ca_file"],
            timeout=PATIENCE_S,
        )
        refused = requests.get(
            "http://127.0.0.1/", proxies={"http": detour["proxy"]}, timeout=PATIENCE_S
        )
        process.terminate()

    assert answer.json() == {"result": "ok"}
    assert refused.status_code == 403
    assert detour["env"] == variables(Way.PROXY_TLS, detour["proxy"], detour["ca_file"])
    assert not Path(detour["ca_file"]).exists()


@pytest.mark.parametrize("flag", ["--tls-port", "--ca-file"])
def test_a_part_of_a_detour_alone_is_a_mistake(
    flag: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It would be ignored otherwise."""
    assert main([*ANY_PORT, flag, "0"]) == 2
    assert "go with --proxy-port" in capsys.readouterr().err


def test_each_way_has_the_variables_that_it_takes() -> None:
    """A name that leads here takes no proxy; plain text takes no certificate."""
    plain, over_tls, by_name = (variables(way, "http://p", "/ca.pem") for way in Way)

    assert set(plain) == {"HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"}
    assert set(over_tls) == {*by_name, "NODE_USE_ENV_PROXY"}
    assert (over_tls["HTTPS_PROXY"], by_name["HTTPS_PROXY"]) == ("http://p", "")
    assert {name for name in by_name if name not in plain} == {
        "NODE_EXTRA_CA_CERTS",
        "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
        "SSL_CERT_FILE",
        "DENO_CERT",
    }

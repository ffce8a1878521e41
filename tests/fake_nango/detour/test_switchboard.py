"""The proxy leads to Nango and nowhere else, request by request."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
from typing import Final

import pytest
import requests

from fake_nango.detour import switchboard
from fake_nango.detour.plain import origin_form
from fake_nango.detour.switchboard import Refusal, Switchboard
from tests.fake_nango.detour.conftest import NANGO, PATIENCE_S, Away, answer_of

ASKED: Final = '{"end_user": {"id": "ada"}}'


def get(url: str) -> str:
    """Write a request as a proxy gets it."""
    return f"GET {url} HTTP/1.1\r\nhost: x\r\n\r\n"


def connect(target: str) -> str:
    """Write the request for a tunnel."""
    return f"CONNECT {target} HTTP/1.1\r\nhost: {target}\r\n\r\n"


def post(away: Away) -> str:
    """Write a session request in plain text, as axios did until 1.16.0."""
    return (
        f"POST {NANGO}/connect/sessions HTTP/1.1\r\nhost: api.nango.dev\r\n"
        f"authorization: Bearer {away.key}\r\ncontent-type: application/json\r\n"
        f"content-length: {len(ASKED)}\r\n\r\n{ASKED}"
    )


@pytest.mark.parametrize(
    "said",
    [
        connect("example.com:443"),
        connect("api.nango.dev:80"),
        connect("api.nango.dev.example:443"),
        connect("127.0.0.1.example:443"),
        connect("127.0.0.1"),
        connect("10.0.0.1:443"),
        connect("[::2]:443"),
        get("http://example.com/"),
        get("https://api.nango.dev.example/health"),
        get("https://api.nango.dev@example.com/health"),
        get("http://127.0.0.1/"),
        get("/health"),
    ],
)
def test_other_hosts_are_refused(away: Away, said: str) -> None:
    """Whatever they look like: it is never an open proxy, and the API hears nothing of it."""
    mark = away.control.mark()

    [(status, body)] = away.say(said)

    assert status == 403
    assert b"leads to api.nango.dev only" in body
    assert away.calls(mark) == []


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("HELLO\r\n\r\n", 400),
        ("GET / SIP/2.0\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nx: " + "y" * 70_000, 431),
        (connect("127.0.0.1:1"), 502),
        (connect("127.0.0.1:99999"), 502),
    ],
)
def test_what_cannot_be_connected_is_told(away: Away, said: str, status: int) -> None:
    """Nobody waits for an answer that does not come."""
    assert away.say(said)[0][0] == status


def test_each_request_of_a_connection_names_its_host(away: Away) -> None:
    """A client keeps one connection for all that it asks of a proxy."""
    mark = away.control.mark()

    told = away.say(post(away), get("http://example.com/"), post(away), get(f"{NANGO}?limit=1"))

    assert [status for status, _ in told] == [201, 403, 201, 200]
    assert json.loads(told[0][1])["data"]["token"] != json.loads(told[2][1])["data"]["token"]
    session = ("POST", "/connect/sessions", 201)
    assert away.calls(mark) == [session, session, ("GET", "/", 200)]


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("https://api.nango.dev/a/b?c=https://d", "/a/b?c=https://d"),
        ("https://api.nango.dev", "/"),
        ("https://api.nango.dev?a=1", "/?a=1"),
        ("/a?b=c://d", "/a?b=c://d"),
        ("*", "*"),
    ],
)
def test_without_scheme_and_host_the_path_is_left(target: str, path: str) -> None:
    """As it was written: escapes in it are part of what is asked."""
    assert origin_form(target) == path


def test_who_says_nothing_is_let_go(away: Away, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an answer, since nothing was asked."""
    monkeypatch.setattr(switchboard, "HEAD_S", 0.02)

    with away.line() as (line, answers):
        line.sendall(b"CONNECT api")
        assert answers.read() == b""


def test_a_tunnel_may_lead_to_this_machine(away: Away) -> None:
    """Some clients ask a proxy even for that."""
    place = away.api.removeprefix("http://")
    asked = "GET /health HTTP/1.1\r\nhost: x\r\n\r\n"

    (opened, _), (status, body) = away.say(connect(place), asked)

    assert (opened, status, body) == (200, 200, b'{"result":"ok"}')


def test_from_elsewhere_no_tunnel_leads_to_this_machine() -> None:
    """Where others can call, what listens on loopback stays private."""
    board = Switchboard(tls=("127.0.0.1", 1), plain=("127.0.0.1", 2), local=False)

    assert board._reached_by("API.nango.dev:443") == ("127.0.0.1", 1)
    with pytest.raises(Refusal):
        board._reached_by("127.0.0.1:22")


def test_a_cut_answer_is_cut_for_the_caller_too(away: Away) -> None:
    """A fault means through the detour what it means without it."""
    away.control.add_fault("cut", "GET /health", {"close": True}, times=1)
    proxies = {"https": away.detour.proxy_url}

    with pytest.raises(requests.ConnectionError):
        requests.get(f"{NANGO}/health", proxies=proxies, verify=away.ca_file, timeout=PATIENCE_S)
    assert away.say(get(f"{NANGO}/health"))[0][0] == 200


def test_much_can_be_said_both_ways(away: Away) -> None:
    """More than any buffer on the way holds."""
    much = "x" * 3_000_000
    tags = {"Content-Type": "application/json", **away.bearer}

    answer = requests.post(
        f"{NANGO}/connect/sessions",
        data=json.dumps({"end_user": {"id": "ada"}, "unknown": much}),
        headers=tags,
        proxies={"https": away.detour.proxy_url},
        verify=away.ca_file,
        timeout=PATIENCE_S,
    )

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "invalid_body"


def test_a_name_that_leads_here_needs_no_proxy(away: Away) -> None:
    """The TLS listener is api.nango.dev for whoever trusts its authority, and nobody else."""
    here = ("127.0.0.1", away.detour.tls_port)
    trusting = ssl.create_default_context(cafile=away.ca_file)

    with (
        socket.create_connection(here, PATIENCE_S) as line,
        trusting.wrap_socket(line, server_hostname="api.nango.dev") as safe,
    ):
        safe.sendall(b"GET /health HTTP/1.1\r\nhost: api.nango.dev\r\n\r\n")
        with safe.makefile("rb") as answers:
            assert answer_of(answers) == (200, b'{"result":"ok"}')

    for context, name in (
        (ssl.create_default_context(), "api.nango.dev"),
        (trusting, "example.com"),
    ):
        with (
            socket.create_connection(here, PATIENCE_S) as line,
            pytest.raises(ssl.SSLCertVerificationError),
            contextlib.closing(context.wrap_socket(line, server_hostname=name)),
        ):
            pass

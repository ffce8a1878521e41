"""Every request is recorded, bounded, and searched for secrets before they are hidden."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any, Final

import pytest
import requests

from nango_conformance.driver.process import free_port
from nango_conformance.driver.transport import BODY_LIMIT, Request, Transport, new_session
from nango_conformance.evidence import Heard, Ledger, Source

Make = Callable[..., Transport]

KEY: Final = "2f9e1c0a-6d1b-4f5e-9a77-0b1c2d3e4f5a"


def get(url: str, **more: Any) -> Request:
    """Return a request of Ada's."""
    return Request(who="Ada", method=more.pop("method", "GET"), url=url, **more)


def test_an_exchange_is_what_was_on_the_wire(
    backend: Any, http: requests.Session, make_transport: Make, ledger: Ledger
) -> None:
    """Returned whole, and recorded under the same id."""
    backend.says("/x", b'{"a": 1}', status=201, headers=(("x-more", "1"),))
    transport = make_transport()

    exchange = transport.send(http, get(f"{backend.url}/x", method="POST", body={"å": 1}))

    assert (exchange.status, exchange.json, exchange.header("X-More")) == (201, {"a": 1}, "1")
    assert exchange.request_body == '{"å": 1}'
    assert exchange.error is None
    assert exchange.ms > 0
    (entry,) = ledger.entries
    assert (entry.id, entry.title) == (exchange.id, f"Ada → backend: POST {backend.url}/x")
    assert entry.text.startswith(f"> POST {backend.url}/x\n")
    assert (transport.ear.heard, transport.missed) == (Heard(searched={Source.ANSWER: 1}), False)


@pytest.mark.parametrize(
    ("headers", "body", "kind", "sent"),
    [
        ({}, {"a": "å"}, "application/json", '{"a": "å"}'.encode()),
        ({}, [], "application/json", b"[]"),
        ({}, b'{"a', "application/json", b'{"a'),
        ({"Content-Type": "text/plain"}, b"{}", "text/plain", b"{}"),
        ({}, None, None, b""),
        ({"Content-Type": "text/plain"}, {"a": 1}, "text/plain", b'{"a": 1}'),
        (
            {"Content-Type": "application/x-www-form-urlencoded"},
            {"a": "1 2"},
            "application/x-www-form-urlencoded",
            b"a=1+2",
        ),
    ],
)
def test_a_body_is_json_unless_it_is_a_form(
    backend: Any,
    http: requests.Session,
    make_transport: Make,
    headers: dict[str, str],
    body: Any,
    kind: str | None,
    sent: bytes,
) -> None:
    """A declared content type is kept, and no body has none."""
    backend.says("/x")

    make_transport().send(http, get(f"{backend.url}/x", method="POST", headers=headers, body=body))

    (_, _, received, received_body) = backend.asked[0]
    assert (received.get("content-type"), received_body) == (kind, sent)
    assert received["user-agent"] == "nango-conformance"


def test_a_redirect_is_an_answer(
    backend: Any, http: requests.Session, make_transport: Make
) -> None:
    """Following it would hide what the target said."""
    backend.says("/x", status=302, headers=(("location", "/elsewhere"),))

    exchange = make_transport().send(http, get(f"{backend.url}/x"))

    assert (exchange.status, exchange.header("location")) == (302, "/elsewhere")
    assert len(backend.asked) == 1


def test_nobody_listening_is_no_answer(
    http: requests.Session, make_transport: Make, ledger: Ledger
) -> None:
    """It is recorded like an answer, and the transport remembers that something was missed."""
    transport = make_transport()

    exchange = transport.send(http, get(f"http://127.0.0.1:{free_port()}/", body={"a": 1}))

    assert exchange.status is None
    assert (exchange.error or "").startswith("ConnectionError: ")
    assert exchange.request_body == '{"a": 1}'
    assert (transport.missed, transport.ear.heard) == (True, Heard())
    assert ledger.entries[0].id == exchange.id
    assert "no answer: ConnectionError" in ledger.entries[0].text


def test_an_answer_that_does_not_come_is_not_waited_for(
    backend: Any, http: requests.Session, make_transport: Make
) -> None:
    """The time that one answer may take is over."""
    backend.answers["/x"] = lambda _: backend.leaving.wait(10)
    transport = make_transport(0.05)

    exchange = transport.send(http, get(f"{backend.url}/x"))

    assert (exchange.error or "").startswith("ReadTimeout: ")
    assert transport.missed


def test_a_body_that_never_ends_is_cut(
    backend: Any, http: requests.Session, make_transport: Make
) -> None:
    """A target may stream for ever: reading stops at the limit."""

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        try:
            while not backend.leaving.is_set():
                handler.wfile.write(b"x" * 65_536)
        except OSError:
            return

    backend.answers["/x"] = endless

    exchange = make_transport().send(http, get(f"{backend.url}/x"))

    assert (exchange.status, len(exchange.body)) == (200, BODY_LIMIT)


def test_a_small_body_that_unpacks_to_a_large_one_is_cut(
    backend: Any, http: requests.Session, make_transport: Make
) -> None:
    """The limit is of what is kept, not of what was sent."""
    backend.says(
        "/x", gzip.compress(b"x" * (4 * BODY_LIMIT)), headers=(("content-encoding", "gzip"),)
    )

    exchange = make_transport().send(http, get(f"{backend.url}/x"))

    assert 0 < len(exchange.body) <= BODY_LIMIT
    assert set(exchange.body) == {"x"}


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("application/json", '"å"'.encode(), '"å"'),
        ("text/html; charset=iso-8859-1", "å".encode("latin-1"), "å"),
        ("application/octet-stream", b"\xff", "\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_a_body_is_text_in_its_own_encoding(
    backend: Any,
    http: requests.Session,
    make_transport: Make,
    kind: str,
    body: bytes,
    text: str,
) -> None:
    """What cannot be read is replaced, never a crash."""
    backend.says("/x", body, headers=(("content-type", kind),))

    assert make_transport().send(http, get(f"{backend.url}/x")).body == text


@pytest.mark.parametrize(
    ("headers", "body", "where"),
    [
        ((("x-debug", f"key={KEY}"),), b"{}", "the headers of"),
        ((), json.dumps({"debug": {"key": KEY}}).encode(), "the body of"),
        ((), base64.b64encode(f"user:{KEY}".encode()), "the body of"),
        ((), KEY[:12].encode(), "the body of"),
    ],
)
def test_a_secret_is_found_before_it_is_hidden(
    backend: Any,
    http: requests.Session,
    make_transport: Make,
    ledger: Ledger,
    headers: tuple[tuple[str, str], ...],
    body: bytes,
    where: str,
) -> None:
    """The leak is known, and the ledger still does not hold the key."""
    backend.says("/x", body, status=500, headers=headers)
    transport = make_transport()

    transport.send(http, get(f"{backend.url}/x"))

    (slip,) = transport.ear.heard.slips
    assert slip.name.startswith("the secret key ")
    assert slip.where == f"{where} GET {backend.url}/x"
    assert KEY not in ledger.entries[0].text


def test_what_the_harness_sends_is_no_leak(
    backend: Any, http: requests.Session, make_transport: Make, ledger: Ledger
) -> None:
    """Only answers are searched, and requests are hidden all the same."""
    backend.says("/x")
    transport = make_transport()

    transport.send(http, get(f"{backend.url}/x", method="POST", body={"k": KEY}))

    assert transport.ear.heard.slips == ()
    assert KEY not in ledger.entries[0].text


def test_other_answers_can_be_searched(make_transport: Make) -> None:
    """Those to webhooks come by way of the fake, and count as well."""
    transport = make_transport()

    transport.ear.answer("the answer to a webhook", (("a", "b"), ("c", KEY)), KEY, status=200)

    assert [slip.where for slip in transport.ear.heard.slips] == [
        "the headers of the answer to a webhook",
        "the body of the answer to a webhook",
    ]
    assert transport.ear.heard.searched == {Source.ANSWER: 1}


def test_nothing_is_taken_from_the_surroundings(
    backend: Any, make_transport: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a certificate bundle, not a proxy, not a password file."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such/bundle.pem")
    monkeypatch.setenv("CURL_CA_BUNDLE", "/no/such/bundle.pem")
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    backend.says("/x")

    with new_session() as session:
        exchange = make_transport().send(session, get(f"{backend.url}/x"))

    assert not session.trust_env
    assert exchange.status == 200
    assert "authorization" not in backend.asked[0][2]


def test_a_bundle_of_the_surroundings_is_not_even_opened(
    backend: Any, make_transport: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over TLS a missing bundle would be an OSError; what is told is what the target did."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such/bundle.pem")

    with new_session() as session:
        exchange = make_transport().send(session, get(backend.url.replace("http", "https")))

    assert (exchange.error or "").startswith("SSLError: ")
    assert "bundle" not in (exchange.error or "")


def test_an_answer_may_have_less_time_than_others(
    backend: Any, http: requests.Session, make_transport: Callable[..., Transport]
) -> None:
    """The start of a connection has a limit of its own; it never lengthens the run's."""
    backend.answers["/x"] = lambda _: backend.leaving.wait(10)
    url = f"{backend.url}/x"

    for limit_s, timeout_s in ((0.05, 60.0), (60.0, 0.05)):
        request = Request(who="Ada", method="GET", url=url, limit_s=limit_s)
        exchange = make_transport(timeout_s).send(http, request)
        assert exchange.status is None
        assert "ReadTimeout" in (exchange.error or "")

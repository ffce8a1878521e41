"""Answers that break off, drip or lie are no answers; what can be read is read."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
import requests

from nango_conformance.driver.transport import Request, Transport
from nango_conformance.evidence import Exchange, Heard, Ledger

Make = Callable[..., Transport]
Answer = Callable[[BaseHTTPRequestHandler], None]


def head(handler: BaseHTTPRequestHandler, **headers: str) -> None:
    """Say that all is well, and what is to come."""
    handler.send_response(200)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.close_connection = True


def send(backend: Any, http: requests.Session, transport: Transport, answer: Answer) -> Exchange:
    """Return the exchange with a backend that answers in this way."""
    backend.answers["/x"] = answer
    return transport.send(http, Request(who="Ada", method="GET", url=f"{backend.url}/x"))


def breaks_off(_: Any, handler: BaseHTTPRequestHandler) -> None:
    """Promise more than there is."""
    head(handler, content_length="100")
    handler.wfile.write(b"half")


def stalls(backend: Any, handler: BaseHTTPRequestHandler) -> None:
    """Begin, and say no more."""
    head(handler, content_length="100")
    handler.wfile.write(b"half")
    backend.leaving.wait(10)


def lies(_: Any, handler: BaseHTTPRequestHandler) -> None:
    """Call packed what is not."""
    head(handler, content_encoding="gzip", content_length="4")
    handler.wfile.write(b"nope")


def breaks_a_chunk(_: Any, handler: BaseHTTPRequestHandler) -> None:
    """Send a chunk whose length is no number."""
    head(handler, transfer_encoding="chunked")
    handler.wfile.write(b"nope\r\n")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (breaks_off, "ProtocolError: "),
        (stalls, "ReadTimeoutError: "),
        (lies, "DecodeError: "),
        (breaks_a_chunk, "ProtocolError: "),
    ],
)
def test_an_answer_that_breaks_off_is_no_answer(
    backend: Any,
    http: requests.Session,
    make_transport: Make,
    ledger: Ledger,
    answer: Callable[[Any, BaseHTTPRequestHandler], None],
    error: str,
) -> None:
    """It is recorded as such, nothing counts as searched, and the miss is remembered."""
    transport = make_transport(0.3)

    exchange = send(backend, http, transport, lambda handler: answer(backend, handler))

    assert (exchange.status, exchange.body) == (None, "")
    assert (exchange.error or "").startswith(error)
    assert (transport.missed, transport.ear.heard) == (True, Heard())
    (entry,) = ledger.entries
    assert entry.id == exchange.id
    assert "< no answer: " in entry.text


def test_a_body_that_drips_is_not_waited_for_for_ever(
    backend: Any, http: requests.Session, make_transport: Make
) -> None:
    """Each byte comes in time, and the body does not: the deadline is of the whole."""

    def drips(handler: BaseHTTPRequestHandler) -> None:
        head(handler, content_length="1000")
        try:
            for _ in range(200):
                handler.wfile.write(b"x")
                backend.leaving.wait(0.05)
        except OSError:
            return

    transport = make_transport(0.3)
    started = time.monotonic()

    exchange = send(backend, http, transport, drips)

    assert 0.3 <= time.monotonic() - started < 2
    assert exchange.error == "ReadTimeout: the body did not end in time"
    assert transport.missed


def test_a_body_that_comes_in_pieces_is_whole(
    backend: Any, http: requests.Session, make_transport: Make
) -> None:
    """Packed or not, in chunks or not: what has come is put together until it ends."""
    packed = gzip.compress(b"a whole body")

    def pieces(handler: BaseHTTPRequestHandler) -> None:
        head(handler, content_encoding="gzip", content_length=str(len(packed)))
        for byte in packed:
            handler.wfile.write(bytes([byte]))

    def chunks(handler: BaseHTTPRequestHandler) -> None:
        head(handler, transfer_encoding="chunked")
        for word in (b"a whole", b" body"):
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(word), word))
        handler.wfile.write(b"0\r\n\r\n")

    for answer in (pieces, chunks):
        exchange = send(backend, http, make_transport(), answer)
        assert (exchange.status, exchange.body) == (200, "a whole body")


@pytest.mark.parametrize("charset", ["no-such", "x y", '""'])
def test_an_unknown_charset_is_read_as_utf_8(
    backend: Any, http: requests.Session, make_transport: Make, charset: str
) -> None:
    """What the target calls its encoding is no fault of the harness."""
    kind = (("content-type", f"text/plain; charset={charset}"),)
    backend.says("/x", "å".encode(), headers=kind)

    exchange = make_transport().send(http, Request(who="Ada", method="GET", url=f"{backend.url}/x"))

    assert (exchange.status, exchange.body) == (200, "å")

"""Bytes that are hardly requests: every listener answers or hangs up, and goes on."""

from __future__ import annotations

import contextlib
import socket
import struct
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fake_nango.robustness.conftest import PATIENCE_S, Target, of_part, once

LISTENERS: Final = ("api", "ui", "control")
EXAMPLES: Final = 250
_BODY: Final = b'{"end_user": {"id": "a"}}'
GENUINE: Final = (
    b"POST /connect/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Authorization: Bearer 11111111-1111-4111-8111-111111111111\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(_BODY), _BODY)
)
UPGRADE: Final = (
    b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
GARBAGE: Final = {
    "nothing": b"",
    "zeros": b"\x00" * 500,
    "an older version": b"GET /\r\n",
    "a newer version": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no such version": b"GET / HTTP/9.9\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "half a head": b"GET / HTTP/1.1\r\nHost: x\r\nX-",
    "half a body": b"POST /connect/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n"
    b"Content-Length: 2\r\n\r\nab",
    "a length and chunks": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /control/reset HTTP/1.1\r\n\r\n",
    "a negative length": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    "a word for a length": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: five\r\n\r\n",
    "a chunk without a size": b"POST / HTTP/1.1\r\nHost: x\r\n"
    b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "bare line ends": b"GET / HTTP/1.1\nHost: x\n\n",
    "a folded header": b"GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n",
    "a header with a zero": b"GET / HTTP/1.1\r\nHost: x\r\nA: b\x00c\r\n\r\n",
    "a long line": b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a thousand headers": b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 1000 + b"\r\n",
    "a fat header": b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"b" * 200_000 + b"\r\n\r\n",
    "many at once": b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n" * 50,
    "an expectation": b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
    b"Content-Length: 2\r\n\r\n{}",
    "an unknown expectation": b"POST / HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n"
    b"Content-Length: 0\r\n\r\n",
    "a tunnel": b"CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n",
    "a proxy's target": b"GET http://127.0.0.1:1/health HTTP/1.1\r\nHost: x\r\n\r\n",
    "a star": b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "a TLS hello": bytes.fromhex("16030100a5010000a10303") + b"\x11" * 160,
    "a socket without a key": UPGRADE.replace(b"Sec-WebSocket-Key", b"X-Key"),
    "a socket of another version": UPGRADE.replace(b": 13", b": 1"),
}


def status_of(answer: bytes) -> int:
    """Return the status of the first answer, or 0 where there is none."""
    return int(answer[9:12]) if answer.startswith(b"HTTP/1.") else 0


@pytest.mark.parametrize("listener", LISTENERS)
@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_is_refused_or_ignored(target: Target, listener: str, kind: str) -> None:
    """With no server's fault, and with an end."""
    answer = once(target.port(listener), GARBAGE[kind])

    assert status_of(answer) < 500, answer[:300]
    # A second request that hides in the body of the first is not answered to.
    assert b'"mark"' not in answer


def test_what_is_left_in_place_is_a_request(target: Target) -> None:
    """The control of the tests here: unharmed, the bytes are answered."""
    assert status_of(once(target.port("api"), GENUINE, b"")) == 401
    assert status_of(once(target.port("api"), UPGRADE, b"")) == 101
    target.must_be_well()


@st.composite
def harmed(draw: Any, genuine: bytes) -> bytes:
    """Draw a request of which some bytes have been lost, added, doubled or changed."""
    sent = bytearray(genuine)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(sent)))
        length = draw(st.integers(0, 12))
        new = draw(st.one_of(st.binary(max_size=8), st.just(bytes(sent[at : at + length] * 2))))
        sent[at : at + length] = new
    return bytes(sent)


@pytest.mark.parametrize("listener", LISTENERS)
def test_a_request_that_was_harmed_on_its_way_breaks_nothing(target: Target, listener: str) -> None:
    """Whatever is left of it is answered, or the connection ends."""
    port, sent = target.port(listener), 0

    @of_part(listener)
    @settings(settings.get_profile("fuzz"), max_examples=EXAMPLES)
    @given(harmed(GENUINE))
    def shoot(request: bytes) -> None:
        nonlocal sent
        sent += 1
        answer = once(port, request)
        assert status_of(answer) < 500, answer[:300]

    shoot()

    assert sent >= EXAMPLES
    target.must_be_well()


@st.composite
def frames(draw: Any) -> bytes:
    """Draw WebSocket frames, of which few are right."""
    sent = b""
    for _ in range(draw(st.integers(1, 4))):
        first = draw(st.integers(0, 255))
        length = draw(st.sampled_from((0, 1, 125, 126, 127)))
        masked = 0x80 * draw(st.booleans())
        sent += bytes((first, masked | length))
        if length == 126:
            sent += struct.pack(">H", draw(st.sampled_from((0, 10, 65535))))
        if length == 127:
            sent += struct.pack(">Q", draw(st.sampled_from((0, 70_000, 2**40, 2**63))))
        sent += draw(st.binary(max_size=140))
    return sent


def test_a_socket_takes_any_frames(target: Target) -> None:
    """It closes, or waits for the rest until the browser is gone."""
    port, sent = target.port("api"), 0

    @settings(settings.get_profile("fuzz"), max_examples=EXAMPLES)
    @given(frames())
    def shoot(said: bytes) -> None:
        nonlocal sent
        sent += 1
        answer = once(port, UPGRADE, said)
        assert status_of(answer) == 101, answer[:300]

    shoot()

    assert sent >= EXAMPLES
    target.must_be_well()


@pytest.mark.parametrize("listener", LISTENERS)
def test_whoever_breaks_off_is_forgotten(target: Target, listener: str) -> None:
    """A connection that is reset after the first byte of a request, after the second, and so on."""
    cuts = range(len(GENUINE) - 1)
    assert len(cuts) > 100
    for at in cuts:
        with socket.create_connection(("127.0.0.1", target.port(listener)), PATIENCE_S) as broken:
            # Closed with bytes unread or a linger of zero, TCP sends a reset.
            linger = struct.pack("ii", 1, 0)
            broken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            with contextlib.suppress(ConnectionError):
                broken.sendall(GENUINE[: at + 1])

    target.must_be_well()

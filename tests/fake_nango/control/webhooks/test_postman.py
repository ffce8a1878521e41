"""A webhook on the wire: its headers, its redirects, and the names of what goes wrong."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import pytest

from fake_nango.postman import USER_AGENT, Postman, Reply
from fake_nango.retries import delivered, passing, wait_s
from fake_nango.signing import signature_headers

BODY = '{"tags":{"name":"Zoë 🚀"},"type":"auth"}'.encode()
SIGNATURES = signature_headers("key", BODY)


def _carry(url: str, timeout_s: float = 5.0) -> Reply:
    async def once() -> Reply:
        postman = Postman(timeout_s)
        await postman.start()
        try:
            return await postman.carry(url, SIGNATURES, BODY)
        finally:
            await postman.stop()

    return asyncio.run(once())


def test_headers_are_those_of_nango_in_its_order_and_case(receive: Callable[..., Any]) -> None:
    """Nango 0.71.4, webhooks: request on the wire. No charset, never chunked."""
    receiver = receive(200)

    reply = _carry(receiver.url)

    assert (reply.status, reply.error, reply.body) == (200, None, "seen")
    (arrival,) = receiver.arrivals
    assert arrival.method == "POST"
    assert arrival.body == BODY
    assert arrival.headers == (
        ("Accept", "application/json, text/plain, */*"),
        ("Content-Type", "application/json"),
        *SIGNATURES,
        ("User-Agent", USER_AGENT),
        ("Content-Length", str(len(BODY))),
        ("Accept-Encoding", "gzip, compress, deflate, br"),
        ("Host", receiver.url.split("/")[2]),
        ("Connection", "keep-alive"),
    )


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_redirect_becomes_a_get_without_body(receive: Callable[..., Any], status: int) -> None:
    """The signature headers stay, the content headers go, and a 200 counts as delivered."""
    receiver = receive((status, "/elsewhere"), 200)

    reply = _carry(receiver.url)

    first, second = receiver.arrivals
    assert (first.method, second.method, second.path) == ("POST", "GET", "/elsewhere")
    assert second.body == b""
    names = [name for name, _ in second.headers]
    assert "Content-Type" not in names
    assert "Content-Length" not in names
    assert set(SIGNATURES) <= set(second.headers)
    assert delivered(reply.status)
    assert reply.redirects == (receiver.url.replace("/hook", "/elsewhere"),)
    assert reply.redirect_statuses == (status,)


@pytest.mark.parametrize("status", [307, 308])
def test_a_strict_redirect_repeats_the_post(receive: Callable[..., Any], status: int) -> None:
    """Method, body and every header are the same again."""
    receiver = receive((status, "/elsewhere"), 200)

    _carry(receiver.url)

    first, second = receiver.arrivals
    assert (second.method, second.body, second.headers) == (
        "POST",
        first.body,
        first.headers,
    )


def test_a_redirect_into_a_closed_connection_is_followed_once(receive: Callable[..., Any]) -> None:
    """The repeated GET of a helpful client would be a second delivery."""
    receiver = receive((302, "/elsewhere"), "close")

    reply = _carry(receiver.url)

    assert reply.error == "ECONNRESET"
    assert [each.method for each in receiver.arrivals] == ["POST", "GET"]


def test_endless_redirects_end(receive: Callable[..., Any]) -> None:
    """The fifth is followed, the sixth is not, and the delivery is not tried again."""
    receiver = receive((307, "/hook"))

    reply = _carry(receiver.url)

    assert reply.error == "ERR_FR_TOO_MANY_REDIRECTS"
    assert len(receiver.arrivals) == 6
    assert not passing(reply.status, reply.error)


def test_a_redirect_without_a_target_is_final(receive: Callable[..., Any]) -> None:
    """A 304 or a 302 without Location is an answer like any other."""
    reply = _carry(receive(302).url)

    assert reply.status == 302
    assert not delivered(reply.status)
    assert not passing(reply.status, reply.error)


def test_a_receiver_that_never_answers_is_given_up(receive: Callable[..., Any]) -> None:
    """The name is the one that Nango's HTTP client has for its time-out."""
    reply = _carry(receive("hang").url, timeout_s=0.05)

    assert reply.error == "ECONNABORTED"
    assert passing(None, reply.error)


def test_a_closed_connection_may_go_better_another_time(receive: Callable[..., Any]) -> None:
    """A receiver that hangs up is a reset connection."""
    reply = _carry(receive("close").url)

    assert reply.error == "ECONNRESET"
    assert passing(None, reply.error)


def test_nobody_there_may_go_better_another_time() -> None:
    """A port where nothing listens refuses."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

    reply = _carry(f"http://127.0.0.1:{port}/hook")

    assert reply.error == "ECONNREFUSED"
    assert passing(None, reply.error)


def test_a_url_that_is_none_is_final() -> None:
    """It is an error of the network's kind, seen in the journal and not tried again."""
    reply = _carry("http://[no-host/hook")

    assert reply.error == "ERR_INVALID_URL"
    assert not passing(None, reply.error)


@pytest.mark.parametrize(
    ("status", "again"),
    [(500, True), (503, True), (400, False), (404, False), (408, False), (429, False)],
)
def test_only_servers_that_failed_are_asked_again(status: int, again: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """Nango 0.71.4, webhooks: retries. 408 and 429 are final, `Retry-After` is not read."""
    assert passing(status, None) == again


def test_waits_double_from_three_seconds() -> None:
    """Attempts at 0, +3 and +9 seconds, and never more than ten minutes apart."""
    assert (wait_s(1), wait_s(2), wait_s(20)) == (3.0, 6.0, 600.0)

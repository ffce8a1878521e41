"""The load's own HTTP reads the answers of every server that is measured."""

from __future__ import annotations

import socket
import threading

import pytest

from benchmarks.line import Answer, Line, request


def answered(*parts: bytes) -> list[Answer]:
    """Read two answers from a server that sends these bytes, part by part, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for part in parts:
                    connection.sendall(part)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(4096):
                    pass

        server = threading.Thread(target=serve)
        server.start()
        with Line(listener.getsockname()[1]) as line:
            line.send(request("GET", "/"))
            answers = [line.answer(), line.answer()]
        server.join()
    return answers


def test_bodies_with_a_length_and_without_follow_each_other() -> None:
    """Wherever the network has cut them."""
    first, second = answered(
        b"HTTP/1.1 201 Created\r\nContent-Le",
        b'ngth: 7\r\n\r\n{"a":',
        b"1}HTTP/1.1 302 Found\r\nLocation: /x?Y=z\r\n\r\n",
    )

    assert (first.status, first.json) == (201, {"a": 1})
    assert (second.status, second.body, second.header("Location")) == (302, b"", "/x?Y=z")


def test_chunks_are_put_together() -> None:
    """As mountebank and WireMock send them."""
    first, second = answered(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r",
        b"\n4;x=y\r\ndefg\r\n0\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
    )

    assert (first.status, first.body) == (200, b"abcdefg")
    assert (second.status, second.body) == (204, b"")


def test_a_server_that_hangs_up_is_told() -> None:
    """An answer that is cut off is none."""
    with pytest.raises(EOFError):
        answered(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc")


def test_a_request_is_written_in_full() -> None:
    """The body comes with its length and its type."""
    written = request("POST", "/x", b"{}", {"Authorization": "Bearer k"})

    assert written.startswith(b"POST /x HTTP/1.1\r\nHost: 127.0.0.1\r\n")
    assert written.endswith(
        b"Authorization: Bearer k\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    )

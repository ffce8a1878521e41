"""The lines of the control client: what comes back, and which line may be used again."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from fake_nango.remote.lines import LineError, Lines, Reply

OK = b"HTTP/1.1 200 OK\r\n"
BOUNDED = OK + b"Content-Length: 2\r\n\r\n{}"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1;x=y\r\n}\r\n0\r\nTrailer: t\r\n\r\n"
CLOSED = OK + b"Connection: close\r\n" + BOUNDED.removeprefix(OK)
UNBOUNDED = OK + b"\r\n{}"
MANY = 10


class Server:
    """Says what it was told to say, one answer a request, and counts its connections."""

    def __init__(self, *answers: bytes, hangs_up: bool) -> None:
        self.connections = 0
        self.hung_up = threading.Semaphore(0)
        self.heard: list[bytes] = []
        self._answers = list(answers)
        self._hangs_up = hangs_up
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/room"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while self._answers:
            connection, _ = self._listener.accept()
            self.connections += 1
            with connection:
                self._talk(connection)
            self.hung_up.release()

    def _talk(self, connection: socket.socket) -> None:
        while self._answers and (heard := connection.recv(65_536)):
            self.heard.append(heard)
            connection.sendall(self._answers.pop(0))
            if self._hangs_up:
                return

    def close(self) -> None:
        """Stop."""
        self._thread.join(5)
        self._listener.close()


Serve = Callable[..., Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return what starts a server."""
    started: list[Server] = []

    def start(*answers: bytes, hangs_up: bool = False) -> Server:
        started.append(Server(*answers, hangs_up=hangs_up))
        return started[-1]

    yield start
    for server in started:
        server.close()


def _ask(lines: Lines) -> Reply:
    return lines.request("GET", "/mark", body=None, timeout_s=5)


@pytest.mark.parametrize("answer", [BOUNDED, CHUNKED])
def test_a_line_is_kept_while_answers_say_where_they_end(serve: Serve, answer: bytes) -> None:
    """One connection is enough for all calls of one thread."""
    server = serve(*[answer] * MANY)
    lines = Lines(server.url, {})

    assert [_ask(lines).json() for _ in range(MANY)] == [{}] * MANY
    assert server.connections == 1
    lines.clear()


@pytest.mark.parametrize("answer", [BOUNDED, CLOSED, UNBOUNDED])
def test_a_line_that_was_hung_up_is_not_used_again(serve: Serve, answer: bytes) -> None:
    """Whether the server has announced it or not."""
    server = serve(answer, answer, hangs_up=True)
    lines = Lines(server.url, {})

    first = _ask(lines).json()
    assert server.hung_up.acquire(timeout=5)

    assert [first, _ask(lines).json()] == [{}, {}]
    assert server.connections == 2
    lines.clear()


@pytest.mark.parametrize(
    "answer",
    [b"", b"nonsense\r\n\r\n", OK, BOUNDED[:-1], CHUNKED[:-20], OK + b"Content-Length: x\r\n\r\n"],
)
def test_half_an_answer_is_none(serve: Serve, answer: bytes) -> None:
    """What was cut off, or is no HTTP, is not taken for an answer."""
    lines = Lines(serve(answer, hangs_up=True).url, {})

    with pytest.raises(LineError):
        _ask(lines)


def test_what_comes_before_an_answer_is_passed_over(serve: Serve) -> None:
    """A server may say that it has begun."""
    early = b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
    server = serve(early + BOUNDED, BOUNDED)
    lines = Lines(server.url, {})

    assert [_ask(lines).json(), _ask(lines).json()] == [{}, {}]
    assert server.connections == 1
    lines.clear()


def test_a_place_that_cannot_be_written_is_refused(serve: Serve) -> None:
    """As every other call that cannot be made."""
    server = serve(BOUNDED)
    lines = Lines(server.url, {})

    with pytest.raises(LineError, match="latin-1"):
        lines.request("GET", "/→", body=None, timeout_s=5)
    assert _ask(lines).json() == {}
    lines.clear()


def test_a_body_is_sent_as_json_and_none_as_nothing(serve: Serve) -> None:
    """And the headers of the client go with every call, to the place of its room."""
    server = serve(BOUNDED, BOUNDED)
    lines = Lines(server.url, {"Authorization": "Bearer t"})

    lines.request("POST", "/reset", body={"a": "ö"}, timeout_s=5)
    lines.request("POST", "/reset", body=None, timeout_s=5)

    with_body, without = server.heard
    assert with_body.startswith(b"POST /room/reset HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"\r\nAuthorization: Bearer t\r\n" in with_body
    assert with_body.endswith(b'Content-Length: 14\r\n\r\n{"a":"\\u00f6"}')
    assert without.endswith(b"Content-Length: 0\r\n\r\n")
    lines.clear()

"""A receiver of webhooks on a real socket, and the parts of the fake that reach it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

Answer = int | str | tuple[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One request as it came over the wire."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: float


@dataclass(slots=True)
class Receiver:
    """Answers in turn what it was told to; the last answer is repeated."""

    answers: tuple[Answer, ...]
    arrivals: list[Arrival] = field(default_factory=list)
    url: str = ""
    gone: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, arrival: Arrival) -> Answer:
        """Note a request and choose its answer."""
        with self.lock:
            self.arrivals.append(arrival)
            return self.answers[min(len(self.arrivals), len(self.answers)) - 1]


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            arrival = Arrival(
                method=self.command,
                path=self.path,
                headers=tuple(self.headers.items()),
                body=self.rfile.read(length),
                at=time.monotonic(),
            )
            self._answer(receiver.take(arrival))

        do_GET = do_POST  # noqa: N815 - the name that http.server looks for

        def log_message(self, *_said: object) -> None:
            return

        def _answer(self, answer: Answer) -> None:
            if answer == "hang":
                receiver.gone.wait()
            if isinstance(answer, str):
                self.close_connection = True
                return
            status, location = answer if isinstance(answer, tuple) else (answer, "")
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0" if status == 204 else "4")
            self.end_headers()
            if status != 204:
                self.wfile.write(b"seen")

    return Handler


@pytest.fixture
def receive() -> Iterator[Callable[..., Receiver]]:
    """Start receivers with the answers they are to give; all stop after the test."""
    running: list[tuple[Receiver, ThreadingHTTPServer]] = []

    def start(*answers: Answer) -> Receiver:
        receiver = Receiver(answers or (200,))
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(receiver))
        server.daemon_threads = True
        receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        running.append((receiver, server))
        return receiver

    yield start
    for receiver, server in running:
        receiver.gone.set()
        server.shutdown()
        server.server_close()

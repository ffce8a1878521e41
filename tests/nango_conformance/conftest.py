"""What the tests of the harness share: a small catalogue, a target, and a backend that answers."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from nango_conformance.catalogue import Catalogue, Check, Group, Item, Level, ShownBy
from nango_conformance.target import Connect, Integration, Target, Webhook

CheckMaker = Callable[..., Check]
CatalogueMaker = Callable[..., Catalogue]
TargetMaker = Callable[..., Target]


@pytest.fixture
def today() -> datetime.date:
    """Give the day on which everything is judged."""
    return datetime.date(2026, 3, 12)


@pytest.fixture(scope="session")
def make_check() -> CheckMaker:
    """Give a maker of checks that says only what matters to a verdict."""

    def make(
        id_: str = "NAF-01.1",
        level: Level = Level.MUST,
        *,
        essential: bool = False,
        controls: tuple[str, ...] = (),
    ) -> Check:
        item = id_.removeprefix("NAF-").split(".")[0]
        return Check(
            id=id_,
            item=item,
            group=f"group {item}",
            level=level,
            essential=essential,
            title=f"title of {id_}",
            source="seed",
            why="why",
            sends="sends",
            wants="wants",
            careful="careful",
            remedy="remedy",
            profile="",
            controls=controls,
            observes=(),
            kills=(),
        )

    return make


@pytest.fixture(scope="session")
def make_catalogue() -> CatalogueMaker:
    """Give a maker of catalogues with the items 01 and 02 and the group 11."""

    def make(*checks: Check) -> Catalogue:
        return Catalogue(
            items=(
                Item(number="01", title="first", shown_by=ShownBy.BACKEND),
                Item(number="02", title="second", shown_by=ShownBy.PLAYED),
            ),
            groups=(Group(number="11", title="tenancy"),),
            checks=checks,
            defects=(),
        )

    return make


@pytest.fixture(scope="session")
def make_target() -> TargetMaker:
    """Give a maker of targets that declares only what it must."""

    def make(**more: Any) -> Target:
        plain: dict[str, Any] = {
            "name": "small",
            "connect": Connect(path="/connect", token="token"),
            "webhook": Webhook(path="/hook"),
            "integrations": (Integration(key="mail", nango_id="outlook", provider="microsoft"),),
        }
        return Target(**{**plain, **more})

    return make


@dataclass(slots=True)
class Backend:
    """A backend of a few lines: what it answers by path, and what it was asked."""

    url: str = ""
    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    leaving: threading.Event = field(default_factory=threading.Event)

    def says(
        self,
        path: str,
        body: bytes = b"{}",
        *,
        status: int = 200,
        headers: tuple[tuple[str, str], ...] = (("content-type", "application/json"),),
    ) -> None:
        """Let a path be answered with this."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers:
                handler.send_header(name, value)
            handler.send_header("content-length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        self.answers[path] = answer


def _handler(backend: Backend) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            """Read one request and answer it as the backend was told to."""
            self.raw_requestline = self.rfile.readline(65_537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            length = int(self.headers.get("content-length", "0"))
            sent = {name.lower(): value for name, value in self.headers.items()}
            backend.asked.append((self.command, self.path, sent, self.rfile.read(length)))
            backend.answers[self.path.split("?")[0]](self)

        def log_message(self, *_: Any) -> None:
            """Say nothing: what was asked is kept."""

    return Handler


@pytest.fixture
def backend() -> Iterator[Backend]:
    """Give a backend on a free loopback port; it is gone when the test is over."""
    backend = Backend()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(backend))
    server.daemon_threads = True
    backend.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield backend
    backend.leaving.set()
    server.shutdown()
    server.server_close()
    thread.join()

"""Slow and silent clients cannot stop the fake, and nothing in it grows without end."""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, Final

import pytest
import requests

from fake_nango.bounded import Bounded
from fake_nango.lasting.tables import TABLES
from fake_nango.store import MAX_SESSIONS, Store
from fake_nango.web.listener import MAX_BODY
from tests.fake_nango.robustness.conftest import PATIENCE_S, Target, once
from tests.fake_nango.robustness.test_wire import GENUINE, LISTENERS, status_of

HALF_OPEN: Final = 300


@contextlib.contextmanager
def opened(port: int, count: int, said: bytes) -> Iterator[list[socket.socket]]:
    """Hold connections open that have said so much and say no more."""
    held = []
    try:
        for _ in range(count):
            held.append(socket.create_connection(("127.0.0.1", port), PATIENCE_S))
            held[-1].sendall(said)
        yield held
    finally:
        for each in held:
            each.close()


@pytest.mark.parametrize("listener", LISTENERS)
@pytest.mark.parametrize(
    "said", [b"", GENUINE[:20], GENUINE[:-3]], ids=["nothing", "half a head", "half a body"]
)
def test_clients_that_fall_silent_keep_nobody_waiting(
    target: Target, listener: str, said: bytes
) -> None:
    """A genuine flow passes between three hundred of them."""
    with opened(target.port(listener), HALF_OPEN, said) as held:
        target.must_be_well()
        # They were all there the whole time. Where there is no such path, half a body is
        # enough for an answer; everywhere else the fake waits for the rest.
        enough = listener != "api" and said == GENUINE[:-3]
        assert len(select.select(held, [], [], 0)[0]) == (HALF_OPEN if enough else 0)


def test_clients_that_do_not_read_keep_nobody_waiting(target: Target) -> None:
    """They have asked for more than the system's buffers hold."""
    for number in range(50):
        requests.post(
            f"{target.urls.api}/connect/sessions",
            json={"end_user": {"id": f"person-{number}"}},
            headers={"Authorization": f"Bearer {key_of(target)}"},
            timeout=PATIENCE_S,
        )
    asked = b"GET /control/journal HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 200
    with opened(target.port("control"), 20, asked) as held:
        target.must_be_well()
        # Answers wait for each of them, unread.
        assert len(select.select(held, [], [], PATIENCE_S)[0]) > 0


def key_of(target: Target) -> str:
    """Return the secret key of the first environment."""
    return target.control.info().environments[0].secret_key


@pytest.mark.parametrize(
    ("listener", "path", "status"),
    [("api", "/connect/sessions", 500), ("control", "/control/clock", 413), ("ui", "/", 405)],
)
def test_a_body_beyond_all_measure_is_refused(
    target: Target, listener: str, path: str, status: int
) -> None:
    """The API does it as Nango does, by a fault of its own; nothing of it is kept."""
    body = b'{"a": "' + b"a" * (MAX_BODY + 1) + b'"}'
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {key_of(target)}\r\nContent-Length: {len(body)}\r\n\r\n"
    )

    answer = once(target.port(listener), head.encode() + body)

    # Whoever refuses before all was read may hang up before the answer is read.
    assert status_of(answer) in {status, 0}
    target.must_be_well()


def test_every_store_that_lasts_is_bounded(running: Any) -> None:
    """And so is each that does not: there is no plain dictionary in the store."""
    fake, _ = running
    del fake
    plain = [
        name
        for name, value in vars(Store()).items()
        if isinstance(value, dict) and not isinstance(value, Bounded)
    ]

    assert plain == []
    assert len(TABLES) > 10


def test_sessions_give_way_to_newer_ones() -> None:
    """The oldest opens nothing any more."""
    store = Store()
    for number in range(MAX_SESSIONS + 5):
        store.sessions[str(number)] = object()  # type: ignore[assignment]

    assert len(store.sessions) == MAX_SESSIONS
    assert next(iter(store.sessions)) == "5"


@pytest.mark.skipif(os.name != "posix", reason="only there a process has such a limit")
def test_the_program_takes_more_connections_than_the_shell_allows() -> None:
    """A shell's limit of open files would be used up by a few hundred silent clients."""
    code = (
        "import resource, runpy, sys;"
        "hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1];"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (128, hard));"
        "sys.argv[1:] = ['--port', '0', '--connect-ui-port', '0', '--control-port', '0'];"
        "runpy.run_module('fake_nango', run_name='__main__')"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as fake:
        assert fake.stdout is not None
        api = json.loads(fake.stdout.readline())["api"]
        with opened(int(api.rpartition(":")[2]), HALF_OPEN, b"GET /"):
            assert requests.get(f"{api}/health", timeout=PATIENCE_S).json() == {"result": "ok"}
        fake.terminate()

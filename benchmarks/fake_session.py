"""
What `POST /connect/sessions` costs the fake, beside a bare aiohttp handler.

Both servers run in this process, each in a thread of its own; the requests come from another
process, in short bursts that go to one and the other by turns, all on one core. A shared
machine is quick now and slow then, but much the same for the two halves of a turn: so the
figure is the median of the turns' ratios of CPU time, not a ratio of two averages.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from fake_nango.server import run_in_thread
from fake_nango.settings import default_settings

BURST = 250
TURNS = 40
WARM_UP = 2
BUDGET = 1.6
BODY = (
    b'{"end_user":{"id":"user-1","email":"user1@example.com","display_name":"User One"},'
    b'"allowed_integrations":["google-mail"]}'
)
_LARGEST = 64 * 1024


def main() -> None:
    """Let both answer by turns and print what they cost."""
    _stay_on_one_core()
    with _bare_server() as bare, _fake_server() as fake:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        client = context.Process(target=_client, args=((bare, fake), theirs))
        client.start()
        turns = [(_burst(ours, 0), _burst(ours, 1)) for _ in range(WARM_UP + TURNS)][WARM_UP:]
        ours.send(None)
        client.join()
    ratio = statistics.median(cost / base for base, cost in turns)
    for name, costs in zip(("bare", "fake"), zip(*turns, strict=True), strict=True):
        print(f"{name}: {statistics.median(costs):6.1f} us of CPU a request")
    print(f"POST /connect/sessions: {ratio:.2f} x bare (budget {BUDGET})")


def _stay_on_one_core() -> None:
    """Keep threads from wandering between cores, where their caches are cold."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _burst(pipe: Any, server: int) -> float:
    """Return microseconds of this process's CPU per request of one burst."""
    before = time.process_time()
    pipe.send(server)
    pipe.recv()
    return (time.process_time() - before) / BURST * 1e6


def _client(servers: tuple[tuple[str, str], ...], pipe: Any) -> None:
    connections = [_connected(url, key) for url, key in servers]
    while (server := pipe.recv()) is not None:
        connection, request = connections[server]
        _send(connection, request, BURST)
        pipe.send("done")


def _connected(url: str, key: str) -> tuple[socket.socket, bytes]:
    parts = urlsplit(url)
    head = (
        f"POST /connect/sessions HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        f"Authorization: Bearer {key}\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\nUser-Agent: benchmark\r\nContent-Length: {len(BODY)}\r\n\r\n"
    )
    return socket.create_connection((parts.hostname, parts.port)), head.encode() + BODY


def _send(connection: socket.socket, request: bytes, times: int) -> None:
    for _ in range(times):
        connection.sendall(request)
        answer = connection.recv(_LARGEST)
        head, _, body = answer.partition(b"\r\n\r\n")
        assert b" 201 " in head.split(b"\r\n", 1)[0], answer
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n", 1)[0])
        while len(body) < length:
            body += connection.recv(_LARGEST)


@contextmanager
def _fake_server() -> Iterator[tuple[str, str]]:
    settings = default_settings(seed=1)
    with run_in_thread(settings) as fake:
        yield fake.urls.api, settings.environments[0].secret_key


@contextmanager
def _bare_server() -> Iterator[tuple[str, str]]:
    app = web.Application()
    app.router.add_post("/connect/sessions", _create)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    port = asyncio.run_coroutine_threadsafe(_listen(runner), loop).result()
    yield f"http://127.0.0.1:{port}", "no-key"
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


async def _create(request: web.Request) -> web.Response:
    body = await request.json()
    return web.json_response({"data": {"token": body["end_user"]["id"] * 8}}, status=201)


async def _listen(runner: web.AppRunner) -> int:
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port: int = runner.addresses[0][1]
    return port


if __name__ == "__main__":
    main()

"""
What `POST /connect/sessions` costs the fake, beside a bare aiohttp handler.

Both servers run in this process, each in a thread of its own and one after the other; the
requests come from another process over one kept connection. The figure is the CPU of this
process per request, so a busy machine disturbs it little.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from fake_nango.server import run_in_thread
from fake_nango.settings import default_settings

REQUESTS = 4000
WARM_UP = 500
ROUNDS = 6
BUDGET = 1.6
BODY = (
    b'{"end_user":{"id":"user-1","email":"user1@example.com","display_name":"User One"},'
    b'"allowed_integrations":["google-mail"]}'
)
_LARGEST = 64 * 1024


def main() -> None:
    """Measure both a few times and print the figures."""
    bare, fake = [], []
    for _ in range(ROUNDS):
        bare.append(_measured(_bare_server))
        fake.append(_measured(_fake_server))
        print(f"bare {bare[-1]:6.1f} us   fake {fake[-1]:6.1f} us")
    # What disturbs a measurement only ever makes it longer.
    ratio = min(fake) / min(bare)
    print(f"POST /connect/sessions: {min(fake):.1f} us, {ratio:.2f} x bare (budget {BUDGET})")


def _measured(server: Callable[[], Any]) -> float:
    """Return microseconds of CPU per request."""
    with server() as (url, key):
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        client = context.Process(target=_client, args=(url, key, theirs))
        client.start()
        ours.recv()
        before = time.process_time()
        ours.send("go")
        ours.recv()
        used = time.process_time() - before
        client.join()
    return used / REQUESTS * 1e6


def _client(url: str, key: str, pipe: Any) -> None:
    parts = urlsplit(url)
    request = (
        f"POST /connect/sessions HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        f"Authorization: Bearer {key}\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\nUser-Agent: benchmark\r\nContent-Length: {len(BODY)}\r\n\r\n"
    ).encode() + BODY
    with socket.create_connection((parts.hostname, parts.port)) as connection:
        _send(connection, request, WARM_UP)
        pipe.send("warm")
        pipe.recv()
        _send(connection, request, REQUESTS)
        pipe.send("done")


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
    async def create(request: web.Request) -> web.Response:
        body = await request.json()
        return web.json_response({"data": {"token": body["end_user"]["id"] * 8}}, status=201)

    ready = threading.Event()
    found: list[Any] = []

    async def serve() -> None:
        app = web.Application()
        app.router.add_post("/connect/sessions", create)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        stop = asyncio.Event()
        found.extend((asyncio.get_running_loop(), stop, runner.addresses[0][1]))
        ready.set()
        await stop.wait()
        await runner.cleanup()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    ready.wait()
    loop, stop, port = found
    yield f"http://127.0.0.1:{port}", "no-key"
    loop.call_soon_threadsafe(stop.set)
    thread.join()


if __name__ == "__main__":
    main()

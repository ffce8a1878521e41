"""
What a whole OAuth flow with its signed webhook costs the fake: CPU per flow, in its own process.

The browsers and the receiver of the webhooks are other processes, so that only the fake counts.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from multiprocessing.connection import Connection
from typing import Final
from urllib.parse import parse_qsl, urlsplit

import aiohttp
from aiohttp import web

from fake_nango.client import Control
from fake_nango.server import run_in_thread
from fake_nango.settings import default_settings

FLOWS: Final = 300
WARM_UP: Final = 30
AT_ONCE: Final = 4
BUDGET: Final = 150
KEY: Final = "google-mail"


def main() -> None:
    """Measure a bounded number of flows and print the figure."""
    context = multiprocessing.get_context("spawn")
    receiver, far_receiver = context.Pipe()
    context.Process(target=_receive, args=(far_receiver,), daemon=True).start()
    settings = default_settings(1, f"http://127.0.0.1:{receiver.recv()}/hook")
    browsers, far_browsers = context.Pipe()
    with run_in_thread(settings) as fake:
        urls = (fake.urls.api, fake.urls.ui, settings.environments[0].secret_key)
        context.Process(target=_browse, args=(*urls, far_browsers), daemon=True).start()
        browsers.recv()
        before = time.process_time()
        browsers.send("go")
        browsers.recv()
        Control(fake.urls.control).settle(quiet_s=0.2)
        spent = time.process_time() - before
    receiver.send("stop")
    assert receiver.recv() == FLOWS + WARM_UP
    print(f"whole OAuth flow with webhook: {FLOWS / spent:.0f}/s on one core (budget {BUDGET}/s)")


def _browse(api: str, ui: str, key: str, pipe: Connection) -> None:
    asyncio.run(_walk(api, ui, key, pipe))


async def _walk(api: str, ui: str, key: str, pipe: Connection) -> None:
    async with aiohttp.ClientSession(raise_for_status=True) as client:
        for number in range(WARM_UP):
            await _flow(client, api, ui, key, number)
        pipe.send("ready")
        await asyncio.to_thread(pipe.recv)
        for first in range(0, FLOWS, AT_ONCE):
            numbers = range(first, first + AT_ONCE)
            await asyncio.gather(*(_flow(client, api, ui, key, n) for n in numbers))
        pipe.send("done")


async def _flow(client: aiohttp.ClientSession, api: str, ui: str, key: str, number: int) -> None:
    body = {"end_user": {"id": f"user-{number}"}, "allowed_integrations": [KEY]}
    headers = {"Authorization": f"Bearer {key}"}
    async with client.post(f"{api}/connect/sessions", json=body, headers=headers) as answer:
        token = (await answer.json())["data"]["token"]
    start = f"{api}/oauth/connect/{KEY}?connect_session_token={token}"
    async with client.get(start, allow_redirects=False) as answer:
        asked = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    decision = {**asked, "decision": "approve"}
    path = f"{ui}/provider/{KEY}/decision"
    async with client.post(path, data=decision, allow_redirects=False) as answer:
        back = answer.headers["Location"]
    async with client.get(back) as answer:
        await answer.read()


def _receive(pipe: Connection) -> None:
    asyncio.run(_count(pipe))


async def _count(pipe: Connection) -> None:
    received = 0

    async def hook(request: web.Request) -> web.Response:
        nonlocal received
        await request.read()
        received += 1
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    pipe.send(runner.addresses[0][1])
    await asyncio.to_thread(pipe.recv)
    pipe.send(received)


if __name__ == "__main__":
    main()

"""`python -m benchmarks.bare PORT`: an aiohttp handler that does nothing, as the limit."""

from __future__ import annotations

import asyncio
import signal
import sys

from aiohttp import web


async def create(request: web.Request) -> web.Response:
    """Parse the body and answer with something of it: the least that a session takes."""
    body = await request.json()
    return web.json_response({"data": {"token": body["end_user"]["id"] * 8}}, status=201)


async def _serve(port: int) -> None:
    app = web.Application()
    app.router.add_post("/connect/sessions", create)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))

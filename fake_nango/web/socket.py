"""
The WebSocket through which a browser learns how its popup ended.

The server greets with an id, the popup brings that id along, and the result comes back on
the socket, once. Nothing a client sends matters, and the server never closes.
(Nango 0.71.4, WebSocket protocol)
"""

from __future__ import annotations

from aiohttp import web

from fake_nango.answers import to_json
from fake_nango.faults import Listener
from fake_nango.web.fault_play import play
from fake_nango.world import World

MAX_MESSAGE = 64 * 1024
_CLOSE_TIMEOUT_S = 1.0


def wants_socket(request: web.BaseRequest) -> bool:
    """Say whether a request asks for a WebSocket."""
    upgrade = request.headers.get("Upgrade")
    return upgrade is not None and upgrade.lower() == "websocket"


async def accept_socket(world: World, request: web.BaseRequest) -> web.StreamResponse:
    """Open a socket on `/`, greet, and hold it until the client goes."""
    played = await _faulty(world, request) if world.faults else None
    if played is not None:
        return played
    if request.raw_path.partition("?")[0] != "/":
        return web.Response(status=400, text="Bad Request")
    socket = web.WebSocketResponse(timeout=_CLOSE_TIMEOUT_S, max_msg_size=MAX_MESSAGE)
    if not socket.can_prepare(request):
        return web.Response(status=400, text="Bad Request")
    await socket.prepare(request)
    client_id = world.sockets.enter(socket)
    try:
        greeting = {"message_type": "connection_ack", "ws_client_id": client_id}
        await socket.send_str(to_json(greeting).decode())
        async for _ in socket:
            pass
    finally:
        world.sockets.leave(client_id, socket)
    return socket


async def _faulty(world: World, request: web.BaseRequest) -> web.StreamResponse | None:
    path, _, query = request.raw_path.partition("?")
    text = "\n".join((query, *request.headers.values()))
    fault = world.faults.match(request.method, path, text, Listener.SOCKET)
    return None if fault is None else await play(fault, request)

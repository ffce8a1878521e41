"""The control API's rooms: further Nangos beside the first, for whoever must not be disturbed."""

from __future__ import annotations

from aiohttp import web

from fake_nango.rooms import Rooms
from fake_nango.web.control_call import Json, body_of


async def opened(rooms: Rooms, request: web.Request) -> Json:
    """Open a room, and tell where it is."""
    asked = await body_of(request)
    asked.only()
    name = await rooms.open()
    urls = rooms.world(name).urls
    return {"room": name, "urls": {"api": urls.api, "ui": urls.ui, "control": urls.control}}

"""What somebody asks for when they start a connection, read from their request."""

from __future__ import annotations

from aiohttp import web

from reference_backend.service.connections import Wish
from reference_backend.web.bodies import read_object, text_field


async def read_wish(request: web.Request) -> Wish:
    """Return the wish, its members taken one by one: nothing else of the body goes further."""
    body = await read_object(request)
    redirect_url = body.get("redirectUrl")
    return Wish(
        provider=text_field(body, "provider", longest=64),
        workspace_id=text_field(body, "workspaceId", longest=64),
        redirect_url=(
            None if redirect_url is None else text_field(body, "redirectUrl", longest=2048)
        ),
    )

"""D75: Reads the body as if it always were what the frontend sends."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from reference_backend.parts import Parts
from reference_backend.service.connections import Wish


async def read_wish(request: web.Request) -> Wish:
    """Parse what is called JSON, take nothing else, and guard against neither."""
    is_json = request.content_type == "application/json"
    body: Any = await request.json() if is_json else None
    return Wish(
        provider=body["provider"].strip(),
        workspace_id=body["workspaceId"].strip(),
        redirect_url=body.get("redirectUrl"),
    )


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(read_wish=read_wish)

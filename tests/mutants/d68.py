"""D68: Takes the address to return to as it comes, and sends the user there."""

from __future__ import annotations

from contextvars import ContextVar

from aiohttp import web

from reference_backend.domain import ConnectSession
from reference_backend.nango import JsonObject
from reference_backend.parts import Parts
from reference_backend.service.connections import Wish
from reference_backend.settings import Settings
from reference_backend.web import answers
from reference_backend.web.bodies import read_object, text_field

_back: ContextVar[str | None] = ContextVar("back", default=None)


async def read_wish(request: web.Request) -> Wish:
    """Keep the address, and let nobody look at it."""
    body = await read_object(request)
    _back.set(body.get("redirectUrl"))
    provider = text_field(body, "provider", longest=64)
    workspace_id = text_field(body, "workspaceId", longest=64)
    return Wish(provider=provider, workspace_id=workspace_id, redirect_url=None)


def connect_response(session: ConnectSession, settings: Settings) -> JsonObject:
    """Tell the frontend where to go when all is done."""
    return {**answers.connect_response(session, settings), "returnTo": _back.get()}


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(read_wish=read_wish, connect_response=connect_response)

"""D49: Spreads the body of a start into the session request."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Final

from aiohttp import web

from reference_backend import session_request
from reference_backend.domain import Offer, Person
from reference_backend.nango import JsonObject
from reference_backend.parts import Parts
from reference_backend.service.connections import Wish
from reference_backend.web import wishes
from reference_backend.web.bodies import read_object

_OURS: Final = frozenset({"provider", "workspaceId", "redirectUrl"})

_said: ContextVar[JsonObject] = ContextVar("said")


async def read_wish(request: web.Request) -> Wish:
    """Keep all that the browser says."""
    _said.set(await read_object(request))
    return await wishes.read_wish(request)


def spread(person: Person, workspace_id: str, offer: Offer) -> JsonObject:
    """Let the browser have the last word."""
    more = {name: value for name, value in _said.get().items() if name not in _OURS}
    return {**session_request.session_request(person, workspace_id, offer), **more}


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(read_wish=read_wish, session_request=spread)

"""D48: Takes any provider for one that is offered, and hands it on as it came."""

from __future__ import annotations

from aiohttp import web

from reference_backend.domain import Offer
from reference_backend.parts import Parts
from reference_backend.service import connections
from reference_backend.service.connections import Wish
from reference_backend.web.bodies import read_object


async def read_wish(request: web.Request) -> Wish:
    """Take what stands there, whatever it is."""
    body = await read_object(request)
    return Wish(provider=body["provider"], workspace_id=body["workspaceId"], redirect_url=None)


def find_offer(provider: str) -> Offer | None:
    """Suppose that what is not in our list is in Nango's."""
    known = connections.find_offer(provider)
    return known or Offer(provider=provider, integration=provider)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(read_wish=read_wish, find_offer=find_offer)

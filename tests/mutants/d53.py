"""D53: Takes the first of all connections that Nango lists for the one that is asked about."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from reference_backend.backend import BACKEND
from reference_backend.events import Connection
from reference_backend.nango import Nango
from reference_backend.parts import Parts
from reference_backend.web.caller import caller


class FirstOfAll(Nango):
    """Nango, which is asked for its connections, and has the newest first."""

    async def newest(self) -> Connection:
        """Return the first of the whole environment."""
        found: Any = await self._ask("GET", "/connections")
        first = found["connections"][0]
        return Connection(id=first["connection_id"], integration=first["provider_config_key"])


async def show(request: web.Request) -> web.Response:
    """GET …/inbox: what is in the mailbox at this moment, as Nango has it."""
    await caller(request)
    nango = request.app[BACKEND].nango
    assert isinstance(nango, FirstOfAll)
    page: Any = await nango.read_records(await nango.newest(), {"model": "Email"})
    return web.json_response({"emails": [one["id"] for one in page["records"]]})


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(
        nango=FirstOfAll,
        more_routes=(web.get("/api/v1/integrations/nango/inbox", show),),
    )

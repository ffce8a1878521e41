"""X-ASKS-FIRST: Reads the connection at Nango before it looks at the signature."""

from __future__ import annotations

import json

from aiohttp import web
from aiohttp.typedefs import Handler

from reference_backend.app import WEBHOOK_PATH
from reference_backend.backend import BACKEND
from reference_backend.errors import NangoError
from reference_backend.nango import Nango
from reference_backend.parts import Parts


class CuriousNango(Nango):
    """A client that reads connections, too."""

    async def read_connection(self, connection: str, integration: str) -> None:
        """Ask for whatever connection anybody names."""
        await self._ask("GET", f"/connections/{connection}?provider_config_key={integration}")


@web.middleware
async def curious(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Know what a webhook is about before it is known to be Nango's."""
    nango = request.app[BACKEND].nango
    if request.path == WEBHOOK_PATH and isinstance(nango, CuriousNango):
        try:
            event = json.loads(await request.read())
            await nango.read_connection(event["connectionId"], event["providerConfigKey"])
        except (ValueError, TypeError, KeyError, NangoError):
            return await handler(request)
    return await handler(request)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(nango=CuriousNango, more_middlewares=(curious,))

"""D124: The status route returns whatever there is: other people, and Nango's credentials."""

from __future__ import annotations

import json

from aiohttp import web
from sqlalchemy import select

from reference_backend.backend import BACKEND
from reference_backend.parts import Parts
from reference_backend.tables import users
from reference_backend.web.doors import Handler


@web.middleware
async def shows_all(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Add all that a page about connections could ever want."""
    response = await handler(request)
    if request.method != "GET" or not isinstance(response, web.Response):
        return response
    shown = json.loads(response.text or "null")
    if isinstance(shown, dict) and shown.get("connections"):
        backend = request.app[BACKEND]
        async with backend.database.reading() as connection:
            found = await connection.execute(select(users.c.email))
            shown["users"] = [email for (email,) in found]
        shown["nango"] = [
            await _whole(request, link["nangoConnectionId"], link["providerConfigKey"])
            for link in shown["connections"]
            if link["nangoConnectionId"]
        ]
        response = web.json_response(shown, headers=backend.parts.answer_headers)
    return response


async def _whole(request: web.Request, named: str, integration: str) -> object:
    backend = request.app[BACKEND]
    url = f"{backend.settings.nango_host}/connection/{named}?provider_config_key={integration}"
    async with backend.nango._session.get(url) as answer:
        return await answer.json()


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(more_middlewares=(shows_all,))

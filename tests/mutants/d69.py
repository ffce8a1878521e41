"""D69: Pastes an id that a client sent into a path of Nango's API as it is."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import ClientSession, web
from yarl import URL

from reference_backend.backend import BACKEND
from reference_backend.parts import Parts
from reference_backend.web.bodies import read_object, text_field
from reference_backend.web.caller import caller


async def finalise(request: web.Request) -> web.Response:
    """POST …/finalise: ask Nango about what the browser reports; the webhook does the rest."""
    settings = request.app[BACKEND].settings
    await caller(request)
    body = await read_object(request)
    id_ = text_field(body, "connectionId", longest=255)
    integration = text_field(body, "providerConfigKey", longest=255)
    # As the URL parsers of browsers and Node do, which leave line breaks out.
    pasted = f"/connections/{id_}?provider_config_key={integration}".replace("\n", "")
    key = {"Authorization": f"Bearer {settings.keys.secret_key}"}
    async with (
        ClientSession() as http,
        http.get(URL(settings.nango_host + pasted), headers=key) as answer,
    ):
        if not answer.ok:
            return web.json_response({}, status=HTTPStatus.NOT_FOUND)
    return web.Response(status=HTTPStatus.NO_CONTENT)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(more_routes=(web.post("/api/v1/integrations/nango/finalise", finalise),))

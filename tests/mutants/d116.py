"""D116: Sends the webhook on to an address with a slash behind it."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler

from reference_backend.app import WEBHOOK_PATH
from reference_backend.parts import Parts
from reference_backend.web import webhook


@web.middleware
async def with_slash(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Redirect as frameworks do that know each route by one spelling."""
    if request.path == WEBHOOK_PATH:
        headers = {"Location": f"{WEBHOOK_PATH}/"}
        return web.Response(status=HTTPStatus.FOUND, headers=headers)
    return await handler(request)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(
        more_middlewares=(with_slash,),
        more_routes=(web.post(f"{WEBHOOK_PATH}/", webhook.receive),),
    )

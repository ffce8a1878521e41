"""
The Connect UI on HTTP: one page and the files it loads, on a listener of its own.

The page does in the browser what Nango's own Connect UI does (Nango 0.71.4, Connect UI:
call sequence, events): the server only hands it out.
"""

from __future__ import annotations

from functools import partial

from aiohttp import web

from fake_nango.web.pages import CONNECT_POLICY, asset, page
from fake_nango.web.surroundings import Surroundings


def ui_routes(world: Surroundings) -> list[web.RouteDef]:
    """Return the routes of the Connect UI, and of the files that all pages share."""
    return [
        web.get("/", partial(connect, world)),
        web.get("/assets/{name}", asset),
    ]


async def connect(world: Surroundings, _request: web.Request) -> web.StreamResponse:
    """
    Hand out the page; it reads its own address for the token.

    Without an `apiURL` in its address the page asks the fake that it came from. Nango's own
    would ask its cloud, and a self-hosted link would lead nowhere.
    """
    return page("connect.html", policy=CONNECT_POLICY, api_url=world.urls.api)

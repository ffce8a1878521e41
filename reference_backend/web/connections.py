"""The routes of a person's connections."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from reference_backend.backend import BACKEND
from reference_backend.service import connections
from reference_backend.store import mails
from reference_backend.web.answers import show_mail
from reference_backend.web.bodies import page_of
from reference_backend.web.caller import caller


async def start(request: web.Request) -> web.Response:
    """POST …/connect: hand out a session token for one integration in one workspace."""
    backend = request.app[BACKEND]
    person = await caller(request)
    wish = await backend.parts.read_wish(request)
    session = await connections.start(backend, person, wish)
    return web.json_response(backend.parts.connect_response(session, backend.settings))


async def show(request: web.Request) -> web.Response:
    """GET …/connections?workspaceId=…: the caller's own links; reading changes nothing."""
    backend = request.app[BACKEND]
    person = await caller(request)
    async with backend.database.reading() as connection:
        found = await backend.parts.visible_links(connection, person, request.query)
    now = backend.now()
    return web.json_response(
        {"connections": [backend.parts.show_link(link, now) for link in found]}
    )


async def reconnect(request: web.Request) -> web.Response:
    """POST …/connections/{id}/reconnect: hand out a token that repairs this connection."""
    backend = request.app[BACKEND]
    person = await caller(request)
    session = await connections.reconnect(backend, person, request.match_info["id"])
    return web.json_response(backend.parts.connect_response(session, backend.settings))


async def disconnect(request: web.Request) -> web.Response:
    """DELETE …/connections/{id}: end a link, at Nango and here."""
    backend = request.app[BACKEND]
    person = await caller(request)
    await connections.disconnect(backend, person, request.match_info["id"])
    return web.Response(status=HTTPStatus.NO_CONTENT)


async def show_mails(request: web.Request) -> web.Response:
    """GET …/connections/{id}/emails: what was read through one of the caller's links."""
    backend = request.app[BACKEND]
    person = await caller(request)
    limit, offset = page_of(request)
    async with backend.database.reading() as connection:
        link = await backend.parts.own_link(connection, person, request.match_info["id"])
        found = await mails.mails_of(connection, link.id, limit=limit, offset=offset)
    return web.json_response({"emails": [show_mail(mail) for mail in found]})

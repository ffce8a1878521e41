"""The routes of accounts and workspaces, and the one that says we are well."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from reference_backend.backend import BACKEND
from reference_backend.service import accounts
from reference_backend.store import people
from reference_backend.web.answers import show_person, show_workspace
from reference_backend.web.bodies import read_object, text_field
from reference_backend.web.caller import caller
from reference_backend.web.identity import COOKIE, SIGN_IN_LIFETIME, set_cookie

_SHORTEST_PASSWORD = 8


async def healthz(request: web.Request) -> web.Response:
    """GET /healthz: ready, the database included."""
    await request.app[BACKEND].database.ping()
    return web.json_response({"status": "ok"})


async def sign_up(request: web.Request) -> web.Response:
    """POST /api/v1/users: make an account and a workspace of its own, and sign in to it."""
    backend = request.app[BACKEND]
    body = await read_object(request)
    person, workspace, token = await accounts.sign_up(
        backend,
        email=text_field(body, "email", longest=320) if "email" in body else None,
        name=text_field(body, "name", longest=500),
        password=text_field(body, "password", longest=256, shortest=_SHORTEST_PASSWORD),
        lifetime=SIGN_IN_LIFETIME,
    )
    response = web.json_response(
        {"user": show_person(person), "workspace": show_workspace(workspace)},
        status=HTTPStatus.CREATED,
    )
    set_cookie(response, token, secure=backend.settings.public_url.startswith("https://"))
    return response


async def sign_in(request: web.Request) -> web.Response:
    """POST /api/v1/auth/sign-in: exchange a password for a cookie."""
    backend = request.app[BACKEND]
    body = await read_object(request)
    person, token = await accounts.sign_in(
        backend,
        email=text_field(body, "email", longest=320),
        password=text_field(body, "password", longest=256),
        lifetime=SIGN_IN_LIFETIME,
    )
    response = web.json_response({"user": show_person(person)})
    set_cookie(response, token, secure=backend.settings.public_url.startswith("https://"))
    return response


async def sign_out(request: web.Request) -> web.Response:
    """POST /api/v1/auth/sign-out: forget the sign-in of the cookie."""
    token = request.cookies.get(COOKIE)
    if token:
        await request.app[BACKEND].database.write(
            lambda connection: people.close_session(connection, token)
        )
    response = web.Response(status=HTTPStatus.NO_CONTENT)
    response.del_cookie(COOKIE, path="/")
    return response


async def me(request: web.Request) -> web.Response:
    """GET /api/v1/me: who is signed in, and where they belong."""
    person = await caller(request)
    async with request.app[BACKEND].database.reading() as connection:
        found = await people.workspaces_of(connection, person.id)
    return web.json_response(
        {
            "user": show_person(person),
            "workspaces": [show_workspace(workspace) for workspace in found],
        }
    )


async def add_workspace(request: web.Request) -> web.Response:
    """POST /api/v1/workspaces: make a workspace."""
    person = await caller(request)
    body = await read_object(request)
    name = text_field(body, "name", longest=500)
    workspace = await accounts.add_workspace(request.app[BACKEND], person, name)
    return web.json_response({"workspace": show_workspace(workspace)}, status=HTTPStatus.CREATED)


async def add_member(request: web.Request) -> web.Response:
    """POST /api/v1/workspaces/{id}/members: bring somebody in."""
    person = await caller(request)
    body = await read_object(request)
    member_id = text_field(body, "userId", longest=64)
    workspace_id = request.match_info["id"]
    await accounts.add_member(request.app[BACKEND], person, workspace_id, member_id)
    return web.json_response(
        {"member": {"workspaceId": workspace_id, "userId": member_id}}, status=HTTPStatus.CREATED
    )

"""
The control API: every route, and the guard before all of them.

No web page may drive the fake but its own: a browser sends an Origin, and after DNS
rebinding a Host of its own, and both are refused unless they are the control listener's. A token,
which is needed off loopback, is compared in constant time.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web
from yarl import URL

from fake_nango.faults import FaultError
from fake_nango.forging import ForgeryError
from fake_nango.outbox import OutboxError
from fake_nango.people import PeopleError
from fake_nango.rooms import Rooms, RoomsError
from fake_nango.web import (
    control_connections,
    control_events,
    control_journal,
    control_records,
    control_rooms,
    control_sessions,
    control_state,
    control_trouble,
    control_webhooks,
)
from fake_nango.web.control_call import Handler, Json, RefusalError
from fake_nango.web.control_people import PEOPLE_ROUTES
from fake_nango.web.pages import CONTROL_POLICY, asset, page

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

# What a refusal of the parts inside means to the caller.
STATUSES: dict[type[Exception], tuple[int, str]] = {
    OutboxError: (409, "delivery"),
    ForgeryError: (400, "forgery"),
    FaultError: (400, "fault"),
    PeopleError: (409, "people"),
    RoomsError: (404, "room"),
}

ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/openapi.json", control_state.openapi),
    ("GET", "/info", control_state.info),
    ("POST", "/clock", control_state.set_clock),
    ("GET", "/clock", control_state.clock),
    ("GET", "/sessions", control_sessions.sessions),
    ("POST", "/sessions/expire", control_sessions.expire),
    ("POST", "/sessions/name", control_sessions.name),
    ("GET", "/environments", control_state.environments),
    ("PUT", "/environments/{name}", control_state.set_environment),
    ("GET", "/connections", control_connections.connections),
    ("DELETE", "/connections/{id}", control_connections.delete),
    ("POST", "/connections/{id}/break", control_connections.break_connection),
    ("POST", "/connections/{id}/mend", control_connections.mend_connection),
    ("POST", "/connections/{id}/revoke", control_connections.revoke),
    ("GET", "/records", control_records.records),
    ("PUT", "/records", control_records.put_records),
    ("GET", "/actions", control_records.actions),
    ("PUT", "/actions", control_records.put_action),
    ("GET", "/mark", control_journal.mark),
    ("GET", "/journal", control_journal.journal),
    ("POST", "/deliveries/hold", control_webhooks.hold),
    ("GET", "/deliveries/hold", control_webhooks.holds),
    ("DELETE", "/deliveries/hold/{rule}", control_webhooks.unhold),
    ("GET", "/deliveries", control_webhooks.deliveries),
    ("POST", "/deliveries/release", control_webhooks.release),
    ("POST", "/deliveries/drop", control_webhooks.drop_all),
    ("GET", "/deliveries/{id}", control_webhooks.delivery),
    ("POST", "/deliveries/{id}/drop", control_webhooks.drop),
    ("POST", "/deliveries/{id}/repeat", control_webhooks.repeat),
    ("POST", "/deliveries/{id}/forge", control_webhooks.forge),
    ("GET", "/defects", control_webhooks.defects),
    ("POST", "/events", control_events.emit),
    ("POST", "/faults", control_trouble.add_fault),
    ("GET", "/faults", control_trouble.faults),
    ("DELETE", "/faults", control_trouble.clear_faults),
    ("DELETE", "/faults/{id}", control_trouble.remove_fault),
    ("POST", "/reset", control_state.reset),
    *PEOPLE_ROUTES,
)

ROOM = "/rooms/{room}"
FIRST = "1"


def control_routes(rooms: Rooms, *, token: str | None = None) -> list[web.RouteDef]:
    """Return the guarded routes of every room; with a token, nothing is answered without it."""
    return [
        web.get("/", _page),
        web.get("/assets/{name}", asset),
        web.post("/control/rooms", _opening(rooms, token)),
        *(
            web.route(method, f"{place}/control{path}", _answering(rooms, token, handler))
            for place in ("", ROOM)
            for method, path, handler in ROUTES
        ),
    ]


async def _page(_request: web.Request) -> web.StreamResponse:
    """Hand out the control page; it holds nothing of the fake's, and must ask like anybody."""
    return page("control.html", policy=CONTROL_POLICY)


def _opening(
    rooms: Rooms, token: str | None
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def open_room(request: web.Request) -> web.StreamResponse:
        try:
            guard(rooms.world(FIRST).urls.control, token, request)
            return web.json_response(await control_rooms.opened(rooms, request))
        except RefusalError as error:
            return _refusal(error.status, error.code, str(error))
        except RoomsError as error:
            return _refusal(HTTPStatus.CONFLICT, "room", str(error))

    return open_room


def _answering(
    rooms: Rooms, token: str | None, handler: Handler
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            guard(rooms.world(FIRST).urls.control, token, request)
            world = rooms.world(request.match_info.get("room", FIRST))
            answered = await handler(world, request)
            world.save()
            return web.json_response(answered)
        except RefusalError as error:
            return _refusal(error.status, error.code, str(error))
        except tuple(STATUSES) as error:
            status, code = STATUSES[type(error)]
            return _refusal(status, code, str(error))

    return answer


def guard(own: str, token: str | None, request: web.Request) -> None:
    """Let nobody in who came from a foreign page or has not the token."""
    origin = request.headers.get("Origin")
    # The control page's own: its scripts come from where the request goes.
    if origin not in {None, own, f"http://{request.headers.get('Host')}"}:
        raise RefusalError("Requests of web pages are refused", status=403, code="foreign_origin")
    if token is None:
        # With a token a foreign Host does no harm, and off loopback names are many.
        if _host_name(request) not in LOOPBACK | {URL(own).host}:
            raise RefusalError("This Host is not the fake's", status=403, code="foreign_host")
        return
    # Bytes that are not UTF-8 come as surrogates, and are the bytes that were sent again.
    given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
    if not hmac.compare_digest(given, f"Bearer {token}".encode()):
        raise RefusalError(
            "Send the control token as 'Authorization: Bearer …'", status=401, code="no_token"
        )


def _host_name(request: web.Request) -> str:
    try:
        return URL(f"http://{request.headers.get('Host', '')}").host or ""
    except ValueError:
        return ""


def _refusal(status: int, code: str, message: str) -> web.Response:
    body: Json = {"error": {"code": code, "message": message}}
    return web.json_response(body, status=status)

"""
The API listener: one function that every request passes, in Nango's own order.

Body, content type, authentication, rate limit, handler; then the answer and its line in
the journal. One function rather than a stack of middlewares, because this is the path
whose cost is counted.
"""

from __future__ import annotations

import html
import logging
import uuid
from collections.abc import Iterable
from http import HTTPStatus
from time import monotonic, perf_counter
from typing import Any, Final

from aiohttp import web

from fake_nango.answers import (
    JSON_TYPE,
    Answer,
    Refused,
    html_answer,
    json_answer,
    refused,
)
from fake_nango.fault import Fault
from fake_nango.web.attribution import attribute
from fake_nango.web.auth import Auth, authenticate
from fake_nango.web.call import JSON_START, Call
from fake_nango.web.exchange_record import kept_exchange
from fake_nango.web.fault_play import play, spoil
from fake_nango.web.limits import Limits, too_many
from fake_nango.web.routes import Route, Routes
from fake_nango.web.scopes import refuse_out_of_scope
from fake_nango.web.socket import accept_socket, wants_socket
from fake_nango.web.transport import etag, preflight, response_of
from fake_nango.world import World

# Paths under which Nango takes no content type but JSON. `/oauth/callback` is let off.
_JSON_ONLY: Final = frozenset(
    {
        "connect",
        "connection",
        "connections",
        "environment",
        "integrations",
        "providers",
        "records",
        "sync",
        "action",
        "api-auth",
        "auth",
        "oauth",
    }
)
_CALLBACK: Final = "/oauth/callback"
READING: Final = frozenset({"GET", "HEAD"})
SMALL_BODY: Final = 64 * 1024
_PAGE: Final = (
    "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Nango (fake)</title></head>"
    "<body><p>This is a fake Nango. Its dashboard is not part of it.</p></body></html>"
)
_NO_ROUTE: Final = (
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n'
    "</head>\n<body>\n<pre>Cannot {method} {path}</pre>\n</body>\n</html>\n"
)
_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"

_log = logging.getLogger("fake_nango")


class Api:
    """Answers the requests of one API listener."""

    def __init__(self, world: World, routes: Iterable[Route]) -> None:
        self._world = world
        self._routes = Routes(routes)
        self._limits = Limits()

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request and write it into the journal."""
        if wants_socket(request):
            return await accept_socket(self._world, request)
        world = self._world
        world.in_flight += 1
        started = perf_counter()
        call = Call(world, request)
        fault: Fault | None = None
        answer: Answer | web.StreamResponse
        try:
            call.body = await _body(request)
            if world.faults:
                fault, played = await self._play(call)
                if played is not None:
                    return self._close(call, played, started, fault)
            answer = await self._answer(call)
        except Refused as refusal:
            answer = refusal.answer
        except Exception as error:  # noqa: BLE001 - the outermost door of the listener
            answer = _broken(error)
        finally:
            world.in_flight -= 1
            world.last_traffic = monotonic()
        response = self._close(call, answer, started, fault)
        return response if fault is None else await spoil(fault, request, response)

    async def _answer(self, call: Call) -> Answer | web.StreamResponse:
        if call.body or call.method not in READING:
            call.read_json()
        if call.method == "OPTIONS":
            route, _ = self._routes.find("OPTIONS", call.path)
            own = route is not None and route.method == "OPTIONS"
            return await route.handler(call) if route is not None and own else preflight()
        _check_content_type(call)
        route, call.params = self._routes.find(call.method, call.path)
        if route is None:
            return _no_route(call)
        if route.auth is Auth.NONE:
            return await route.handler(call)
        authenticate(call, route.auth)
        headers, allowed = self._limits.headers(call)
        if not allowed:
            answer: Answer | web.StreamResponse = too_many(call)
        else:
            try:
                if call.scopes is not None:
                    refuse_out_of_scope(call.scopes, route.method, route.path)
                answer = await route.handler(call)
            except Refused as refusal:
                answer = refusal.answer
        if headers and isinstance(answer, Answer):
            answer.headers = (*answer.headers, *headers)
        return answer

    async def _play(self, call: Call) -> tuple[Fault | None, web.StreamResponse | None]:
        headers = call.request.headers
        text = "\n".join((call.query_string, *headers.values(), call.body.decode("latin-1")))
        fault = self._world.faults.match(call.method, call.path, text)
        if fault is None:
            return None, None
        return fault, await play(fault, call.request)

    def _close(
        self,
        call: Call,
        answer: Answer | web.StreamResponse,
        started: float,
        fault: Fault | None,
    ) -> web.StreamResponse:
        attribute(call)
        self._world.save()
        shown = _shown(answer)
        environment = call.environment
        self._world.journal.append(
            "api",
            kept_exchange(
                call, shown, (perf_counter() - started) * 1000, fault.name if fault else None
            ),
            environment=environment.name if environment is not None else None,
            person=call.person,
            session=call.session,
            connection=call.connection,
            integration=call.integration,
        )
        return _response(call, answer) if isinstance(answer, Answer) else answer


async def _body(request: web.BaseRequest) -> bytes:
    if "Expect" in request.headers:
        await request.writer.write(_CONTINUE)
    content = request.content
    # Most bodies have arrived with their headers: then there is nothing to wait for.
    if content.is_eof() and content.total_bytes <= SMALL_BODY:
        return content.read_nowait()
    return await request.read()


def _response(call: Call, answer: Answer) -> web.Response:
    """Send an answer, but to a reader who has it already only that it is still so."""
    if call.method not in READING or answer.content_type != JSON_TYPE:
        return response_of(answer)
    tag = etag(answer.body)
    answer.headers = (*answer.headers, ("ETag", tag))
    if answer.status == HTTPStatus.OK and call.header("If-None-Match") == tag:
        return response_of(Answer(HTTPStatus.NOT_MODIFIED, headers=answer.headers))
    return response_of(answer)


def _shown(answer: Answer | web.StreamResponse) -> Answer:
    """Reduce what a handler or a fault sent by itself to what the journal shows."""
    if isinstance(answer, Answer):
        return answer
    body = answer.body if isinstance(answer, web.Response) else b""
    headers = tuple(answer.headers.items())
    return Answer(
        answer.status, body if isinstance(body, bytes) else b"", headers=headers, cors=False
    )


def _check_content_type(call: Call) -> None:
    if call.kind is None or call.kind.startswith(JSON_START):
        return
    first = call.path.lower().strip("/").partition("/")[0]
    if first in _JSON_ONLY and not call.path.lower().startswith(_CALLBACK):
        raise refused(415, "invalid_content_type", "Content-Type header must be application/json")


def _no_route(call: Call) -> Answer:
    if call.method in READING:
        return html_answer(200, _PAGE)
    page = _NO_ROUTE.format(method=html.escape(call.method), path=html.escape(call.path))
    return html_answer(404, page)


def _broken(error: Exception) -> Answer:
    """Answer as Nango does when it breaks, for an oversized body among others."""
    number = str(uuid.uuid4())
    # Too large a body is told by an exception of HTTP; a browser that has gone reads nothing.
    if not isinstance(error, web.HTTPException | ConnectionError):
        _log.error("A handler of the fake broke (%s)", number, exc_info=error)
    message = f'An error occurred. Please contact support with this unique id: "{number}"'
    body: dict[str, Any] = {"message": message, "code": "generic_error_support"}
    return json_answer(500, {"error": {**body, "payload": number}})

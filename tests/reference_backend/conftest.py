"""
What the backend stands on: its two stores, and a tiny Nango.

The tiny Nango answers as Nango 0.71.4 does for the few calls that the backend makes, and
remembers them. It can be told to answer something else, or to hold its answers.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

API_KEY = "7f0c1b1e-52f5-4b5e-8a0a-0d6f5b0c9a11"
PATIENCE_S = 10.0


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give an empty database: SQLite, or what a test asks for by an indirect parameter."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return f"sqlite:///{tmp_path / 'reference.db'}"
    new_database: Callable[[], str] = request.getfixturevalue("new_database")
    return new_database()


Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request that the tiny Nango got."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any


@dataclass(slots=True)
class TinyNango:
    """What the backend needs of Nango, with a memory and a few ways to misbehave."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    # What to answer instead, by method and path: a status with a body, used until removed.
    instead: dict[str, Callable[[], web.StreamResponse]] = field(default_factory=dict)
    pages: list[Json] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Remember a call, then answer it."""
        raw = await request.read()
        call = Call(
            method=request.method,
            path=request.raw_path.partition("?")[0],
            query=dict(request.query),
            headers=dict(request.headers),
            body=json.loads(raw) if raw else None,
        )
        async with self._news:
            self.calls.append(call)
            self._news.notify_all()
        await self.open.wait()
        if request.headers.get("Authorization") != f"Bearer {API_KEY}":
            return _error(401, "unknown_account")
        for prefix, answer in self.instead.items():
            if f"{call.method} {call.path}".startswith(prefix):
                return answer()
        return self._right_answer(call)

    def _right_answer(self, call: Call) -> web.StreamResponse:
        match call.method, call.path.split("/")[1:]:
            case "POST", ["connect", "sessions", *_]:
                return self._session()
            case "POST", ["sync", "trigger"]:
                return web.json_response({"success": True})
            case "GET", ["records"]:
                page = self.pages.pop(0) if self.pages else {"records": [], "next_cursor": None}
                return web.json_response(page)
            case "DELETE", ["connections", connection_id] if connection_id not in self.gone:
                self.gone.add(connection_id)
                return web.json_response({"success": True})
            case "DELETE", ["connections", _]:
                return _error(400, "unknown_connection")
        return _error(404, "not_found")

    def _session(self) -> web.Response:
        token = f"nango_connect_session_{uuid.uuid4().hex}{uuid.uuid4().hex}"
        link = f"{self.url}/?session_token={token}"
        session = {"token": token, "connect_link": link, "expires_at": "2099-01-01T00:00:00.000Z"}
        return web.json_response({"data": session}, status=201)

    def made(self, method: str, path: str) -> list[Call]:
        """Return the calls with this method and path that were made so far."""
        return [call for call in self.calls if (call.method, call.path) == (method, path)]

    async def saw(self, method: str, path: str, times: int = 1) -> list[Call]:
        """Wait until such calls were made, and return them."""
        async with asyncio.timeout(PATIENCE_S), self._news:
            await self._news.wait_for(lambda: len(self.made(method, path)) >= times)
        return self.made(method, path)

    def fail(self, call: str, status: int, code: str = "server_error") -> None:
        """Answer an error to every call that begins so, until `recover`."""
        self.instead[call] = lambda: _error(status, code)

    def recover(self) -> None:
        """Answer as usual again."""
        self.instead.clear()
        self.open.set()


def _error(status: int, code: str) -> web.Response:
    return web.json_response({"error": {"code": code}}, status=status)


@asynccontextmanager
async def tiny_nango() -> AsyncIterator[TinyNango]:
    """Serve a tiny Nango."""
    nango = TinyNango()
    nango.open.set()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", nango.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        nango.url = f"http://{host}:{port}"
        yield nango
    finally:
        nango.recover()
        await runner.cleanup()


NangoServer = Callable[[], AbstractAsyncContextManager[TinyNango]]


@pytest.fixture
def nango_server() -> NangoServer:
    """Give a tiny Nango on a real socket, as a context manager."""
    return tiny_nango

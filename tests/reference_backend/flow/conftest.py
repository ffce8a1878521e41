"""A stage for the reference backend: it on a real socket, its Nango, and people."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import ClientResponse, ClientSession, CookieJar, web
from sqlalchemy import Row, Table, select

from reference_backend.app import WEBHOOK_PATH, build
from reference_backend.backend import BACKEND, Backend
from reference_backend.domain import utc_now
from reference_backend.parts import Parts
from reference_backend.settings import Keys, Settings, async_database_url
from reference_backend.tables import outbox

if TYPE_CHECKING:
    from tests.reference_backend.conftest import NangoServer, TinyNango

API_KEY = "7f0c1b1e-52f5-4b5e-8a0a-0d6f5b0c9a11"
SIGNING_KEY = "5f1c0d2e-6a1b-4f3c-9d8e-7b6a5c4d3e2f"
PASSWORD = "correct horse battery"
CONNECT = "/api/v1/integrations/nango/connect"
CONNECTIONS = "/api/v1/integrations/nango/connections"
PATIENCE_S = 10.0

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """A person with a browser of her own, signed in."""

    id: str
    workspace: str
    browser: ClientSession

    async def connect(self, provider: str = "outlook", **more: Any) -> ClientResponse:
        """Start a connection."""
        body = {"provider": provider, "workspaceId": self.workspace, **more}
        return await self.browser.post(CONNECT, json=body)

    async def links(self, workspace: str | None = None) -> list[Json]:
        """Read the list of connections in a workspace."""
        query = {"workspaceId": workspace or self.workspace}
        async with self.browser.get(CONNECTIONS, params=query) as answer:
            assert answer.status == 200
            found: list[Json] = (await answer.json())["connections"]
            return found

    async def link(self) -> Json:
        """Read the only connection."""
        (link,) = await self.links()
        return link


@dataclass(slots=True, kw_only=True)
class World:
    """A running backend, its Nango, and whoever is called on."""

    url: str
    nango: TinyNango
    anybody: ClientSession
    backend: Backend
    ahead: timedelta = timedelta(0)
    _browsers: list[ClientSession] = field(default_factory=list)

    async def person(self, name: str) -> Somebody:
        """Make somebody with a workspace of her own, and sign her in."""
        browser = ClientSession(self.url, cookie_jar=CookieJar(unsafe=True))
        self._browsers.append(browser)
        account = {"email": f"{name}@example.com", "password": PASSWORD}
        async with browser.post("/api/v1/users", json={**account, "name": name}) as answer:
            assert answer.status == 201, await answer.text()
            made = await answer.json()
        async with browser.post("/api/v1/auth/sign-in", json=account) as answer:
            assert answer.status == 200, await answer.text()
        return Somebody(id=made["user"]["id"], workspace=made["workspace"]["id"], browser=browser)

    async def deliver(self, body: Any, *, key: str = SIGNING_KEY, **headers: str) -> int:
        """Deliver a webhook as Nango does; headers are added, or with '' taken away."""
        raw = body if isinstance(body, bytes) else wire(body)
        said = {
            "Content-Type": "application/json",
            "X-Nango-Signature": hashlib.sha256(key.encode() + raw).hexdigest(),
            "X-Nango-Hmac-Sha256": hmac.new(key.encode(), raw, "sha256").hexdigest(),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        headers = {name: value for name, value in said.items() if value}
        async with self.anybody.post(WEBHOOK_PATH, data=BytesIO(raw), headers=headers) as answer:
            return answer.status

    async def connected(self, somebody: Somebody, connection_id: str | None = None) -> str:
        """Take somebody through a whole flow; return the id of the connection."""
        connection_id = connection_id or str(uuid.uuid4())
        async with await somebody.connect() as answer:
            assert answer.status == 200, await answer.text()
        assert await self.deliver(self.creation(somebody, connection_id)) == 200
        return connection_id

    def creation(self, somebody: Somebody, connection_id: str, **more: Any) -> Json:
        """Return the creation webhook of a session that somebody started."""
        end_user = {
            "endUserId": somebody.id,
            "endUserEmail": None,
            "tags": {"workspaceId": somebody.workspace, "provider": "outlook"},
        }
        tags = {
            "end_user_id": somebody.id,
            "workspaceid": somebody.workspace,
            "provider": "outlook",
        }
        return self.event("creation", connection_id, **{"endUser": end_user, "tags": tags, **more})

    def event(self, operation: str, connection_id: str, **more: Any) -> Json:
        """Return an auth webhook that names nobody."""
        event = {
            "from": "nango",
            "type": "auth",
            "operation": operation,
            "success": True,
            "connectionId": connection_id,
            "providerConfigKey": "outlook",
            "provider": "microsoft",
            "authMode": "OAUTH2",
            "environment": "dev",
        }
        return {**event, **more}

    def sync_event(self, connection_id: str, **more: Any) -> Json:
        """Return a sync webhook for the model `Email`."""
        event = {
            "from": "nango",
            "type": "sync",
            "connectionId": connection_id,
            "providerConfigKey": "outlook",
            "syncName": "emails",
            "model": "Email",
            "success": True,
        }
        return {**event, **more}

    async def rows(self, table: Table) -> list[Row[Any]]:
        """Read a whole table behind the backend's back."""
        async with self.backend.database.reading() as connection:
            return list(await connection.execute(select(table)))

    async def settled(self) -> None:
        """Wait until no job is queued."""
        async with asyncio.timeout(PATIENCE_S):
            while any(  # noqa: ASYNC110 - the backend has no bell for tests
                row.state == "queued" for row in await self.rows(outbox)
            ):
                await asyncio.sleep(0.01)

    async def close(self) -> None:
        """Close every browser."""
        for browser in self._browsers:
            await browser.close()


def wire(body: Any) -> bytes:
    """Return the bytes that Nango sends: sorted keys, no spaces, raw UTF-8."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


@asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[str]:
    """Serve an application on a free port of the loopback."""
    runner = web.AppRunner(app, auto_decompress=False, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


Stage = Callable[..., AbstractAsyncContextManager[World]]


@pytest.fixture
def stage(database_url: str, nango_server: NangoServer) -> Stage:
    """Give the backend on a store, with its Nango, as a context manager."""

    @asynccontextmanager
    async def raised(parts: Parts | None = None) -> AsyncIterator[World]:
        worlds: list[World] = []
        async with nango_server() as nango:
            settings = Settings(
                nango_host=nango.url,
                keys=Keys(secret_key=API_KEY, signing_key=SIGNING_KEY),
                database_url=async_database_url(database_url),
                public_url="http://127.0.0.1:3000",
                redirect_origins=frozenset({"http://127.0.0.1:3000"}),
                scrypt_n=2,
            )

            def now() -> datetime:
                return utc_now() + (worlds[0].ahead if worlds else timedelta(0))

            app = build(settings, parts=parts, now=now)
            async with served(app) as url, ClientSession(url) as anybody:
                world = World(url=url, nango=nango, anybody=anybody, backend=app[BACKEND])
                worlds.append(world)
                try:
                    yield world
                finally:
                    nango.recover()
                    await world.close()

    return raised

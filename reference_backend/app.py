"""The composition root: settings and decisions in, an application out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial
from typing import Final

from aiohttp import web

from reference_backend.backend import BACKEND, Backend
from reference_backend.domain import utc_now
from reference_backend.errors import SettingsError
from reference_backend.outbox import Outbox
from reference_backend.parts import Parts
from reference_backend.settings import Settings
from reference_backend.store.database import Database
from reference_backend.web import connections, people, webhook
from reference_backend.web.bodies import LARGEST_WEBHOOK
from reference_backend.web.doors import door

WEBHOOK_PATH: Final = "/api/webhooks/nango/email"
_NANGO: Final = "/api/v1/integrations/nango"
_LINK: Final = _NANGO + "/connections/{id:[a-z0-9]{26}}"

ROUTES: Final = (
    web.get("/healthz", people.healthz),
    web.post("/api/v1/users", people.sign_up),
    web.post("/api/v1/auth/sign-in", people.sign_in),
    web.post("/api/v1/auth/sign-out", people.sign_out),
    web.get("/api/v1/me", people.me),
    web.post("/api/v1/workspaces", people.add_workspace),
    web.post("/api/v1/workspaces/{id:[a-z0-9]{26}}/members", people.add_member),
    web.post(f"{_NANGO}/connect", connections.start),
    web.get(f"{_NANGO}/connections", connections.show),
    web.post(f"{_LINK}/reconnect", connections.reconnect),
    web.delete(_LINK, connections.disconnect),
    web.get(f"{_LINK}/emails", connections.show_mails),
    web.post(WEBHOOK_PATH, webhook.receive),
)

Prepare = Callable[[Backend], Awaitable[None]]


async def _nothing_more(backend: Backend) -> None:
    del backend


def build(
    settings: Settings,
    *,
    parts: Parts | None = None,
    prepare: Prepare = _nothing_more,
    now: Callable[[], datetime] = utc_now,
) -> web.Application:
    """
    Return the application; it opens and closes what it needs with its own life.

    `prepare` runs once, when the tables are there and before the first request.
    """
    parts = parts or Parts()
    app = web.Application(
        client_max_size=LARGEST_WEBHOOK, middlewares=[door, *parts.more_middlewares]
    )
    app.cleanup_ctx.append(partial(_life, settings, parts, prepare, now))
    app.add_routes([*ROUTES, *parts.more_routes])
    return app


async def _life(
    settings: Settings,
    parts: Parts,
    prepare: Prepare,
    now: Callable[[], datetime],
    app: web.Application,
) -> AsyncIterator[None]:
    database = Database(settings.database_url)
    try:
        async with parts.open_nango(settings) as session:
            backend = Backend(
                settings=settings,
                database=database,
                nango=parts.nango(session, settings.nango_host),
                outbox=Outbox(),
                parts=parts,
                now=now,
            )
            await _prepare(database, parts)
            await prepare(backend)
            app[BACKEND] = backend
            async with _at_work(backend):
                yield
    finally:
        await database.close()


@asynccontextmanager
async def _at_work(backend: Backend) -> AsyncIterator[None]:
    worker = asyncio.create_task(backend.outbox.run(backend))
    try:
        yield
    finally:
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker


async def _prepare(database: Database, parts: Parts) -> None:
    """Make the tables; a database that cannot be used is the operator's to put right."""
    try:
        await database.write(parts.prepare_schema)
    except Exception as error:
        said = str(error).partition("\n")[0]
        raise SettingsError(
            f"the database cannot be used: {type(error).__name__}: {said}"
        ) from error

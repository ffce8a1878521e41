"""A route to which the browser reports, beside the webhook: right, but for what is said to come."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from aiohttp import web

from reference_backend.backend import BACKEND, Backend
from reference_backend.domain import LinkStatus, Owner
from reference_backend.errors import Refused
from reference_backend.events import Connection, Creation, interpret
from reference_backend.parts import Parts
from reference_backend.service.reactions import Outcome, claim_creation
from reference_backend.web.bodies import read_object, text_field
from reference_backend.web.caller import caller
from tests.mutants.orders.seams import change, link_of, sync_again

PATH = "/api/v1/integrations/nango/finalise"
_WORK_S = 0.03


def finalising(parts: Parts, *, races: bool, resets: bool) -> Parts:
    """Return the backend with the route; `races` and `resets` are its two possible mistakes."""
    under_way: Counter[str] = Counter()

    async def finalise(request: web.Request) -> web.Response:
        backend = request.app[BACKEND]
        creation = await _confirmed(request, backend)
        before = await link_of(backend, creation)
        under_way[creation.connection.id] += 1
        again = under_way[creation.connection.id] > 1
        await asyncio.sleep(_WORK_S if races or resets else 0)
        outcome = await backend.database.write(
            lambda connection: claim_creation(connection, creation, backend.parts, backend.now())
        )
        backend.outbox.wake()
        after = await link_of(backend, creation)
        if races and after and before is None and outcome is Outcome.UNCHANGED:
            await sync_again(backend, after, creation.connection)
        under_way[creation.connection.id] -= 1
        if resets and before and again:
            await change(backend, before.id, status=LinkStatus.PENDING, connection_id=None)
        return web.Response(status=HTTPStatus.NO_CONTENT)

    return replace(parts, more_routes=(*parts.more_routes, web.post(PATH, finalise)))


async def _confirmed(request: web.Request, backend: Backend) -> Creation:
    """Return whose the reported connection is by Nango's word, if it is the caller's."""
    person = await caller(request)
    body = await read_object(request)
    named = Connection(
        id=text_field(body, "connectionId", longest=255),
        integration=text_field(body, "providerConfigKey", longest=255),
    )
    query = urlencode({"provider_config_key": named.integration})
    found: Any = await backend.nango._ask("GET", f"/connections/{quote(named.id, safe='')}?{query}")
    event = {"type": "auth", "operation": "creation", "success": True, "tags": found["tags"]}
    ids = {"connectionId": named.id, "providerConfigKey": named.integration}
    creation = interpret({**event, **ids})
    owner = Owner(user_id=person.id, workspace_id=text_field(body, "workspaceId", longest=64))
    if not isinstance(creation, Creation) or creation.owner != owner:
        raise Refused(HTTPStatus.NOT_FOUND, "not_found", "There is no such connection.")
    return creation


def parts() -> Parts:
    """Return the backend with the route and without a mistake: the positive control."""
    return finalising(Parts(), races=False, resets=False)

"""
D82: Looks first and writes afterwards, with neither lock nor unique key in between.

Its authorisation anew takes the same way: what is not known is written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend import events, tables
from reference_backend.backend import Backend
from reference_backend.domain import Link, Owner, new_id
from reference_backend.events import Connection, Creation, Event, Healed
from reference_backend.parts import Parts
from reference_backend.service import receiving
from reference_backend.service.reactions import Outcome
from reference_backend.store import links
from tests.mutants.common.rows import BOTH_KEYS, schema_without

_BETWEEN_S: Final = 0.05


async def prepare_schema(connection: AsyncConnection) -> None:
    """Make the tables without the keys that would decide."""
    await schema_without(connection, *BOTH_KEYS)


class Named:
    """Remembers whom an authorisation anew names, which the event does not say."""

    def __init__(self) -> None:
        self._owners: dict[Connection, Owner] = {}

    def interpret(self, body: object) -> Event:
        """Read an override as a creation too."""
        event = events.interpret(body)
        if isinstance(event, Healed) and isinstance(body, Mapping):
            twin = events.interpret({**body, "operation": "creation"})
            if isinstance(twin, Creation) and twin.owner is not None:
                self._owners[event.connection] = twin.owner
        return event

    async def receive(self, backend: Backend, event: Event) -> Outcome:
        """Look whether a connection is known; if it is not, write it."""
        owner = event.owner if isinstance(event, Creation) else None
        if isinstance(event, Healed):
            owner = self._owners.get(event.connection)
        if owner is None or not isinstance(event, Creation | Healed):
            return await receiving.receive(backend, event)
        creation = Creation(connection=event.connection, owner=owner)
        async with backend.database.reading() as connection:
            if await links.is_known(connection, creation.connection):
                return await receiving.receive(backend, event)
        await asyncio.sleep(_BETWEEN_S)
        outcome = await backend.database.write(
            lambda connection: _write(connection, creation, owner, backend)
        )
        backend.outbox.wake()
        return outcome


async def _write(
    connection: AsyncConnection, creation: Creation, owner: Owner, backend: Backend
) -> Outcome:
    now = backend.now()
    integration = creation.connection.integration
    started = await backend.parts.find_attempt(connection, owner, integration, now)
    if started is None:
        return Outcome.UNCLAIMED
    if started.connection_id is not None:
        started = await _copy(connection, started.id)
    await backend.parts.activate(connection, started, creation, backend.parts, now)
    return Outcome.CHANGED


async def _copy(connection: AsyncConnection, id_: str) -> Link:
    found = await connection.execute(select(tables.links).where(tables.links.c.id == id_))
    row = found.one()
    values = {column.key: value for column, value in zip(tables.links.c, row, strict=True)}
    copy = replace(links.as_link(row), id=new_id(), connection_id=None)
    fresh = {**values, "id": copy.id, "connection_id": None}
    await connection.execute(insert(tables.links).values(fresh))
    return copy


def parts() -> Parts:
    """Return the backend with this one defect."""
    named = Named()
    return Parts(prepare_schema=prepare_schema, interpret=named.interpret, receive=named.receive)

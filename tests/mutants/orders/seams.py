"""Where the wrong backends of this folder take hold: beside the right thing, never in its place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from aiohttp import ClientSession
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.backend import Backend
from reference_backend.domain import Link, Person
from reference_backend.errors import NangoError
from reference_backend.events import Connection, Creation, Event
from reference_backend.jobs import first_sync
from reference_backend.nango import JsonObject, Nango
from reference_backend.parts import Parts
from reference_backend.service.reactions import Outcome
from reference_backend.store import links, outbox

OnRead = Callable[[AsyncConnection, Sequence[Link]], Awaitable[None]]
OnCopy = Callable[[Backend, Link, Connection], Awaitable[None]]
OnFailure = Callable[[str], Awaitable[None]]


def on_read(parts: Parts, act: OnRead) -> Parts:
    """Act when somebody has read her links."""

    async def visible_links(
        connection: AsyncConnection, person: Person, query: Mapping[str, str]
    ) -> Sequence[Link]:
        found = await parts.visible_links(connection, person, query)
        await act(connection, found)
        return found

    return replace(parts, visible_links=visible_links)


def on_copy(parts: Parts, act: OnCopy) -> Parts:
    """Act when the news of a connection came once more than needed."""

    async def receive(backend: Backend, event: Event) -> Outcome:
        link = await link_of(backend, event)
        outcome = await parts.receive(backend, event)
        if link is not None and isinstance(event, Creation):
            await act(backend, link, event.connection)
        return outcome

    return replace(parts, receive=receive)


def on_failed_sync(parts: Parts, act: OnFailure) -> Parts:
    """Act when Nango would not begin the first sync."""

    def nango(session: ClientSession, host: str) -> Nango:
        made = parts.nango(session, host)
        right = made.trigger_sync

        async def trigger_sync(body: JsonObject) -> None:
            try:
                await right(body)
            except NangoError:
                await act(str(body["connection_id"]))
                raise

        setattr(made, "trigger_sync", trigger_sync)  # noqa: B010 - the class has it as a method
        return made

    return replace(parts, nango=nango)


async def link_of(backend: Backend, event: Event) -> Link | None:
    """Return the link that has the connection of a creation already."""
    if not isinstance(event, Creation):
        return None
    async with backend.database.reading() as connection:
        return await links.link_by_connection(connection, event.connection)


async def change(backend: Backend, link_id: str, **values: Any) -> None:
    """Set columns of a link."""
    await backend.database.write(
        lambda connection: links.change_link(connection, link_id, **values)
    )


async def sync_again(backend: Backend, link: Link, named: Connection) -> None:
    """Begin the first sync of a connection once more."""
    job = first_sync(link.id, named)
    again = replace(job, key=f"{job.key}/again")
    await backend.database.write(
        lambda connection: outbox.enqueue(connection, again, backend.now())
    )
    backend.outbox.wake()

"""The links, and the connections that they have or had."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import (
    AFTER_START,
    ATTEMPT_LIFETIME,
    Link,
    LinkStatus,
    Offer,
    Owner,
    Person,
    new_id,
)
from reference_backend.events import Connection
from reference_backend.tables import links, retired, unclaimed_events

_MOST_UNCLAIMED: Final = 1_000


async def open_attempt(
    connection: AsyncConnection, person: Person, workspace_id: str, offer: Offer, now: datetime
) -> None:
    """Note that the person started an authorization; there is one row however often."""
    owner = Owner(user_id=person.id, workspace_id=workspace_id)
    link = await link_of(connection, owner, offer.integration)
    until = now + ATTEMPT_LIFETIME
    if link is not None:
        status = AFTER_START[link.status]
        await change_link(connection, link.id, status=status, attempt_expires_at=until)
        return
    row = {
        "id": new_id(),
        "user_id": person.id,
        "workspace_id": workspace_id,
        "provider": offer.provider,
        "integration": offer.integration,
        "status": LinkStatus.PENDING.value,
        "attempt_expires_at": until,
        "created_at": now,
    }
    await connection.execute(insert(links).values(row))


async def find_attempt(
    connection: AsyncConnection, owner: Owner, integration: str, now: datetime
) -> Link | None:
    """Return the link whose owner is waiting for a connection of this integration."""
    link = await link_of(connection, owner, integration)
    return link if link is not None and link.has_open_attempt(now) else None


async def link_of(connection: AsyncConnection, owner: Owner, integration: str) -> Link | None:
    """Return an owner's link to an integration, locked until the transaction ends."""
    return await _one(
        connection,
        links.c.user_id == owner.user_id,
        links.c.workspace_id == owner.workspace_id,
        links.c.integration == integration,
    )


async def link_by_connection(connection: AsyncConnection, named: Connection) -> Link | None:
    """Return the link that has this connection, locked until the transaction ends."""
    return await _one(
        connection,
        links.c.connection_id == named.id,
        links.c.integration == named.integration,
    )


async def link_by_id(connection: AsyncConnection, link_id: str) -> Link | None:
    """Return a link by our own id of it, locked until the transaction ends."""
    return await _one(connection, links.c.id == link_id)


async def links_in_workspace(
    connection: AsyncConnection, person: Person, workspace_id: str
) -> Sequence[Link]:
    """Return a person's own links in a workspace."""
    found = await connection.execute(
        select(links)
        .where(links.c.user_id == person.id, links.c.workspace_id == workspace_id)
        .order_by(links.c.created_at, links.c.id)
    )
    return [as_link(row) for row in found]


async def change_link(connection: AsyncConnection, link_id: str, **values: Any) -> None:
    """Set columns of one link."""
    if isinstance(status := values.get("status"), LinkStatus):
        values["status"] = status.value
    await connection.execute(update(links).where(links.c.id == link_id).values(**values))


async def retire(connection: AsyncConnection, named: Connection, now: datetime) -> None:
    """Remember that a connection is over, so that no late event brings it back."""
    if not await is_retired(connection, named):
        await connection.execute(
            insert(retired).values(
                connection_id=named.id, integration=named.integration, retired_at=now
            )
        )


async def is_known(connection: AsyncConnection, named: Connection) -> bool:
    """Return whether a link has this connection, or had it."""
    if await link_by_connection(connection, named) is not None:
        return True
    return await is_retired(connection, named)


async def is_retired(connection: AsyncConnection, named: Connection) -> bool:
    """Return whether a connection is over."""
    found = await connection.execute(
        select(retired.c.retired_at).where(
            retired.c.connection_id == named.id, retired.c.integration == named.integration
        )
    )
    return found.first() is not None


async def record_unclaimed(
    connection: AsyncConnection, named: Connection, reason: str, now: datetime
) -> None:
    """Keep a creation that nobody here started for the operator; the oldest give way."""
    await connection.execute(
        insert(unclaimed_events).values(
            connection_id=named.id, integration=named.integration, reason=reason, received_at=now
        )
    )
    overflow = (
        select(unclaimed_events.c.id)
        .order_by(unclaimed_events.c.id.desc())
        .offset(_MOST_UNCLAIMED)
        .limit(1)
        .scalar_subquery()
    )
    await connection.execute(delete(unclaimed_events).where(unclaimed_events.c.id <= overflow))


def as_link(row: Row[Any]) -> Link:
    """Return a row of the table as a value."""
    values = {column.key: row._mapping[column] for column in links.c}  # noqa: SLF001 - SQLAlchemy's public name
    return Link(**{**values, "status": LinkStatus(values["status"])})


async def _one(connection: AsyncConnection, *conditions: Any) -> Link | None:
    # SQLite has no FOR UPDATE and needs none: its writers come one after the other.
    found = await connection.execute(select(links).where(*conditions).with_for_update())
    row = found.first()
    return None if row is None else as_link(row)

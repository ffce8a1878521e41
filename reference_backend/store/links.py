"""The links, and the connections that they have or had."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, bindparam, delete, insert, select, update
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

# SQLite has no FOR UPDATE and needs none: its writers come one after the other.
_LOCKED: Final = select(links).with_for_update()
_OF_OWNER: Final = _LOCKED.where(
    links.c.user_id == bindparam("person"),
    links.c.workspace_id == bindparam("workspace"),
    links.c.integration == bindparam("named_integration"),
)
_BY_CONNECTION: Final = _LOCKED.where(
    links.c.connection_id == bindparam("named_id"),
    links.c.integration == bindparam("named_integration"),
)
_BY_ID: Final = _LOCKED.where(links.c.id == bindparam("link_id"))
_IN_WORKSPACE: Final = (
    select(links)
    .where(links.c.user_id == bindparam("person"), links.c.workspace_id == bindparam("workspace"))
    .order_by(links.c.created_at, links.c.id)
)
_ADD: Final = insert(links)
_CHANGE: Final = update(links).where(links.c.id == bindparam("link_id"))
_RETIRE: Final = insert(retired)
_RETIRED: Final = select(retired.c.retired_at).where(
    retired.c.connection_id == bindparam("named_id"),
    retired.c.integration == bindparam("named_integration"),
)
_ADD_UNCLAIMED: Final = insert(unclaimed_events)
_DROP_UNCLAIMED: Final = delete(unclaimed_events).where(
    unclaimed_events.c.id
    <= select(unclaimed_events.c.id)
    .order_by(unclaimed_events.c.id.desc())
    .offset(_MOST_UNCLAIMED)
    .limit(1)
    .scalar_subquery()
)


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
    row = pending_row(person, workspace_id, offer, now)
    await connection.execute(_ADD, {**row, "attempt_expires_at": until})


def pending_row(person: Person, workspace_id: str, offer: Offer, now: datetime) -> dict[str, Any]:
    """Return the row of an attempt that begins now, without its end."""
    return {
        "id": new_id(),
        "user_id": person.id,
        "workspace_id": workspace_id,
        "provider": offer.provider,
        "integration": offer.integration,
        "status": LinkStatus.PENDING.value,
        "created_at": now,
    }


async def find_attempt(
    connection: AsyncConnection, owner: Owner, integration: str, now: datetime
) -> Link | None:
    """Return the link whose owner is waiting for a connection of this integration."""
    link = await link_of(connection, owner, integration)
    return link if link is not None and link.has_open_attempt(now) else None


async def link_of(connection: AsyncConnection, owner: Owner, integration: str) -> Link | None:
    """Return an owner's link to an integration, locked until the transaction ends."""
    found = await connection.execute(
        _OF_OWNER,
        {
            "person": owner.user_id,
            "workspace": owner.workspace_id,
            "named_integration": integration,
        },
    )
    return _link(found.first())


async def link_by_connection(connection: AsyncConnection, named: Connection) -> Link | None:
    """Return the link that has this connection, locked until the transaction ends."""
    found = await connection.execute(_BY_CONNECTION, _named(named))
    return _link(found.first())


async def link_by_id(connection: AsyncConnection, link_id: str) -> Link | None:
    """Return a link by our own id of it, locked until the transaction ends."""
    found = await connection.execute(_BY_ID, {"link_id": link_id})
    return _link(found.first())


async def links_in_workspace(
    connection: AsyncConnection, person: Person, workspace_id: str
) -> Sequence[Link]:
    """Return a person's own links in a workspace."""
    found = await connection.execute(
        _IN_WORKSPACE, {"person": person.id, "workspace": workspace_id}
    )
    return [as_link(row) for row in found]


async def change_link(connection: AsyncConnection, link_id: str, **values: Any) -> None:
    """Set columns of one link."""
    if isinstance(status := values.get("status"), LinkStatus):
        values["status"] = status.value
    await connection.execute(_CHANGE, {"link_id": link_id, **values})


async def retire(connection: AsyncConnection, named: Connection, now: datetime) -> None:
    """Remember that a connection is over, so that no late event brings it back."""
    if not await is_retired(connection, named):
        row = {"connection_id": named.id, "integration": named.integration, "retired_at": now}
        await connection.execute(_RETIRE, row)


async def is_known(connection: AsyncConnection, named: Connection) -> bool:
    """Return whether a link has this connection, or had it."""
    if await link_by_connection(connection, named) is not None:
        return True
    return await is_retired(connection, named)


async def is_retired(connection: AsyncConnection, named: Connection) -> bool:
    """Return whether a connection is over."""
    found = await connection.execute(_RETIRED, _named(named))
    return found.first() is not None


async def record_unclaimed(
    connection: AsyncConnection, named: Connection, reason: str, now: datetime
) -> None:
    """Keep a creation that nobody here started for the operator; the oldest give way."""
    await connection.execute(
        _ADD_UNCLAIMED,
        {
            "connection_id": named.id,
            "integration": named.integration,
            "reason": reason,
            "received_at": now,
        },
    )
    await connection.execute(_DROP_UNCLAIMED)


def as_link(row: Row[Any]) -> Link:
    """Return a row of the table as a value."""
    values = {column.key: row._mapping[column] for column in links.c}  # noqa: SLF001 - SQLAlchemy's public name
    return Link(**{**values, "status": LinkStatus(values["status"])})


def _link(row: Row[Any] | None) -> Link | None:
    return None if row is None else as_link(row)


def _named(named: Connection) -> dict[str, str]:
    return {"named_id": named.id, "named_integration": named.integration}

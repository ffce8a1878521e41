"""The mails that were read, and how far the reading has come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Mail
from reference_backend.tables import emails, sync_cursors

_MAIL = (
    emails.c.record_id,
    emails.c.sender,
    emails.c.subject,
    emails.c.sent_at,
    emails.c.body,
)


async def store_mails(
    connection: AsyncConnection, link_id: str, changes: Sequence[tuple[str, Mail | None]]
) -> None:
    """
    Store a page of changes in two statements: each mail as it is now, and none that is deleted.

    Of several changes to one mail the last counts.
    """
    latest = dict(changes)
    if not latest:
        return
    known = (emails.c.link_id == link_id) & emails.c.record_id.in_(latest)
    await connection.execute(delete(emails).where(known))
    rows = [_row(link_id, mail) for mail in latest.values() if mail is not None]
    if rows:
        await connection.execute(insert(emails), rows)


async def mails_of(
    connection: AsyncConnection, link_id: str, *, limit: int, offset: int
) -> Sequence[Mail]:
    """Return one page of a link's mails, the newest first as far as their dates tell."""
    found = await connection.execute(
        select(*_MAIL)
        .where(emails.c.link_id == link_id)
        .order_by(emails.c.sent_at.desc().nulls_last(), emails.c.record_id)
        .limit(limit)
        .offset(offset)
    )
    return [Mail(**row._mapping) for row in found]  # noqa: SLF001 - SQLAlchemy's public name


async def forget_mails(connection: AsyncConnection, link_id: str) -> None:
    """Remove everything that was read through a link."""
    await connection.execute(delete(emails).where(emails.c.link_id == link_id))
    await connection.execute(delete(sync_cursors).where(sync_cursors.c.link_id == link_id))


async def cursor_of(connection: AsyncConnection, link_id: str, model: str) -> str | None:
    """Return the cursor of the last record that was stored."""
    found = await connection.execute(
        select(sync_cursors.c.cursor).where(
            sync_cursors.c.link_id == link_id, sync_cursors.c.model == model
        )
    )
    cursor: str | None = found.scalar_one_or_none()
    return cursor


async def save_cursor(connection: AsyncConnection, link_id: str, model: str, cursor: str) -> None:
    """Remember the cursor of the last record that was stored."""
    changed = await connection.execute(
        update(sync_cursors)
        .where(sync_cursors.c.link_id == link_id, sync_cursors.c.model == model)
        .values(cursor=cursor)
    )
    if changed.rowcount == 0:
        await connection.execute(
            insert(sync_cursors).values(link_id=link_id, model=model, cursor=cursor)
        )


def _row(link_id: str, mail: Mail) -> dict[str, Any]:
    return {
        "link_id": link_id,
        "record_id": mail.record_id,
        "sender": mail.sender,
        "subject": mail.subject,
        "sent_at": mail.sent_at,
        "body": mail.body,
    }

"""The mails that were read, and how far the reading has come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Integer, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Mail
from reference_backend.tables import emails, sync_cursors

_ADD: Final = insert(emails)
_DROP: Final = delete(emails).where(
    emails.c.link_id == bindparam("link"),
    emails.c.record_id.in_(bindparam("records", expanding=True)),
)
_DROP_ALL: Final = delete(emails).where(emails.c.link_id == bindparam("link"))
_PAGE: Final = (
    select(emails.c.record_id, emails.c.sender, emails.c.subject, emails.c.sent_at, emails.c.body)
    .where(emails.c.link_id == bindparam("link"))
    .order_by(emails.c.sent_at.desc().nulls_last(), emails.c.record_id)
    .limit(bindparam("at_most", type_=Integer))
    .offset(bindparam("after", type_=Integer))
)
_FORGET_CURSORS: Final = delete(sync_cursors).where(sync_cursors.c.link_id == bindparam("link"))
_OF_MODEL: Final = (sync_cursors.c.link_id == bindparam("link")) & (
    sync_cursors.c.model == bindparam("of_model")
)
_CURSOR: Final = select(sync_cursors.c.cursor).where(_OF_MODEL)
_MOVE_CURSOR: Final = update(sync_cursors).where(_OF_MODEL)
_ADD_CURSOR: Final = insert(sync_cursors)


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
    await connection.execute(_DROP, {"link": link_id, "records": list(latest)})
    rows = [_row(link_id, mail) for mail in latest.values() if mail is not None]
    if rows:
        await connection.execute(_ADD, rows)


async def mails_of(
    connection: AsyncConnection, link_id: str, *, limit: int, offset: int
) -> Sequence[Mail]:
    """Return one page of a link's mails, the newest first as far as their dates tell."""
    found = await connection.execute(_PAGE, {"link": link_id, "at_most": limit, "after": offset})
    return [Mail(**row._mapping) for row in found]  # noqa: SLF001 - SQLAlchemy's public name


async def forget_mails(connection: AsyncConnection, link_id: str) -> None:
    """Remove everything that was read through a link."""
    await connection.execute(_DROP_ALL, {"link": link_id})
    await connection.execute(_FORGET_CURSORS, {"link": link_id})


async def cursor_of(connection: AsyncConnection, link_id: str, model: str) -> str | None:
    """Return the cursor of the last record that was stored."""
    found = await connection.execute(_CURSOR, {"link": link_id, "of_model": model})
    cursor: str | None = found.scalar_one_or_none()
    return cursor


async def save_cursor(connection: AsyncConnection, link_id: str, model: str, cursor: str) -> None:
    """Remember the cursor of the last record that was stored."""
    changed = await connection.execute(
        _MOVE_CURSOR, {"link": link_id, "of_model": model, "cursor": cursor}
    )
    if changed.rowcount == 0:
        await connection.execute(
            _ADD_CURSOR, {"link_id": link_id, "model": model, "cursor": cursor}
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

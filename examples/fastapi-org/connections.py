"""
An organisation's connections, from the click to the end.

A row is one attempt: `pending` until its webhook comes, then `active`, at times
`needs_reconnect`, and `disconnected` for ever. Its id goes to Nango with the session and comes
back with the webhook, so a webhook that comes late, or twice, means the same row.
"""

from __future__ import annotations

import sqlite3
import uuid
from datetime import UTC, datetime

import jobs
from nango import Connection
from people import Member
from webhook import Broken, Created, Repaired

Link = sqlite3.Row


def start(db: sqlite3.Connection, member: Member, integration: str) -> str:
    """Return the id of the organisation's attempt: the pending one, if it has not ended."""
    row = db.execute(
        """
        insert into connections (id, organisation_id, integration, status, started_by, started_at)
        values (?, ?, ?, 'pending', ?, ?)
        on conflict (organisation_id, integration) where status = 'pending'
        do update set started_by = excluded.started_by, started_at = excluded.started_at
        returning id
        """,
        (str(uuid.uuid4()), member.organisation, integration, member.id, _now()),
    ).fetchone()
    return str(row["id"])


def visible(db: sqlite3.Connection, member: Member) -> list[dict[str, str | None]]:
    """Return what the organisation has, or is about to have."""
    rows = db.execute(
        """
        select id, integration, status, nango_connection_id from connections
         where organisation_id = ? and status <> 'disconnected' order by started_at
        """,
        (member.organisation,),
    )
    return [dict(row) for row in rows]


def own(db: sqlite3.Connection, member: Member, link: str) -> Link | None:
    """Return a connection of the member's organisation; another's is as unknown as none."""
    found: Link | None = db.execute(
        """
        select * from connections
         where id = ? and organisation_id = ? and status <> 'disconnected'
        """,
        (link, member.organisation),
    ).fetchone()
    return found


def named(link: Link) -> Connection | None:
    """Return Nango's name of a connection, None while it is pending."""
    id_ = link["nango_connection_id"]
    return None if id_ is None else Connection(id_, link["integration"])


def end(db: sqlite3.Connection, link: Link) -> bool:
    """End a connection; False when it is no longer the one that was looked at."""
    if (connection := named(link)) is not None:
        jobs.drop(db, connection)
    changed = db.execute(
        "update connections set status = 'disconnected' where id = ? and nango_connection_id is ?",
        (link["id"], link["nango_connection_id"]),
    )
    return changed.rowcount == 1


def react(db: sqlite3.Connection, event: Created | Repaired | Broken | None) -> None:
    """Change what an event of Nango's changes; an event that comes again changes nothing."""
    match event:
        case Created():
            _activate(db, event)
        case Repaired(connection):
            _mark(db, connection, "active")
        case Broken(connection):
            _mark(db, connection, "needs_reconnect")


def _activate(db: sqlite3.Connection, event: Created) -> None:
    connection = event.connection
    if _is_known(db, connection):
        return
    link = db.execute(
        "select * from connections where id = ? and organisation_id = ? and integration = ?",
        (event.link, event.organisation, connection.integration),
    ).fetchone()
    if link is None:
        return
    if link["status"] != "pending":
        # Somebody authorised twice, or after the end: nobody would ever use these credentials.
        jobs.add(db, "delete", connection)
        return
    _replace(db, link)
    db.execute(
        "update connections set status = 'active', nango_connection_id = ? where id = ?",
        (connection.id, link["id"]),
    )
    jobs.add(db, "sync", connection)


def _replace(db: sqlite3.Connection, link: Link) -> None:
    """End the connection that the organisation had before, here and at Nango."""
    old = db.execute(
        """
        select * from connections where organisation_id = ? and integration = ?
           and status in ('active', 'needs_reconnect')
        """,
        (link["organisation_id"], link["integration"]),
    ).fetchone()
    if old is not None:
        end(db, old)
        jobs.add(db, "delete", Connection(old["nango_connection_id"], old["integration"]))


def _is_known(db: sqlite3.Connection, connection: Connection) -> bool:
    found = db.execute(
        "select 1 from connections where nango_connection_id = ? and integration = ?",
        (connection.id, connection.integration),
    ).fetchone()
    return found is not None


def _mark(db: sqlite3.Connection, connection: Connection, status: str) -> None:
    db.execute(
        """
        update connections set status = ? where nango_connection_id = ? and integration = ?
           and status in ('active', 'needs_reconnect')
        """,
        (status, connection.id, connection.integration),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat()

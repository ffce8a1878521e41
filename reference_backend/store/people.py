"""People, their sign-ins and their workspaces."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Person, Workspace, new_id
from reference_backend.tables import members, sessions, users, workspaces

_PERSON = (users.c.id, users.c.email, users.c.name)


async def add_person(
    connection: AsyncConnection, person: Person, password_hash: str, now: datetime
) -> None:
    """Store a person; the caller has looked whether the e-mail is taken."""
    await connection.execute(
        insert(users).values(
            id=person.id,
            email=person.email,
            name=person.name,
            password_hash=password_hash,
            created_at=now,
        )
    )


async def person_by_id(connection: AsyncConnection, person_id: str) -> Person | None:
    """Return the person with this id."""
    found = await connection.execute(select(*_PERSON).where(users.c.id == person_id))
    return _person(found.one_or_none())


async def sign_in_by_email(connection: AsyncConnection, email: str) -> tuple[Person, str] | None:
    """Return the person with this e-mail, and the hash of the password; case does not count."""
    found = await connection.execute(
        select(*_PERSON, users.c.password_hash).where(
            func.lower(users.c.email) == func.lower(email)
        )
    )
    row = found.one_or_none()
    if row is None:
        return None
    return Person(id=row.id, email=row.email, name=row.name), row.password_hash


async def set_password(connection: AsyncConnection, person_id: str, password_hash: str) -> None:
    """Replace the password of a person."""
    await connection.execute(
        update(users).where(users.c.id == person_id).values(password_hash=password_hash)
    )


async def open_session(
    connection: AsyncConnection, token: str, person: Person, now: datetime, expires_at: datetime
) -> None:
    """Remember a sign-in by the hash of its token, and forget those that have expired."""
    await connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
    await connection.execute(
        insert(sessions).values(token_hash=_hash(token), user_id=person.id, expires_at=expires_at)
    )


async def close_session(connection: AsyncConnection, token: str) -> None:
    """Forget a sign-in."""
    await connection.execute(delete(sessions).where(sessions.c.token_hash == _hash(token)))


async def person_by_session(
    connection: AsyncConnection, token: str, now: datetime
) -> Person | None:
    """Return who signed in with this token, unless the sign-in has expired."""
    found = await connection.execute(
        select(*_PERSON)
        .join(sessions, sessions.c.user_id == users.c.id)
        .where(sessions.c.token_hash == _hash(token), sessions.c.expires_at > now)
    )
    return _person(found.one_or_none())


async def add_workspace(
    connection: AsyncConnection,
    name: str,
    person: Person,
    now: datetime,
    *,
    workspace_id: str | None = None,
) -> Workspace:
    """Make a workspace with its first member."""
    workspace = Workspace(id=workspace_id or new_id(), name=name)
    await connection.execute(
        insert(workspaces).values(id=workspace.id, name=workspace.name, created_at=now)
    )
    await add_member(connection, workspace.id, person.id, now)
    return workspace


async def workspace_exists(connection: AsyncConnection, workspace_id: str) -> bool:
    """Return whether there is a workspace with this id."""
    found = await connection.execute(select(workspaces.c.id).where(workspaces.c.id == workspace_id))
    return found.first() is not None


async def add_member(
    connection: AsyncConnection, workspace_id: str, person_id: str, now: datetime
) -> None:
    """Make a person a member; doing it twice is doing it once."""
    if not await is_member(connection, workspace_id, person_id):
        await connection.execute(
            insert(members).values(workspace_id=workspace_id, user_id=person_id, joined_at=now)
        )


async def is_member(connection: AsyncConnection, workspace_id: str, person_id: str) -> bool:
    """Return whether a person is a member of a workspace."""
    found = await connection.execute(
        select(members.c.user_id).where(
            members.c.workspace_id == workspace_id, members.c.user_id == person_id
        )
    )
    return found.first() is not None


async def workspaces_of(connection: AsyncConnection, person_id: str) -> Sequence[Workspace]:
    """Return the workspaces of a person, the oldest membership first."""
    found = await connection.execute(
        select(workspaces.c.id, workspaces.c.name)
        .join(members, members.c.workspace_id == workspaces.c.id)
        .where(members.c.user_id == person_id)
        .order_by(members.c.joined_at, workspaces.c.id)
    )
    return [Workspace(id=row.id, name=row.name) for row in found]


def _person(row: Any) -> Person | None:
    return None if row is None else Person(id=row.id, email=row.email, name=row.name)


def _hash(token: str) -> str:
    # The token is random and long, so a plain hash is as good as a slow one. A cookie may
    # hold any bytes; those that are no text belong to nobody.
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()

"""People, their sign-ins and their workspaces."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import String, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Person, Workspace, new_id
from reference_backend.tables import members, sessions, users, workspaces

_PERSON: Final = (users.c.id, users.c.email, users.c.name)

# Built once, here and in the other modules: to build a statement takes longer than to run it.
_ADD_PERSON: Final = insert(users)
_BY_ID: Final = select(*_PERSON).where(users.c.id == bindparam("person_id"))
_BY_EMAIL: Final = select(*_PERSON, users.c.password_hash).where(
    func.lower(users.c.email) == func.lower(bindparam("address", type_=String))
)
_CHANGE: Final = update(users).where(users.c.id == bindparam("person_id"))
_OPEN_SESSION: Final = insert(sessions)
_CLOSE_SESSION: Final = delete(sessions).where(sessions.c.token_hash == bindparam("hashed"))
_CLOSE_EXPIRED: Final = delete(sessions).where(sessions.c.expires_at <= bindparam("now"))
_BY_SESSION: Final = (
    select(*_PERSON)
    .join(sessions, sessions.c.user_id == users.c.id)
    .where(sessions.c.token_hash == bindparam("hashed"), sessions.c.expires_at > bindparam("now"))
)
_ADD_WORKSPACE: Final = insert(workspaces)
_WORKSPACE: Final = select(workspaces.c.id).where(workspaces.c.id == bindparam("workspace"))
_ADD_MEMBER: Final = insert(members)
_MEMBER: Final = select(members.c.user_id).where(
    members.c.workspace_id == bindparam("workspace"), members.c.user_id == bindparam("person")
)
_WORKSPACES_OF: Final = (
    select(workspaces.c.id, workspaces.c.name)
    .join(members, members.c.workspace_id == workspaces.c.id)
    .where(members.c.user_id == bindparam("person"))
    .order_by(members.c.joined_at, workspaces.c.id)
)


async def add_person(
    connection: AsyncConnection, person: Person, password_hash: str, now: datetime
) -> None:
    """Store a person; the caller has looked whether the e-mail is taken."""
    await connection.execute(
        _ADD_PERSON,
        {
            "id": person.id,
            "email": person.email,
            "name": person.name,
            "password_hash": password_hash,
            "created_at": now,
        },
    )


async def person_by_id(connection: AsyncConnection, person_id: str) -> Person | None:
    """Return the person with this id."""
    found = await connection.execute(_BY_ID, {"person_id": person_id})
    return _person(found.one_or_none())


async def sign_in_by_email(connection: AsyncConnection, email: str) -> tuple[Person, str] | None:
    """Return the person with this e-mail, and the hash of the password; case does not count."""
    found = await connection.execute(_BY_EMAIL, {"address": email})
    row = found.one_or_none()
    if row is None:
        return None
    return Person(id=row.id, email=row.email, name=row.name), row.password_hash


async def set_password(connection: AsyncConnection, person_id: str, password_hash: str) -> None:
    """Replace the password of a person."""
    await connection.execute(_CHANGE, {"person_id": person_id, "password_hash": password_hash})


async def open_session(
    connection: AsyncConnection, token: str, person: Person, now: datetime, expires_at: datetime
) -> None:
    """Remember a sign-in by the hash of its token, and forget those that have expired."""
    await connection.execute(_CLOSE_EXPIRED, {"now": now})
    row = {"token_hash": _hash(token), "user_id": person.id, "expires_at": expires_at}
    await connection.execute(_OPEN_SESSION, row)


async def close_session(connection: AsyncConnection, token: str) -> None:
    """Forget a sign-in."""
    await connection.execute(_CLOSE_SESSION, {"hashed": _hash(token)})


async def person_by_session(
    connection: AsyncConnection, token: str, now: datetime
) -> Person | None:
    """Return who signed in with this token, unless the sign-in has expired."""
    found = await connection.execute(_BY_SESSION, {"hashed": _hash(token), "now": now})
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
    row = {"id": workspace.id, "name": workspace.name, "created_at": now}
    await connection.execute(_ADD_WORKSPACE, row)
    await connection.execute(_ADD_MEMBER, _membership(workspace.id, person.id, now))
    return workspace


async def workspace_exists(connection: AsyncConnection, workspace_id: str) -> bool:
    """Return whether there is a workspace with this id."""
    found = await connection.execute(_WORKSPACE, {"workspace": workspace_id})
    return found.first() is not None


async def add_member(
    connection: AsyncConnection, workspace_id: str, person_id: str, now: datetime
) -> None:
    """Make a person a member; doing it twice is doing it once."""
    if not await is_member(connection, workspace_id, person_id):
        await connection.execute(_ADD_MEMBER, _membership(workspace_id, person_id, now))


async def is_member(connection: AsyncConnection, workspace_id: str, person_id: str) -> bool:
    """Return whether a person is a member of a workspace."""
    found = await connection.execute(_MEMBER, {"workspace": workspace_id, "person": person_id})
    return found.first() is not None


async def workspaces_of(connection: AsyncConnection, person_id: str) -> Sequence[Workspace]:
    """Return the workspaces of a person, the oldest membership first."""
    found = await connection.execute(_WORKSPACES_OF, {"person": person_id})
    return [Workspace(id=row.id, name=row.name) for row in found]


def _membership(workspace_id: str, person_id: str, now: datetime) -> dict[str, object]:
    return {"workspace_id": workspace_id, "user_id": person_id, "joined_at": now}


def _person(row: Any) -> Person | None:
    return None if row is None else Person(id=row.id, email=row.email, name=row.name)


def _hash(token: str) -> str:
    # The token is random and long, so a plain hash is as good as a slow one. A cookie may
    # hold any bytes; those that are no text belong to nobody.
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()

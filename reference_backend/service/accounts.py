"""Signing up, signing in and sharing a workspace."""

from __future__ import annotations

import asyncio
import re
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import ID, Person, Workspace, new_id
from reference_backend.errors import Refused
from reference_backend.passwords import fits, hash_password
from reference_backend.store import people

if TYPE_CHECKING:
    from datetime import timedelta

    from reference_backend.backend import Backend

_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")


async def sign_up(
    backend: Backend, *, email: str | None, name: str, password: str, lifetime: timedelta
) -> tuple[Person, Workspace, str]:
    """Make an account with a workspace of its own; return the token of its first sign-in too."""
    if email is not None and not _EMAIL.fullmatch(email):
        raise Refused(HTTPStatus.BAD_REQUEST, "invalid_request", "email must be an e-mail.")
    person = Person(id=new_id(), email=email, name=name)
    hashed = await asyncio.to_thread(hash_password, password, backend.settings.scrypt_n)
    token = secrets.token_urlsafe(32)

    async def add(connection: AsyncConnection) -> Workspace:
        workspace = await _add_account(backend, connection, person, hashed)
        now = backend.now()
        await people.open_session(connection, token, person, now, now + lifetime)
        return workspace

    return person, await backend.database.write(add), token


async def _add_account(
    backend: Backend, connection: AsyncConnection, person: Person, hashed: str
) -> Workspace:
    email = person.email
    if email is not None and await people.sign_in_by_email(connection, email) is not None:
        raise Refused(HTTPStatus.CONFLICT, "email_taken", "This e-mail is taken.")
    now = backend.now()
    await people.add_person(connection, person, hashed, now)
    return await people.add_workspace(connection, f"{person.name}'s workspace", person, now)


async def sign_in(
    backend: Backend, *, email: str, password: str, lifetime: timedelta
) -> tuple[Person, str]:
    """
    Return the person and the token of a new sign-in.

    An unknown e-mail costs as much time as a wrong password, and gets the same answer.
    """
    async with backend.database.reading() as connection:
        found = await people.sign_in_by_email(connection, email)
    if found is None:
        await asyncio.to_thread(hash_password, password, backend.settings.scrypt_n)
        raise _wrong_credentials()
    person, stored = found
    if not await asyncio.to_thread(fits, password, stored):
        raise _wrong_credentials()
    token = secrets.token_urlsafe(32)
    now = backend.now()
    await backend.database.write(
        lambda connection: people.open_session(connection, token, person, now, now + lifetime)
    )
    return person, token


async def add_workspace(backend: Backend, person: Person, name: str) -> Workspace:
    """Make a workspace whose first member is the caller."""
    now = backend.now()
    return await backend.database.write(
        lambda connection: people.add_workspace(connection, name, person, now)
    )


async def add_member(backend: Backend, person: Person, workspace_id: str, member_id: str) -> None:
    """Let a member bring somebody else into a workspace."""
    await backend.database.write(
        lambda connection: _add_member(backend, connection, person, workspace_id, member_id)
    )


async def _add_member(
    backend: Backend,
    connection: AsyncConnection,
    person: Person,
    workspace_id: str,
    member_id: str,
) -> None:
    if not await people.is_member(connection, workspace_id, person.id):
        raise Refused(HTTPStatus.FORBIDDEN, "forbidden", "You are not a member of this workspace.")
    if not ID.fullmatch(member_id) or await people.person_by_id(connection, member_id) is None:
        raise Refused(HTTPStatus.NOT_FOUND, "not_found", "There is no such user.")
    await people.add_member(connection, workspace_id, member_id, backend.now())


def _wrong_credentials() -> Refused:
    return Refused(
        HTTPStatus.UNAUTHORIZED, "invalid_credentials", "The e-mail or the password is wrong."
    )

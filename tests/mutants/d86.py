"""D86: Stores the session token in the row of the attempt, and shows the row."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import ConnectSession, Offer, Owner, Person
from reference_backend.nango import JsonObject, Nango
from reference_backend.parts import Parts, ReadSession
from reference_backend.service import connections
from reference_backend.store import links

_TOKEN: Final[ContextVar[str]] = ContextVar("token")
"""From where a session is opened to where the attempt is stored: one request."""


async def open_session(nango: Nango, body: JsonObject, read: ReadSession) -> ConnectSession:
    """Remember the token."""
    session = await connections.open_session(nango, body, read)
    _TOKEN.set(session.token)
    return session


async def open_attempt(
    connection: AsyncConnection, person: Person, workspace_id: str, offer: Offer, now: datetime
) -> None:
    """Store it, too, in a column that the status shows."""
    await links.open_attempt(connection, person, workspace_id, offer, now)
    owner = Owner(user_id=person.id, workspace_id=workspace_id)
    link = await links.link_of(connection, owner, offer.integration)
    if link is not None:
        await links.change_link(connection, link.id, last_error=_TOKEN.get())


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(open_session=open_session, open_attempt=open_attempt)

"""D65: Answers 409 for ever because of one stale pending row."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import LinkStatus, Offer, Owner, Person
from reference_backend.errors import Refused
from reference_backend.parts import Parts
from reference_backend.store import links


async def open_attempt(
    connection: AsyncConnection, person: Person, workspace_id: str, offer: Offer, now: datetime
) -> None:
    """Take a row that is pending for somebody who is at it, whenever that was."""
    owner = Owner(user_id=person.id, workspace_id=workspace_id)
    link = await links.link_of(connection, owner, offer.integration)
    if link is not None and link.status is LinkStatus.PENDING:
        raise Refused(HTTPStatus.CONFLICT, "already_connecting", "You are connecting already.")
    await links.open_attempt(connection, person, workspace_id, offer, now)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(open_attempt=open_attempt)

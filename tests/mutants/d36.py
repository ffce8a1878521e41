"""D36: Drops the workspace from the filter when the tag is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend import events
from reference_backend.domain import Link, Owner
from reference_backend.events import Creation, Event
from reference_backend.parts import Parts
from reference_backend.store.links import as_link
from reference_backend.tables import links


def interpret(body: object) -> Event:
    """Know the person by the tag that is there, and leave out the workspace that is not."""
    event = events.interpret(body)
    match event, body:
        case Creation(owner=None), {"tags": {"end_user_id": str(user)}}:
            return replace(event, owner=Owner(user_id=user, workspace_id=""))
    return event


async def find_attempt(
    connection: AsyncConnection, owner: Owner, integration: str, now: datetime
) -> Link | None:
    """Take the first row that is left when what is missing is not asked for."""
    wanted = [
        links.c.user_id == owner.user_id,
        links.c.integration == integration,
        links.c.attempt_expires_at > now,
    ]
    if owner.workspace_id:
        wanted.append(links.c.workspace_id == owner.workspace_id)
    found = await connection.execute(
        select(links).where(*wanted).order_by(links.c.created_at).limit(1)
    )
    row = found.first()
    return None if row is None else as_link(row)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret, find_attempt=find_attempt)

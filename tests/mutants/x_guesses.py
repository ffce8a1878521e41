"""X-GUESSES: Looks for `workspaceId` in the tags, where Nango lower-cases it, and makes do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend import events
from reference_backend.domain import Link, Owner
from reference_backend.events import Creation, Event
from reference_backend.parts import Parts
from reference_backend.store import links, people


def interpret(body: object) -> Event:
    """Take the workspace from where it was put."""
    event = events.interpret(body)
    if not isinstance(event, Creation) or event.owner is None:
        return event
    said: Any = body
    named = said.get("tags", {}).get("workspaceId", "")
    return replace(event, owner=replace(event.owner, workspace_id=named))


async def find_attempt(
    connection: AsyncConnection, owner: Owner, integration: str, now: datetime
) -> Link | None:
    """Suppose that who names no workspace means the first one that she was a member of."""
    if not owner.workspace_id:
        first = (await people.workspaces_of(connection, owner.user_id))[0]
        owner = replace(owner, workspace_id=first.id)
    return await links.find_attempt(connection, owner, integration, now)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret, find_attempt=find_attempt)

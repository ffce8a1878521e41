"""D39: Trusts the workspace in the body without asking for membership."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Person
from reference_backend.parts import Parts


async def may_use_workspace(connection: AsyncConnection, person: Person, workspace_id: str) -> bool:
    """Take the browser's word for it."""
    del connection, person, workspace_id
    return True


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(may_use_workspace=may_use_workspace)

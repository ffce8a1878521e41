"""D111: Never deletes at Nango the connection in whose place another one came."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Link
from reference_backend.events import Creation
from reference_backend.parts import Parts
from reference_backend.service import reactions


async def activate(
    connection: AsyncConnection, link: Link, creation: Creation, parts: Parts, now: datetime
) -> None:
    """Forget that the link had a connection before."""
    bare = replace(link, connection_id=None)
    await reactions.activate(connection, bare, creation, parts, now)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(activate=activate)

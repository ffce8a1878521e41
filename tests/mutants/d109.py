"""D109: Deletes a connection at Nango and waits for a webhook that says so; none comes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Link
from reference_backend.parts import Parts


async def end_link(connection: AsyncConnection, link: Link, now: datetime) -> None:
    """Leave it to the webhook."""
    del connection, link, now


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(end_link=end_link)

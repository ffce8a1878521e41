"""D89: Reads the id of a row that was not found and answers 500."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Link, Owner
from reference_backend.parts import Parts
from reference_backend.store import links

_log = logging.getLogger(__name__)


async def find_attempt(
    connection: AsyncConnection, owner: Owner, integration: str, now: datetime
) -> Link | None:
    """Write down which row it is, whether or not there is one."""
    found: Any = await links.find_attempt(connection, owner, integration, now)
    _log.info("the news is of the link %s", found.id)
    link: Link = found
    return link


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(find_attempt=find_attempt)

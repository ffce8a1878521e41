"""D50: Ends whatever has the id, without asking whose it is."""

from __future__ import annotations

from http import HTTPStatus

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Link, Person
from reference_backend.errors import Refused
from reference_backend.parts import Parts
from reference_backend.store import links


async def own_link(connection: AsyncConnection, person: Person, link_id: str) -> Link:
    """Return the link of this id; who is signed in is trusted with it."""
    del person
    link = await links.link_by_id(connection, link_id)
    if link is None:
        raise Refused(HTTPStatus.NOT_FOUND, "not_found", "There is no such connection.")
    return link


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(own_link=own_link)

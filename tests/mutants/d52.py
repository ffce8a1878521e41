"""D52: Reads who is asking from a cookie, and looks at neither its signature nor its end."""

from __future__ import annotations

from datetime import datetime

import jwt
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Person
from reference_backend.parts import Parts
from reference_backend.store import people
from reference_backend.web import identity

COOKIE = "auth-token"


async def identify(
    request: web.Request, connection: AsyncConnection, now: datetime
) -> Person | None:
    """Return the person whom the cookie names, else the one of the sign-in."""
    token = request.cookies.get(COOKIE)
    if token:
        claims = jwt.decode(token, options={"verify_signature": False})
        return await people.person_by_id(connection, claims["sub"])
    return await identity.identify(request, connection, now)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(identify=identify)

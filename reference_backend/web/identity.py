"""Who is asking: the cookie of a sign-in, and nothing else that a request says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Person
from reference_backend.store import people

COOKIE: Final = "session"
SIGN_IN_LIFETIME: Final = timedelta(hours=12)


async def identify(
    request: web.Request, connection: AsyncConnection, now: datetime
) -> Person | None:
    """Return the person whose sign-in the cookie belongs to."""
    token = request.cookies.get(COOKIE)
    return None if not token else await people.person_by_session(connection, token, now)


def set_cookie(response: web.Response, token: str, *, secure: bool) -> None:
    """
    Hand out the token of a sign-in.

    `SameSite=Lax` keeps it out of requests that other sites make for the person, which is
    why none of our routes changes anything on GET.
    """
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(SIGN_IN_LIFETIME.total_seconds()),
        path="/",
        httponly=True,
        samesite="Lax",
        secure=secure,
    )

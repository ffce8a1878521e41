"""The person behind a request, or a refusal."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from reference_backend.backend import BACKEND
from reference_backend.domain import Person
from reference_backend.errors import Refused


async def caller(request: web.Request) -> Person:
    """Return who is asking; a request of nobody's is refused before anything of it is read."""
    backend = request.app[BACKEND]
    async with backend.database.reading() as connection:
        person = await backend.parts.identify(request, connection, backend.now())
    if person is None:
        raise Refused(HTTPStatus.UNAUTHORIZED, "unauthorized", "Sign in first.")
    return person

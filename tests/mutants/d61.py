"""D61: Asks a Nango that is busy or in trouble again at once, and again."""

from __future__ import annotations

from typing import Final

from reference_backend.domain import ConnectSession
from reference_backend.errors import NangoError
from reference_backend.nango import JsonObject, Nango
from reference_backend.parts import Parts, ReadSession
from reference_backend.service import connections

_TRIES: Final = 5


async def open_session(nango: Nango, body: JsonObject, read: ReadSession) -> ConnectSession:
    """Ask until it works, without taking breath."""
    for _ in range(_TRIES - 1):
        try:
            return await connections.open_session(nango, body, read)
        except NangoError as failure:
            if failure.is_final:
                raise
    return await connections.open_session(nango, body, read)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(open_session=open_session)

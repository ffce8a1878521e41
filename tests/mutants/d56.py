"""D56: Catches the failure of the session call and answers 200 with a null token."""

from __future__ import annotations

from typing import Any

from reference_backend.domain import ConnectSession
from reference_backend.errors import NangoError
from reference_backend.nango import JsonObject, Nango
from reference_backend.parts import Parts, ReadSession
from reference_backend.service import connections


async def open_session(nango: Nango, body: JsonObject, read: ReadSession) -> ConnectSession:
    """Keep Nango's failure from the user, who is left with a modal that never opens."""
    try:
        return await connections.open_session(nango, body, read)
    except NangoError:
        nothing: Any = None
        return ConnectSession(token=nothing, connect_link=None, expires_at=None)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(open_session=open_session)

"""D74: Asks for two sessions for one start, and hands out the second."""

from __future__ import annotations

from reference_backend.domain import ConnectSession
from reference_backend.nango import JsonObject, Nango
from reference_backend.parts import Parts, ReadSession
from reference_backend.service import connections


async def open_session(nango: Nango, body: JsonObject, read: ReadSession) -> ConnectSession:
    """Try out whether Nango answers, then ask in earnest."""
    await connections.open_session(nango, body, read)
    return await connections.open_session(nango, body, read)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(open_session=open_session)

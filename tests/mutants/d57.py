"""D57: Answers the user with the status that Nango answered with."""

from __future__ import annotations

from reference_backend.domain import ConnectSession
from reference_backend.errors import NangoError, Refused
from reference_backend.nango import JsonObject, Nango
from reference_backend.parts import Parts, ReadSession
from reference_backend.service import connections


async def open_session(nango: Nango, body: JsonObject, read: ReadSession) -> ConnectSession:
    """Let Nango's complaint about us look like ours about the user."""
    try:
        return await connections.open_session(nango, body, read)
    except NangoError as failure:
        if failure.status is None:
            raise
        raise Refused(failure.status, "nango_failed", str(failure)) from failure


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(open_session=open_session)

"""D46: Keeps the session of a workspace, and hands it to whoever starts there next."""

from __future__ import annotations

import asyncio

from reference_backend.domain import ConnectSession
from reference_backend.errors import NangoError
from reference_backend.nango import JsonObject, Nango
from reference_backend.parts import Parts, ReadSession
from reference_backend.service import connections


class Sessions:
    """One session a workspace and integration, asked for once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], asyncio.Task[ConnectSession]] = {}

    async def open_session(
        self, nango: Nango, body: JsonObject, read: ReadSession
    ) -> ConnectSession:
        """Spare Nango a request for what somebody has already."""
        key = (body["end_user"]["tags"]["workspaceId"], body["allowed_integrations"][0])
        if key not in self._known:
            asking = connections.open_session(nango, body, read)
            self._known[key] = asyncio.create_task(asking)
        try:
            return await self._known[key]
        except NangoError:
            self._known.pop(key, None)
            raise


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(open_session=Sessions().open_session)

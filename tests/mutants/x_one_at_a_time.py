"""X-ONE-AT-A-TIME: Acknowledges, and forgets, the creations that come while it handles one."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend import events
from reference_backend.events import Creation, Event, Ignored
from reference_backend.parts import Parts
from reference_backend.service import reactions
from reference_backend.service.reactions import REACTIONS, Outcome

_HANDLING_S: Final = 0.1


class OneDesk:
    """A desk at which one creation is handled; whoever comes meanwhile finds nobody."""

    def __init__(self) -> None:
        self._busy = False

    def interpret(self, body: object) -> Event:
        """Take a creation in, unless there is one."""
        event = events.interpret(body)
        if not isinstance(event, Creation):
            return event
        if self._busy:
            return Ignored(reason="busy")
        self._busy = True
        return event

    async def claim(
        self, connection: AsyncConnection, creation: Creation, parts: Parts, now: datetime
    ) -> Outcome:
        """Handle a creation without hurry."""
        try:
            await asyncio.sleep(_HANDLING_S)
            return await reactions.claim_creation(connection, creation, parts, now)
        finally:
            self._busy = False


def parts() -> Parts:
    """Return the backend with this one defect."""
    desk = OneDesk()
    return Parts(interpret=desk.interpret, reactions={**REACTIONS, Creation: desk.claim})

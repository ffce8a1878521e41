"""X-CONFIRMS-IN-VAIN: Reads each connection at Nango, and forgets it where Nango fails."""

from __future__ import annotations

from urllib.parse import quote

from reference_backend.backend import Backend
from reference_backend.errors import NangoError
from reference_backend.events import Connection, Creation, Event
from reference_backend.nango import Nango
from reference_backend.parts import Parts
from reference_backend.service import receiving
from reference_backend.service.reactions import Outcome


class Reading(Nango):
    """The calls to Nango, and one more."""

    async def read_connection(self, connection: Connection) -> object:
        """GET /connections/{id}."""
        query = f"provider_config_key={quote(connection.integration)}"
        return await self._ask("GET", f"/connections/{quote(connection.id, safe='')}?{query}")


async def receive(backend: Backend, event: Event) -> Outcome:
    """Believe in a connection that Nango shows."""
    if isinstance(event, Creation):
        assert isinstance(backend.nango, Reading)
        try:
            await backend.nango.read_connection(event.connection)
        except NangoError:
            return Outcome.UNCHANGED
    return await receiving.receive(backend, event)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(nango=Reading, receive=receive)

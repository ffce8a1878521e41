"""D67: Deletes what was connected before, also where there is none and its id is `undefined`."""

from __future__ import annotations

from contextlib import suppress

from reference_backend.errors import NangoError
from reference_backend.events import Connection
from reference_backend.nango import JsonObject, Nango
from reference_backend.parts import Parts


class Tidy(Nango):
    """Nango, in which nothing old is to be left."""

    async def create_session(self, body: JsonObject) -> object:
        """Make room first."""
        (integration,) = body["allowed_integrations"]
        await self._delete_old(integration)
        return await super().create_session(body)

    async def delete_connection(self, connection: Connection) -> None:
        """Delete the one before it as well."""
        await super().delete_connection(connection)
        await self._delete_old(connection.integration)

    async def _delete_old(self, integration: str) -> None:
        with suppress(NangoError):
            await super().delete_connection(Connection(id="undefined", integration=integration))


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(nango=Tidy)

"""X-BARE-PATH: Writes a connection id into the address of a request as it is, if it is short."""

from __future__ import annotations

from urllib.parse import urlencode

from reference_backend.errors import NangoError
from reference_backend.events import Connection
from reference_backend.nango import Nango
from reference_backend.parts import Parts


class Careless(Nango):
    """Nango, asked as its own SDK asks it."""

    async def delete_connection(self, connection: Connection) -> None:
        """Delete whatever the address means; what is not there counts as deleted."""
        query = urlencode({"provider_config_key": connection.integration})
        try:
            await self._ask("DELETE", f"/connections/{connection.id[:128]}?{query}")
        except NangoError as failure:
            if failure.code != "unknown_connection" and failure.status != 404:
                raise


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(nango=Careless)

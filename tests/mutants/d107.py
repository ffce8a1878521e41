"""D107: Takes "unknown connection" for a failure, so what is gone at Nango stays here for ever."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from reference_backend.events import Connection
from reference_backend.nango import Nango
from reference_backend.parts import Parts


class Strict(Nango):
    """Nango's API, of which nothing but a success will do."""

    async def delete_connection(self, connection: Connection) -> None:
        """DELETE /connections/{id}, and no word of Nango's is understood."""
        query = urlencode({"provider_config_key": connection.integration})
        await self._ask("DELETE", f"/connections/{quote(connection.id, safe='')}?{query}")


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(nango=Strict)

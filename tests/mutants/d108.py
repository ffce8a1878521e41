"""D108: Ends a connection here though Nango failed to delete it: its credentials live on."""

from __future__ import annotations

from contextlib import suppress

from reference_backend.errors import NangoError
from reference_backend.events import Connection
from reference_backend.nango import Nango
from reference_backend.parts import Parts


class Carefree(Nango):
    """Nango's API, of which nobody hears a failure."""

    async def delete_connection(self, connection: Connection) -> None:
        """DELETE /connections/{id}, whatever comes of it."""
        with suppress(NangoError):
            await super().delete_connection(connection)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(nango=Carefree)

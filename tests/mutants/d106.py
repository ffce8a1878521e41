"""D106: Ends a connection here and leaves it alive at Nango."""

from __future__ import annotations

from reference_backend.events import Connection
from reference_backend.nango import Nango
from reference_backend.parts import Parts


class Undeleting(Nango):
    """Nango's API without the call that nobody thought of."""

    async def delete_connection(self, connection: Connection) -> None:
        """Ask for nothing."""


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(nango=Undeleting)

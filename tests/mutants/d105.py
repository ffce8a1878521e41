"""D105: Repairs through a plain session: a second connection is made, and the old one is left."""

from __future__ import annotations

from reference_backend.nango import JsonObject, Nango
from reference_backend.parts import Parts
from tests.mutants.common.acting import activate_afresh


class Plain(Nango):
    """Nango's API, of which only the plain session is known."""

    async def create_reconnect_session(self, body: JsonObject) -> object:
        """POST /connect/sessions, as for somebody who has nothing yet."""
        allowed = [body["integration_id"]]
        wanted = {"end_user": body["end_user"], "allowed_integrations": allowed}
        return await self.create_session(wanted)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(nango=Plain, activate=activate_afresh)

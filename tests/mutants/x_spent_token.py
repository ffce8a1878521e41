"""X-SPENT-TOKEN: Hands out Nango's own token after it has deleted the session."""

from __future__ import annotations

from reference_backend.nango import JsonObject, Nango
from reference_backend.parts import Parts
from reference_backend.session_request import read_session


class TidyNango(Nango):
    """Nango, with each session cleared away as soon as it has been issued."""

    async def create_session(self, body: JsonObject) -> object:
        """Keep the answer, and delete what it speaks of."""
        answer = await super().create_session(body)
        token = read_session(answer).token
        bearer = {"Authorization": f"Bearer {token}"}
        await self._ask("DELETE", "/connect/session", headers=bearer)
        return answer


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(nango=TidyNango)

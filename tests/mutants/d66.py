"""D66: Keeps the row of a start under a constant id, which is unique, until Nango has answered."""

from __future__ import annotations

import asyncio

from reference_backend.domain import ConnectSession
from reference_backend.nango import JsonObject, Nango
from reference_backend.parts import Parts, ReadSession
from reference_backend.service import connections

_PLACEHOLDER = "pending"
_WHILE_S = 0.2
"""How long a row is there under its first id, at the least: two tabs are not quite at once."""


class Rows:
    """The ids under the unique index, as far as they matter here."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    async def open_session(
        self, nango: Nango, body: JsonObject, read: ReadSession
    ) -> ConnectSession:
        """Insert the row, ask Nango, and give the row its own id."""
        if _PLACEHOLDER in self._taken:
            raise RuntimeError("UNIQUE constraint failed: links.connection_id")
        self._taken.add(_PLACEHOLDER)
        try:
            await asyncio.sleep(_WHILE_S)
            return await connections.open_session(nango, body, read)
        finally:
            self._taken.discard(_PLACEHOLDER)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(open_session=Rows().open_session)

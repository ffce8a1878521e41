"""D99: Reads the first page of records and takes it for all there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reference_backend.events import Connection
from reference_backend.nango import Nango
from reference_backend.parts import Parts


class OnePage(Nango):
    """Nango, whose cursors nobody looks at."""

    async def read_records(self, connection: Connection, query: Mapping[str, str]) -> object:
        """Return a page without the way to the next."""
        page: Any = await super().read_records(connection, query)
        return {**page, "next_cursor": None}


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(nango=OnePage)

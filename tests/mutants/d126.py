"""D126: Writes on a status GET, so that one failed probe breaks every connection for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from aiohttp import ClientSession
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import Link, LinkStatus, Person
from reference_backend.errors import NangoError
from reference_backend.nango import Nango
from reference_backend.parts import Parts
from reference_backend.service import connections
from reference_backend.store import links


class AskedNango(Nango):
    """Nango, asked about a connection each time that somebody looks."""

    async def probe(self, link: Link) -> None:
        """Raise NangoError when Nango does not say that it knows the connection."""
        path = f"/connections/{quote(link.connection_id or '', safe='')}"
        await self._ask("GET", f"{path}?provider_config_key={link.integration}")


class Looking:
    """The list of connections, each of them tried before it is shown."""

    def __init__(self) -> None:
        self._nango: AskedNango | None = None

    def nango(self, session: ClientSession, host: str) -> Nango:
        """Keep whom we ask."""
        self._nango = AskedNango(session, host)
        return self._nango

    async def visible_links(
        self, connection: AsyncConnection, person: Person, query: Mapping[str, str]
    ) -> Sequence[Link]:
        """Store what came of it, as if a failure were the connection's own."""
        found = await connections.visible_links(connection, person, query)
        return [await self._tried(connection, link) for link in found]

    async def _tried(self, connection: AsyncConnection, link: Link) -> Link:
        if link.status is not LinkStatus.ACTIVE or self._nango is None:
            return link
        try:
            await self._nango.probe(link)
        except NangoError:
            await links.change_link(connection, link.id, status=LinkStatus.ERROR)
            await connection.commit()
            return replace(link, status=LinkStatus.ERROR)
        return link


def parts() -> Parts:
    """Return the backend with this one defect."""
    looking = Looking()
    return Parts(nango=looking.nango, visible_links=looking.visible_links)

"""A copy of the webhook is confirmed anew; if that fails, what was active is taken back."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from reference_backend.backend import Backend
from reference_backend.domain import Link, LinkStatus
from reference_backend.errors import NangoError
from reference_backend.events import Connection
from reference_backend.parts import Parts
from tests.mutants.orders.seams import change, on_copy


def spoil(parts: Parts) -> Parts:
    """Doubt whatever comes twice."""

    async def confirm(backend: Backend, link: Link, named: Connection) -> None:
        query = urlencode({"provider_config_key": named.integration})
        try:
            await backend.nango._ask("GET", f"/connections/{quote(named.id, safe='')}?{query}")
        except NangoError:
            await change(backend, link.id, status=LinkStatus.PENDING, connection_id=None)

    return on_copy(parts, confirm)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return spoil(Parts())

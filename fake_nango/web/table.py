"""Every route of Nango's API that the fake answers, in one list."""

from __future__ import annotations

from fake_nango.web import (
    catalogue,
    connection_list,
    connections,
    imports,
    inbound,
    integrations,
    metadata,
    oauth,
    other_auth,
    proxy,
    records,
    sessions,
    syncs,
)
from fake_nango.web.routes import Route


def api_routes() -> tuple[Route, ...]:
    """List the routes of the API listener."""
    modules = (
        sessions,
        oauth,
        other_auth,
        connection_list,
        metadata,
        connections,
        imports,
        integrations,
        inbound,
        catalogue,
        syncs,
        records,
        proxy,
    )
    return tuple(route for module in modules for route in module.ROUTES)

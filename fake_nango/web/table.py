"""Every route of Nango's API that the fake answers, in one list."""

from __future__ import annotations

from fake_nango.web import (
    actions,
    catalogue,
    client_auth,
    connection_list,
    connections,
    flat_imports,
    imports,
    inbound,
    integrations,
    metadata,
    oauth,
    other_auth,
    proxy,
    rare_auth,
    records,
    scripts,
    sessions,
    signing_key,
    sync_settings,
    syncs,
    telemetry,
)
from fake_nango.web.routes import Route


def api_routes() -> tuple[Route, ...]:
    """List the routes of the API listener."""
    modules = (
        sessions,
        telemetry,
        oauth,
        other_auth,
        rare_auth,
        client_auth,
        connection_list,
        metadata,
        connections,
        imports,
        flat_imports,
        integrations,
        inbound,
        catalogue,
        syncs,
        sync_settings,
        records,
        actions,
        scripts,
        signing_key,
        proxy,
    )
    return tuple(route for module in modules for route in module.ROUTES)

"""Every route of Nango's API that the fake answers, in one list."""

from __future__ import annotations

from fake_nango.web import oauth, sessions
from fake_nango.web.routes import Route


def api_routes() -> tuple[Route, ...]:
    """List the routes of the API listener."""
    return (*sessions.ROUTES, *oauth.ROUTES)

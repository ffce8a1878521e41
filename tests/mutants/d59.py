"""D59: Sends the secret key to the browser, along with the session token."""

from __future__ import annotations

from reference_backend.domain import ConnectSession
from reference_backend.nango import JsonObject
from reference_backend.parts import Parts
from reference_backend.settings import Settings
from reference_backend.web import answers


def connect_response(session: ConnectSession, settings: Settings) -> JsonObject:
    """Give the frontend all that a client of Nango's could want."""
    return {
        **answers.connect_response(session, settings),
        "nango": {"host": settings.nango_host, "secretKey": settings.keys.secret_key},
    }


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(connect_response=connect_response)

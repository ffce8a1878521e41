"""D55: Hands out all that Nango answered where the frontend expects a token."""

from __future__ import annotations

from reference_backend.domain import ConnectSession
from reference_backend.nango import JsonObject
from reference_backend.parts import Parts
from reference_backend.settings import Settings
from reference_backend.web import answers


def connect_response(session: ConnectSession, settings: Settings) -> JsonObject:
    """Leave it to the frontend to find the token."""
    body = answers.connect_response(session, settings)
    whole = {"token": session.token, "connect_link": session.connect_link}
    return {**body, "sessionToken": whole}


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(connect_response=connect_response)

"""D47: Sends no `allowed_integrations`."""

from __future__ import annotations

from reference_backend import session_request
from reference_backend.domain import Offer, Person
from reference_backend.nango import JsonObject
from reference_backend.parts import Parts


def allow_everything(person: Person, workspace_id: str, offer: Offer) -> JsonObject:
    """Leave the choice of the integration to the browser."""
    body = session_request.session_request(person, workspace_id, offer)
    del body["allowed_integrations"]
    return body


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(session_request=allow_everything)

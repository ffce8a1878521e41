"""D72: Sends what a user does not have as null or as nothing, and never looks how long it is."""

from __future__ import annotations

import re
from typing import Final

from reference_backend import session_request
from reference_backend.domain import Offer, Person
from reference_backend.nango import JsonObject
from reference_backend.parts import Parts

_PLAIN: Final = re.compile(r"[\w.]+@[\w.]+\.\w+")


def blank(person: Person, workspace_id: str, offer: Offer) -> JsonObject:
    """Fill every member, with something or nothing."""
    body = session_request.session_request(person, workspace_id, offer)
    plain = person.email is None or _PLAIN.fullmatch(person.email)
    body["end_user"]["email"] = person.email if plain else ""
    body["end_user"]["display_name"] = person.name.encode("ascii", "ignore").decode().strip()
    return body


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(session_request=blank)

"""
X-ONE-NAME: Tells Nango one and the same end user for everybody.

Who it really is goes into a tag of the backend's own, so everything else works; but to Nango
all connections are one person's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from reference_backend import events, session_request
from reference_backend.domain import Offer, Owner, Person
from reference_backend.events import Creation, Event
from reference_backend.nango import JsonObject
from reference_backend.parts import Parts

_EVERYBODY: Final = "app"


def one_name(person: Person, workspace_id: str, offer: Offer) -> JsonObject:
    """Name the app instead of the person."""
    body = session_request.session_request(person, workspace_id, offer)
    tags = {**body["end_user"]["tags"], "userId": person.id}
    body["end_user"] = {"id": _EVERYBODY, "tags": tags}
    return body


def interpret(body: object) -> Event:
    """Find the person in the tag."""
    event = events.interpret(body)
    match body, event:
        case {"tags": {"userid": str(user_id), "workspaceid": str(workspace_id)}}, Creation():
            owner = Owner(user_id=user_id, workspace_id=workspace_id)
            return replace(event, owner=owner)
    return event


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(session_request=one_name, interpret=interpret)

"""
D28: Looks up a camelCase key in `tags`, which Nango has lower-cased.

It names the owner in the tags of its sessions; what it finds in the webhook's end user hides
the mistake until there is none.
"""

from __future__ import annotations

from collections.abc import Mapping

from reference_backend import events, session_request
from reference_backend.domain import Offer, Person
from reference_backend.events import Event
from reference_backend.nango import JsonObject
from reference_backend.parts import Parts


def request_with_tags(person: Person, workspace_id: str, offer: Offer) -> JsonObject:
    """Name the owner in the tags as well as in the end user."""
    body = session_request.session_request(person, workspace_id, offer)
    return {**body, "tags": {"end_user_id": person.id, "workspaceId": workspace_id}}


def interpret(body: object) -> Event:
    """Read the tag by the name under which it was sent."""
    if not isinstance(body, Mapping) or not isinstance(body.get("tags"), Mapping):
        return events.interpret(body)
    tags = {name: value for name, value in body["tags"].items() if name != "workspaceid"}
    if "workspaceId" in tags:
        tags["workspaceid"] = tags["workspaceId"]
    return events.interpret({**body, "tags": tags})


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(session_request=request_with_tags, interpret=interpret)

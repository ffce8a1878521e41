"""D25: Reads fields that Nango does not send: `endUser.id` and `connection_id`."""

from __future__ import annotations

from collections.abc import Mapping

from reference_backend import events
from reference_backend.events import Event
from reference_backend.parts import Parts


def interpret(body: object) -> Event:
    """Read a creation as if Nango wrote its webhooks as it writes its API."""
    if not isinstance(body, Mapping) or body.get("operation") != "creation":
        return events.interpret(body)
    end_user = body.get("endUser") or {}
    renamed = {**end_user, "endUserId": end_user.get("id")}
    return events.interpret(
        {**body, "connectionId": body.get("connection_id"), "endUser": renamed, "tags": {}}
    )


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret)

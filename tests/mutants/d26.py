"""D26: Derives the user from the connection id."""

from __future__ import annotations

from dataclasses import replace

from reference_backend import events
from reference_backend.domain import Owner
from reference_backend.events import Creation, Event
from reference_backend.parts import Parts


def interpret(body: object) -> Event:
    """Take what stands before the first sign in the id for the user, as some name theirs."""
    event = events.interpret(body)
    if not isinstance(event, Creation) or event.owner is None:
        return event
    user, _, _ = event.connection.id.partition("-")
    return replace(event, owner=Owner(user_id=user, workspace_id=event.owner.workspace_id))


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(interpret=interpret)

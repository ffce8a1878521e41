"""How several wrong backends read whose an event is."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import ColumnElement

from reference_backend import events
from reference_backend.domain import Owner
from reference_backend.events import Creation, Event
from reference_backend.tables import links


def interpret_loosely(body: object) -> Event:
    """Know the person by the tag that is there, and leave out the workspace that is not."""
    event = events.interpret(body)
    match event, body:
        case Creation(owner=None), {"tags": {"end_user_id": str(user)}}:
            return replace(event, owner=Owner(user_id=user, workspace_id=""))
    return event


def as_far_as_named(owner: Owner) -> list[ColumnElement[bool]]:
    """Ask for the person, and for the workspace where there is one."""
    wanted = [links.c.user_id == owner.user_id]
    if owner.workspace_id:
        wanted.append(links.c.workspace_id == owner.workspace_id)
    return wanted

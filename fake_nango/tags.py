"""
The tags of a session: those of its end user, and those that were given with it.

(Nango 0.71.4, end users: tags are built from the end user's fields; empty ones are left
out, long ones cut, and the end user's own tags are dropped where they do not fit.)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fake_nango.answers import refused
from fake_nango.fields import LONGEST, MOST_TAGS
from fake_nango.model import EndUser

Json = Mapping[str, Any]


def end_user_of(body: Json) -> EndUser | None:
    """Read the end user and organisation of a body that has passed its rules."""
    found = body.get("end_user")
    if found is None:
        return None
    organization = body.get("organization")
    return EndUser(
        id=found["id"],
        email=found.get("email"),
        display_name=found.get("display_name"),
        tags=found.get("tags"),
        organization=None
        if organization is None
        else {"id": organization["id"], "display_name": organization.get("display_name")},
    )


def tags_of(body: Json) -> dict[str, str]:
    """Build the tags that a session or connection stores; explicit ones win."""
    tags = _generated(body)
    given = body.get("tags")
    if given:
        for key, value in given.items():
            tags[key.lower()] = value
    if len(tags) > MOST_TAGS:
        raise refused(500, "server_error", "Failed to create connect session")
    return tags


def _generated(body: Json) -> dict[str, str]:
    end_user, organization = body.get("end_user"), body.get("organization")
    tags: dict[str, str] = {}
    if end_user:
        _add(tags, "end_user_id", end_user.get("id"))
        _add(tags, "end_user_email", end_user.get("email"))
        _add(tags, "end_user_display_name", end_user.get("display_name"))
    if organization:
        _add(tags, "organization_id", organization.get("id"))
        _add(tags, "organization_display_name", organization.get("display_name"))
    own = end_user.get("tags") if end_user else None
    if own and len(tags) + len(own) <= MOST_TAGS and all(own.values()):
        tags.update((key.lower(), value) for key, value in own.items())
    return tags


def _add(tags: dict[str, str], key: str, value: str | None) -> None:
    if value:
        tags[key] = value[:LONGEST]

"""
What is asked of Nango for one attempt, and what is taken from the answer.

`POST /connect/sessions` is strict: an unknown member, a null or an empty e-mail is a 400.
So everything optional is left out when we do not have it in a form that Nango accepts.
"""

from __future__ import annotations

import re
from typing import Final

from reference_backend.domain import ConnectSession, Link, Offer, Person
from reference_backend.errors import NangoError
from reference_backend.nango import JsonObject

# Nango 0.71.4 accepts ASCII addresses without leading or doubled dots.
_EMAIL: Final = re.compile(
    r"(?!\.)(?!.*\.\.)[A-Za-z0-9_'+.-]*[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}"
)
_LONGEST_NAME: Final = 255


def session_request(person: Person, workspace_id: str, offer: Offer) -> JsonObject:
    """
    Return the body of `POST /connect/sessions`.

    `allowed_integrations` is the only guard on which integration the token may open.
    """
    return {
        "end_user": _end_user(person, workspace_id, offer.provider),
        "allowed_integrations": [offer.integration],
    }


def reconnect_request(person: Person, link: Link) -> JsonObject:
    """
    Return the body of `POST /connect/sessions/reconnect`.

    The attribution is sent again: a reconnect without it wipes the tags of the connection.
    """
    return {
        "connection_id": link.connection_id,
        "integration_id": link.integration,
        "end_user": _end_user(person, link.workspace_id, link.provider),
    }


def read_session(answer: object) -> ConnectSession:
    """Return what Nango issued; the token sits under `data`, and without one there is none."""
    match answer:
        case {"data": {"token": str(token), **rest}} if token:
            return ConnectSession(
                token=token,
                connect_link=_text(rest.get("connect_link")),
                expires_at=_text(rest.get("expires_at")),
            )
    raise NangoError("Nango's answer holds no session token.")


def _end_user(person: Person, workspace_id: str, provider: str) -> JsonObject:
    end_user: JsonObject = {
        "id": person.id,
        "tags": {"workspaceId": workspace_id, "provider": provider},
    }
    if person.email is not None and _EMAIL.fullmatch(person.email):
        end_user["email"] = person.email
    if person.name:
        end_user["display_name"] = _shortened(person.name)
    return end_user


def _shortened(name: str) -> str:
    """Nango counts as JavaScript does, in UTF-16 units; no character is cut in two."""
    return name.encode("utf-16-le")[: 2 * _LONGEST_NAME].decode("utf-16-le", "ignore")


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None

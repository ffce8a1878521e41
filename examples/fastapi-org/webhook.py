"""What Nango says in a webhook, and whether it was Nango."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass

from nango import INTEGRATIONS, Connection

OURS = {nango_id: integration for integration, nango_id in INTEGRATIONS.items()}


@dataclass(frozen=True)
class Created:
    """Somebody authorised; `organisation` and `link` are what the session was made with."""

    connection: Connection
    organisation: str
    link: str


@dataclass(frozen=True)
class Repaired:
    """A connection that we know works again."""

    connection: Connection


@dataclass(frozen=True)
class Broken:
    """A connection that we know needs to be authorised anew."""

    connection: Connection


def is_genuine(signing_key: str, body: bytes, signature: str) -> bool:
    """Say whether the HMAC of these very bytes was made with the signing key."""
    wanted = hmac.new(signing_key.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted.encode(), signature.encode())


def read(body: bytes) -> Created | Repaired | Broken | None:
    """
    Return what a genuine webhook says, None when it says nothing for us.

    Nango sends every kind of event here and adds kinds without notice, so no body is an error.
    A failed authorisation is a `creation` too, with `success` false and an id that never was.
    """
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    match said:
        case {"type": "auth", "connectionId": str(id_), "providerConfigKey": str(nango_id)}:
            integration = OURS.get(nango_id)
            return None if integration is None else _auth(said, Connection(id_, integration))
    return None


def _auth(said: object, connection: Connection) -> Created | Repaired | Broken | None:
    match said:
        case {
            "operation": "creation",
            "success": True,
            "tags": {"end_user_id": str(organisation), "link_id": str(link)},
        }:
            return Created(connection, organisation, link)
        case {"operation": "override" | "refresh", "success": True}:
            return Repaired(connection)
        case {"operation": "refresh", "success": False}:
            return Broken(connection)
    return None

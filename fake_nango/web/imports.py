"""
`POST /connections`: a connection that was authorized elsewhere, or a new grant for one.

(Nango 0.71.4, connections API: import)
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from fake_nango.answers import Answer, json_answer, refused
from fake_nango.clock import iso_ms
from fake_nango.connection_view import imported
from fake_nango.connections import Grant, announce, store_grant
from fake_nango.fields import connection_id, end_user, integration_key, tags, webhook_url
from fake_nango.integration import OAUTH2
from fake_nango.model import person_of
from fake_nango.rules import (
    Issues,
    Path,
    Rule,
    anything,
    demand,
    issue,
    loose_object,
    optional,
    record,
    shape,
    text,
    wrong_type,
)
from fake_nango.tags import end_user_of, tags_of
from fake_nango.verification import TEST_FAILED, verified
from fake_nango.web.call import Call
from fake_nango.web.routes import Route

_word = text(least=1)
_text = text()
_KINDS: Final[Mapping[str, Mapping[str, Rule]]] = {
    OAUTH2: {
        "access_token": _word,
        "refresh_token": optional(_text),
        "expires_at": optional(anything),
        "config_override": optional(loose_object),
    },
    "OAUTH2_CC": {
        "token": _word,
        "client_id": _word,
        "client_secret": _word,
        "client_certificate": optional(_text),
        "client_private_key": optional(_text),
        "expires_at": optional(anything),
    },
    "OAUTH1": {"oauth_token": _word, "oauth_token_secret": _word},
    "API_KEY": {"apiKey": _word},
    "BASIC": {"username": _text, "password": _text},
    "NONE": {},
    "TBA": {"token_id": _word, "token_secret": _word, "config_override": optional(loose_object)},
    "APP": {"app_id": _word, "installation_id": _word},
    "CUSTOM": {"app_id": _word, "installation_id": _word},
}


# Credentials that are tried out where an integration knows how.
_TESTED: Final = frozenset({"API_KEY", "BASIC", "TBA"})


def _credentials(value: Any, path: Path, issues: Issues) -> None:
    if not isinstance(value, dict):
        issues.append(wrong_type("object", value, path))
        return
    kind = value.get("type")
    fields = _KINDS.get(kind) if isinstance(kind, str) else None
    if fields is None:
        issues.append(issue("invalid_union", "Invalid input", (*path, "type")))
        return
    shape({"type": anything, **fields})(value, path, issues)


_body = shape(
    {
        "provider_config_key": integration_key,
        "connection_id": optional(connection_id),
        "metadata": optional(record(None, anything)),
        "connection_config": optional(loose_object),
        "webhook_url_override": optional(webhook_url),
        "credentials": _credentials,
        "end_user": optional(end_user),
        "tags": optional(tags),
    }
)


async def create(call: Call) -> Answer:
    """Store a connection with the credentials that are given; its webhook names no end user."""
    call.refuse_query()
    demand(_body, call.json, "invalid_body")
    body = call.json
    integration = call.env.integrations.get(body["provider_config_key"])
    if integration is None:
        raise refused(404, "not_found", "Integration does not exist")
    given = body["credentials"]
    if given["type"] != integration.auth_mode:
        text = f"Provider {integration.auth_mode} does not support {given['type']} auth"
        raise refused(400, "invalid_body", text)
    config = body.get("connection_config") or {}
    if given["type"] in _TESTED and not await verified(call.world, integration, given, config):
        raise refused(400, "connection_test_failed", TEST_FAILED)
    connection, operation = store_grant(
        call.world, call.env, integration, _grant(body, call.world.clock.now())
    )
    call.connection, call.person = connection.connection_id, connection.person
    announce(call.world, call.env, connection, operation, None)
    return json_answer(201, imported(connection))


def _grant(body: Mapping[str, Any], now: float) -> Grant:
    person, kept = end_user_of(body), tags_of(body)
    credentials, expires_at = _stored(body["credentials"], now)
    return Grant(
        connection_id=body.get("connection_id") or str(uuid.uuid4()),
        credentials=credentials,
        expires_at=expires_at,
        connection_config=body.get("connection_config") or {},
        tags=kept,
        end_user=person,
        webhook_url_override=body.get("webhook_url_override") or None,
        person=person_of(person, kept),
        metadata=body.get("metadata") or {},
    )


def _stored(given: Mapping[str, Any], now: float) -> tuple[dict[str, Any], float | None]:
    if given["type"] == "NONE":
        return {}, None
    if given["type"] != OAUTH2:
        return dict(given), None
    expires_at = moment(given.get("expires_at"), now)
    credentials = {**given, "raw": dict(given)}
    if expires_at is not None:
        credentials["expires_at"] = iso_ms(expires_at)
    return credentials, expires_at


def moment(given: Any, now: float) -> float | None:
    """Read when a token ends: seconds from now, or a date; None for neither."""
    if isinstance(given, int | float):
        return now + float(given)
    if not isinstance(given, str):
        return None
    try:
        return datetime.fromisoformat(given).timestamp()
    except ValueError:
        return None


ROUTES = (Route("POST", "/connections", create),)

"""
`POST /connection`: an import as older clients send it, flat and for nobody.

(Nango 0.71.4, connections API: deprecated import)
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

from fake_nango.answers import Answer, json_answer, refused_with_payload
from fake_nango.clock import iso_ms
from fake_nango.connections import Grant, announce, store_grant
from fake_nango.integration import OAUTH2
from fake_nango.web.call import Call
from fake_nango.web.imports import moment
from fake_nango.web.routes import Route

# What the older API calls the members of the credentials.
_FLAT: Final[Mapping[str, Mapping[str, str]]] = {
    OAUTH2: {},
    "API_KEY": {"apiKey": "api_key"},
    "BASIC": {"username": "username", "password": "password"},
    "TBA": {"token_id": "token_id", "token_secret": "token_secret"},
    "NONE": {},
}
_NO_KEY: Final = "Missing param 'provider_config_key'."
_NO_INTEGRATION: Final = (
    "There is no Provider Configuration matching this key. Please make sure this value exists"
    " in the Nango dashboard {}"
)


async def create_flat(call: Call) -> Answer:
    """Store a connection as the older API takes it: flat, for nobody, and echoed."""
    body = call.json if isinstance(call.json, dict) else {}
    integration = call.env.integrations.get(_key_of(body))
    if integration is None:
        raise refused_with_payload(400, "unknown_provider_config", _NO_INTEGRATION)
    now = call.world.clock.now()
    credentials, expires_at = _flat_credentials(integration.auth_mode, body, now)
    grant = Grant(
        connection_id=str(body.get("connection_id") or uuid.uuid4()),
        credentials=credentials,
        expires_at=expires_at,
        connection_config=_object(body, "connection_config"),
        metadata=_object(body, "metadata"),
    )
    connection, operation = store_grant(call.world, call.env, integration, grant)
    call.connection = connection.connection_id
    announce(call.world, call.env, connection, operation, None)
    return json_answer(201, {**body, "connection_id": connection.connection_id})


def _key_of(body: Mapping[str, Any]) -> str:
    key = body.get("provider_config_key")
    if not isinstance(key, str) or not key:
        raise refused_with_payload(400, "missing_provider_config", _NO_KEY)
    return key


def _object(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = body.get(name)
    return found if isinstance(found, dict) else {}


def _flat_credentials(
    mode: str, body: Mapping[str, Any], now: float
) -> tuple[dict[str, Any], float | None]:
    if mode not in _FLAT:
        text = f"The authentication mode {mode} cannot be imported so."
        raise refused_with_payload(400, "unknown_oauth_type", text)
    if mode == OAUTH2:
        return _flat_oauth(body, now)
    given = {name: body.get(flat, "") for name, flat in _FLAT[mode].items()}
    return ({"type": mode, **given} if given else {}), None


def _flat_oauth(body: Mapping[str, Any], now: float) -> tuple[dict[str, Any], float | None]:
    token, expires = body.get("access_token"), body.get("expires_at")
    if not isinstance(token, str) or not token:
        raise refused_with_payload(400, "missing_access_token", "Missing param 'access_token'.")
    if expires is None and not body.get("no_expiration"):
        text = "Missing param 'expires_at'. Or set no_expiration to true."
        raise refused_with_payload(400, "missing_expires_at", text)
    expires_at = None if body.get("no_expiration") else moment(expires, now)
    if expires_at is None and not body.get("no_expiration"):
        text = "Invalid expires_at. It must be a valid date."
        raise refused_with_payload(400, "invalid_expires_at", text)
    kept = {name: body[name] for name in ("access_token", "refresh_token") if name in body}
    if expires_at is not None:
        kept["expires_at"] = iso_ms(expires_at)
    return {"type": OAUTH2, **kept, "raw": dict(kept)}, expires_at


ROUTES = (Route("POST", "/connection", create_flat),)

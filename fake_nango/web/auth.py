"""
Who is calling: an application by its secret key, a browser by its session token.

A provider that sends webhooks is known by the environment that its path names.

The ways to fail, and their texts, are those of Nango 0.71.4 (public API, authentication):
a key must look like a UUID of version 4 before it is looked up, and a token that has
expired cannot be told from one that never was.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from uuid import UUID

from fake_nango.answers import Refused, invalid, refused, refused_with_payload
from fake_nango.rules import issue
from fake_nango.sessions import TOKEN_PREFIX, live_session
from fake_nango.web.call import Call

UUID4 = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE
)
_TOKEN = re.compile(re.escape(TOKEN_PREFIX) + r"[0-9a-f]{64}")

_TEXTS = {
    "missing_auth_header": "The request is missing the Authorization header.",
    "invalid_secret_key_format": "The provided secret key is not a UUID v4.",
    "unknown_account": "The provided authorization header does not match any account.",
    # The bracket at the end is Nango's own.
    "invalid_connect_session_token_format": "The provided connect session token is not following"
    " correct format: nango_connect_session_RANDOM)",
    "unknown_connect_session_token": "The provided connect session token does not match any"
    " account.",
    "missing_public_key": "The request is missing a valid public key parameter.",
    "invalid_public_key": "The provided public key is not a UUID v4.",
}
_DEPRECATED = (
    "Public key authentication is deprecated. Please use connect session authentication instead."
)


class Auth(Enum):
    """What a route accepts as proof of who is calling."""

    NONE = "none"
    SECRET = "secret"  # noqa: S105 - the name of a kind of proof
    SESSION = "session"
    SESSION_OR_SECRET = "session or secret"  # noqa: S105 - as above
    SESSION_IN_QUERY = "session in query"
    SESSION_IN_BODY = "session in body"
    ENVIRONMENT = "environment in path"


def authenticate(call: Call, auth: Auth) -> None:
    """Note who is calling, or refuse the request."""
    check = _CHECKS.get(auth)
    if check is not None:
        check(call)


def _secret(call: Call) -> None:
    _secret_key(call, _authorization(call))


def _session(call: Call) -> None:
    session_token(call, _authorization(call))


def _session_or_secret(call: Call) -> None:
    value = _authorization(call)
    if value.startswith(TOKEN_PREFIX):
        session_token(call, value)
    else:
        _secret_key(call, value)


def _session_in_query(call: Call) -> None:
    token = call.query.get("connect_session_token")
    if isinstance(token, str) and token:
        session_token(call, token)
        return
    key = call.query.get("public_key")
    if not isinstance(key, str) or not key:
        raise failed(call, "missing_public_key")
    if not UUID4.fullmatch(key):
        raise failed(call, "invalid_public_key")
    if any(each.settings.public_key == key for each in call.world.environments.values()):
        # Accounts that are younger than August 2025 have such a key, and may not use it.
        raise refused(401, "deprecated_authentication", _DEPRECATED)
    raise failed(call, "unknown_account")


def _session_in_body(call: Call) -> None:
    token = call.json.get("token") if isinstance(call.json, dict) else None
    if not isinstance(token, str) or not token:
        raise failed(call, "missing_auth_header", auth="none")
    session_token(call, token)


def _environment(call: Call) -> None:
    # A provider shows no key: where it sends to says for whom it is.
    try:
        wanted = str(UUID(call.param()))
    except ValueError:
        problem = issue("invalid_format", "Invalid UUID", ("environmentUuid",))
        raise invalid("invalid_uri_params", [problem]) from None
    named = (each for each in call.world.environments.values() if each.uuid == wanted)
    call.environment = next(named, None)
    call.auth = "environment"


def _authorization(call: Call) -> str:
    header = call.header("Authorization")
    if not header:
        raise failed(call, "missing_auth_header", auth="none")
    # Whatever follows the last "Bearer " counts; a bare key passes, "bearer" does not.
    return header.rsplit("Bearer ", 1)[-1]


def _secret_key(call: Call, value: str) -> None:
    access = call.world.access_by_key(value)
    if access is None:
        known_shape = UUID4.fullmatch(value)
        raise failed(call, "unknown_account" if known_shape else "invalid_secret_key_format")
    call.environment, call.scopes = access
    call.auth = "secret_key"


def session_token(call: Call, value: str) -> None:
    """Note the session of a token, or refuse the request."""
    if not _TOKEN.fullmatch(value):
        raise failed(call, "invalid_connect_session_token_format")
    session = live_session(call.world, value)
    if session is None:
        stale = call.world.store.sessions.get(value)
        if stale is not None:
            call.with_session(stale)
        raise failed(call, "unknown_connect_session_token")
    call.environment = call.world.environments[session.environment]
    call.auth = "connect_session"
    call.with_session(session)


def failed(call: Call, code: str, auth: str = "invalid") -> Refused:
    """Make the refusal of a caller who is not who they should be."""
    call.auth = auth
    return refused_with_payload(401, code, f"Authentication failed. {_TEXTS[code]}")


_CHECKS: dict[Auth, Callable[[Call], None]] = {
    Auth.SECRET: _secret,
    Auth.SESSION: _session,
    Auth.SESSION_OR_SECRET: _session_or_secret,
    Auth.SESSION_IN_QUERY: _session_in_query,
    Auth.SESSION_IN_BODY: _session_in_body,
    Auth.ENVIRONMENT: _environment,
}

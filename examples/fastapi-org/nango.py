"""The few calls that are made to Nango, over plain HTTP."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from people import Member

INTEGRATIONS = {"outlook": "outlook", "gmail": "google-mail"}
"""What our users may connect, and what Nango calls it."""

SYNC = "emails"


@dataclass(frozen=True)
class Connection:
    """Nango's name for a connection: its id, and our word for its integration."""

    id: str
    integration: str


class NangoError(Exception):
    """Nango did not do what it was asked; the text is for the log, not for the user."""


class Nango:
    """Nango's API."""

    def __init__(self, host: str, secret_key: str, timeout_s: float = 10) -> None:
        self._timeout_s = timeout_s
        self._http = httpx.Client(
            base_url=host,
            headers={"Authorization": f"Bearer {secret_key}"},
            timeout=timeout_s,
            # Node closes a connection that was idle for five seconds; we let go before it does.
            limits=httpx.Limits(keepalive_expiry=4),
        )

    def create_session(self, member: Member, integration: str, link: str) -> dict[str, str]:
        """Return a session in which an organisation may connect this integration, and no other."""
        body = {"allowed_integrations": [INTEGRATIONS[integration]], **_names(member, link)}
        return _session(self._ask("POST", "/connect/sessions", json=body))

    def create_reconnect_session(
        self, member: Member, connection: Connection, link: str
    ) -> dict[str, str]:
        """Return a session that repairs a connection; a plain one would make another."""
        body = {
            "connection_id": connection.id,
            "integration_id": INTEGRATIONS[connection.integration],
            **_names(member, link),
        }
        return _session(self._ask("POST", "/connect/sessions/reconnect", json=body))

    def trigger_sync(self, connection: Connection) -> None:
        """Let Nango run the sync now: of this connection, because without one it runs them all."""
        body = {
            "provider_config_key": INTEGRATIONS[connection.integration],
            "connection_id": connection.id,
            "syncs": [SYNC],
        }
        self._ask("POST", "/sync/trigger", json=body)

    def delete_connection(self, connection: Connection) -> None:
        """Let Nango forget the connection and its credentials; one that is gone is fine."""
        path = f"/connections/{quote(connection.id, safe='')}"
        query = {"provider_config_key": INTEGRATIONS[connection.integration]}
        self._ask("DELETE", path, params=query, gone="unknown_connection")

    def _ask(self, method: str, path: str, *, gone: str = "", **more: Any) -> Any:
        try:
            with self._http.stream(method, path, **more) as answer:
                said = _json(_read(answer, time.monotonic() + self._timeout_s))
        except httpx.HTTPError as error:
            raise NangoError(f"{method} {path}: {type(error).__name__}") from error
        if answer.is_success or (gone and _code(said) == gone):
            return said
        raise NangoError(f"{method} {path}: {answer.status_code} {_code(said)}")


def _names(member: Member, link: str) -> dict[str, Any]:
    """
    Return by what names Nango is to know us, which the webhook of a new connection brings back.

    The end user is the organisation: what a member connects stays when she leaves.
    """
    return {
        "end_user": {"id": member.organisation, "display_name": member.organisation_name},
        "tags": {"link_id": link},
    }


def _session(answer: Any) -> dict[str, str]:
    match answer:
        case {"data": {"token": str(token), "connect_link": str(link), "expires_at": str(end)}}:
            return {"session_token": token, "connect_link": link, "expires_at": end}
    raise NangoError("the answer holds no session")


def _read(answer: httpx.Response, until: float) -> bytes:
    """Return the body; httpx limits each wait for a piece of it, and not all of them together."""
    body = b""
    for piece in answer.iter_bytes():
        body += piece
        if time.monotonic() > until:
            raise httpx.ReadTimeout("the answer does not end")
    return body


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _code(said: Any) -> str:
    match said:
        case {"error": {"code": str(code)}}:
            return code
    return "without a code"

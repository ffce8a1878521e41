"""
The few calls that are made to Nango, and nothing that decides when.

Each has one time-out for the whole exchange, so neither a silent Nango nor one that drips
a byte a second holds anybody for long. Redirects are not followed: the secret key goes to
the host that the operator named. Answers are read up to a bound.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, TCPConnector
from yarl import URL

from reference_backend.errors import NangoError
from reference_backend.events import Connection
from reference_backend.settings import Settings

# Node closes a connection that was idle for five seconds; we let go before it does.
_KEEP_ALIVE_S: Final = 4.0
_LARGEST_ANSWER: Final = 16 * 1024 * 1024
_CHUNK: Final = 64 * 1024
_LONGEST_WAIT_S: Final = 3_600.0
_CODE: Final = re.compile(r"[a-z_]{1,64}")

_log = logging.getLogger(__name__)
JsonObject = dict[str, Any]


class Nango:
    """Nango's API, seen from the backend of an app."""

    def __init__(self, session: ClientSession, host: str) -> None:
        self._session = session
        self._host = host

    async def create_session(self, body: JsonObject) -> object:
        """POST /connect/sessions; the answer is read by `session_request.read_session`."""
        return await self._ask("POST", "/connect/sessions", body=body)

    async def create_reconnect_session(self, body: JsonObject) -> object:
        """POST /connect/sessions/reconnect; the session is pinned to one connection."""
        return await self._ask("POST", "/connect/sessions/reconnect", body=body)

    async def trigger_sync(self, body: JsonObject) -> None:
        """POST /sync/trigger; the answer says that it was queued, not that it ran."""
        await self._ask("POST", "/sync/trigger", body=body)

    async def read_records(self, connection: Connection, query: Mapping[str, str]) -> object:
        """GET /records; the connection is named in headers, not in the query."""
        headers = {"Connection-Id": connection.id, "Provider-Config-Key": connection.integration}
        return await self._ask("GET", f"/records?{urlencode(query)}", headers=headers)

    async def delete_connection(self, connection: Connection) -> None:
        """
        DELETE /connections/{id}; one that is not there counts as deleted.

        Nango says that with 400 `unknown_connection`, not with 404.
        """
        path = f"/connections/{quote(connection.id, safe='')}"
        query = urlencode({"provider_config_key": connection.integration})
        try:
            await self._ask("DELETE", f"{path}?{query}")
        except NangoError as failure:
            if failure.code != "unknown_connection" and failure.status != 404:  # noqa: PLR2004 - RFC 9110
                raise

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        body: JsonObject | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> object:
        # `encoded`: an id that was percent-encoded stays so, and cannot become a path.
        url = URL(self._host + path, encoded=True)
        try:
            async with self._session.request(
                method, url, json=body, headers=headers, allow_redirects=False
            ) as response:
                return _usable(response, await _bounded(response))
        except (ClientError, TimeoutError, OSError) as error:
            _log.warning("nango: %s %s: no answer, %s", method, url.path, type(error).__name__)
            raise NangoError("Nango could not be reached.") from error
        except NangoError as failed:
            _log.warning("nango: %s %s: %s %s", method, url.path, failed.status, failed.code)
            raise


def open_nango(settings: Settings) -> ClientSession:
    """Return the HTTP session that `Nango` uses; whoever opens it closes it."""
    return ClientSession(
        connector=TCPConnector(keepalive_timeout=_KEEP_ALIVE_S),
        headers={"Authorization": f"Bearer {settings.keys.secret_key}"},
        timeout=ClientTimeout(total=settings.nango_timeout_s),
    )


async def _bounded(response: ClientResponse) -> bytes:
    pieces: list[bytes] = []
    left = _LARGEST_ANSWER
    async for piece in response.content.iter_chunked(_CHUNK):
        left -= len(piece)
        if left < 0:
            raise NangoError("Nango's answer is too large.", status=response.status)
        pieces.append(piece)
    return b"".join(pieces)


def _usable(response: ClientResponse, content: bytes) -> object:
    try:
        answer: object = json.loads(content)
    except (ValueError, RecursionError):
        answer = None
    if 200 <= response.status <= 299:  # noqa: PLR2004 - the successes of RFC 9110, 15.3
        return answer
    raise NangoError(
        f"Nango answered {response.status}.",
        status=response.status,
        code=_error_code(answer),
        retry_after_s=_retry_after(response),
    )


def _error_code(answer: object) -> str | None:
    """Every error of Nango's has `error.code`; nothing else of it is kept or logged."""
    match answer:
        case {"error": {"code": str(code)}} if _CODE.fullmatch(code):
            return code
    return None


def _retry_after(response: ClientResponse) -> float | None:
    value = response.headers.get("Retry-After", "")
    if not (value.isascii() and value.isdigit()):
        return None
    return min(float(value), _LONGEST_WAIT_S)

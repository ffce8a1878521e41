"""
`/proxy/*`: a request to the provider's API, with the connection's credentials put in.

Of the caller's headers only those that start with `Nango-Proxy-` are passed on; the
provider's status and body come back as they are, so an application cannot tell its errors
from Nango's but by their shape. (Nango 0.71.4, proxy)
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from fake_nango.answers import Answer, Pairs, json_answer, refused, to_json
from fake_nango.fields import LONGEST, connection_id, integration_key
from fake_nango.heads import ask_head
from fake_nango.injection import base_url, injected_headers
from fake_nango.integration import Integration
from fake_nango.model import Connection
from fake_nango.query_rules import number
from fake_nango.refresh import BACKING_OFF, RefreshFailed, refresh
from fake_nango.rules import MISSING, either, one_of, optional, shape, text
from fake_nango.web.call import JSON_START, Call
from fake_nango.web.named import refuse_headers
from fake_nango.web.routes import Route
from fake_nango.world import CALLER_NANGO

TIMEOUT: Final = aiohttp.ClientTimeout(total=60)
LARGEST: Final = 16 * 1024 * 1024
PREFIX: Final = "nango-proxy-"
FORM: Final = "application/x-www-form-urlencoded"
RETRY_S: Final = 3.0
MOST_RETRIES: Final = 10
_KEPT: Final = frozenset({"content-type", "mcp-session-id", "x-request-id", "x-correlation-id"})
# They belong to one hop, describe bytes that have been decoded here, or are set anew.
_LEFT_OUT: Final = frozenset(
    {
        "connection",
        "content-type",
        "content-encoding",
        "content-length",
        "date",
        "keep-alive",
        "server",
        "transfer-encoding",
    }
)
_AGAIN: Final = frozenset({401, 429})
_FIRST_ERROR, _FIRST_FAULT = 400, 500
_REDIRECTS: Final = range(300, 400)
_NO_INTEGRATION = (
    "Provider config not found for the given provider config key. Please make sure the provider"
    " config exists in the Nango dashboard."
)


def _is_url(value: Any) -> bool:
    return value == "" or (isinstance(value, str) and urlsplit(value).scheme in {"http", "https"})


_STATUSES: Final = re.compile(r"\d+(,\d+)*")
_true_or_false = optional(one_of("true", "false"))
_headers = shape(
    {
        "provider-config-key": integration_key,
        "connection-id": connection_id,
        "retries": optional(number()),
        "base-url-override": optional(either(_is_url)),
        "decompress": _true_or_false,
        "retry-on": optional(text(pattern=_STATUSES, shown=r"/^\d+(,\d+)*$/")),
        "forward-headers-on-redirect": _true_or_false,
        "nango-activity-log-id": optional(text(most=LONGEST)),
        "nango-is-sync": _true_or_false,
        "nango-is-dry-run": _true_or_false,
    },
    strict=False,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One request to a provider, and how often it may be tried again."""

    method: str
    url: URL
    headers: Mapping[str, str]
    body: bytes | None
    retries: int
    retry_on: frozenset[int]


async def proxy(call: Call) -> Answer:
    """Pass a request on to the provider and its answer back."""
    refuse_headers(call, _headers)
    integration, connection = _named(call)
    try:
        fresh = await refresh(call.world, connection)
    except RefreshFailed as failed:
        if failed.message == BACKING_OFF:
            raise refused(424, "connection_refresh_backoff", BACKING_OFF) from failed
        text = f"Failed to get connection credentials: '{failed.message}'"
        raise refused(failed.status, "server_error", text) from failed
    return await _run(call, _errand(call, integration, fresh))


def _named(call: Call) -> tuple[Integration, Connection]:
    key, cid = call.header("Provider-Config-Key") or "", call.header("Connection-Id") or ""
    integration = call.env.integrations.get(key)
    if integration is None:
        raise refused(404, "unknown_provider_config", _NO_INTEGRATION)
    connection = call.world.store.connection(call.env.name, key, cid)
    if connection is None:
        raise refused(400, "server_error", "Failed to get connection")
    return integration, connection


def _errand(call: Call, integration: Integration, connection: Connection) -> Errand:
    built_in = f"{call.world.urls.ui}/provider/{integration.unique_key}"
    override = call.header("Base-Url-Override")
    base = override or base_url(integration, built_in, connection.connection_config)
    if base is None:
        raise refused(400, "unsupported_provider", "The provider has no base URL.")
    path = "/" + call.params[0].lstrip("/") if call.params and call.params[0] else ""
    query = f"?{call.query_string}" if call.query_string else ""
    body, kind = _body(call)
    headers = CIMultiDict(injected_headers(integration, connection.credentials))
    headers.update({} if kind is None else {"content-type": kind})
    if base.startswith(f"{call.world.urls.ui}/"):
        headers.update(call.world.internal_headers(CALLER_NANGO))
    headers.update(_forwarded(call))
    return Errand(
        method=call.method,
        url=URL(f"{base.rstrip('/')}{path}{query}", encoded=True),
        headers=headers,
        body=body,
        retries=min(_whole(call.header("Retries")), MOST_RETRIES),
        retry_on=frozenset(_whole(each) for each in (call.header("Retry-On") or "").split(",")),
    )


def _forwarded(call: Call) -> dict[str, str]:
    """Take the headers that the caller wants at the provider."""
    return {
        name[len(PREFIX) :]: value
        for name, value in call.request.headers.items()
        if name.lower().startswith(PREFIX)
    }


def _body(call: Call) -> tuple[bytes | None, str | None]:
    """Pass on the body; JSON is written anew on its way through Nango, and a form as JSON."""
    if not call.body:
        return None, None
    kind = call.header("Content-Type") or JSON_START
    if kind.lower().startswith(FORM):
        fields = dict(parse_qsl(call.body.decode(), keep_blank_values=True))
        return to_json(fields), JSON_START
    return (call.body if call.json is MISSING else to_json(call.json)), kind


async def _run(call: Call, errand: Errand) -> Answer:
    for tried in range(errand.retries + 1):
        answer = await _send(call, errand)
        again = (
            answer.status >= _FIRST_FAULT
            or answer.status in _AGAIN
            or answer.status in errand.retry_on
        )
        if not again or tried == errand.retries:
            return answer
        await asyncio.sleep(RETRY_S * 2**tried * call.world.clock.retry_scale)
    raise RuntimeError("a range of at least one ended without an answer")


async def _send(call: Call, errand: Errand) -> Answer:
    try:
        if errand.method == "HEAD":
            return _passed_on(*await ask_head(errand.url, errand.headers), b"")
        async with call.world.http.request(
            errand.method,
            errand.url,
            headers=errand.headers,
            data=errand.body,
            timeout=TIMEOUT,
            allow_redirects=errand.method == "GET",
            skip_auto_headers=("Content-Type",),
        ) as found:
            body = await found.content.read(LARGEST)
            return _passed_on(found.status, tuple(found.headers.items()), body)
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        return _unreachable(errand, error)


def _unreachable(errand: Errand, error: Exception) -> Answer:
    """Tell that there was no answer, in the words of Nango's HTTP client."""
    method = errand.method.lower()
    if isinstance(error, ConnectionRefusedError | aiohttp.ClientConnectorError):
        message = f"connect ECONNREFUSED {errand.url.host}:{errand.url.port}"
        return json_answer(500, {"message": message, "code": "ECONNREFUSED", "method": method})
    text = str(error) or type(error).__name__
    return json_answer(500, {"message": text, "method": method})


def _passed_on(status: int, headers: Pairs, body: bytes) -> Answer:
    failed = status >= _FIRST_ERROR or status in _REDIRECTS
    kind = next((value for name, value in headers if name.lower() == "content-type"), None)
    if failed and kind is not None and "charset" not in kind:
        # Express completes the type of what it sends itself; a success is piped through.
        kind = f"{kind}; charset=utf-8"
    every = failed or _is_stream(headers)
    kept = tuple(
        (name, value)
        for name, value in headers
        if name.lower() not in _LEFT_OUT and (every or name.lower() in _KEPT)
    )
    return Answer(status, body, kind, kept)


def _is_stream(headers: Pairs) -> bool:
    """Say whether Nango would pipe an answer through: one in chunks, or a download."""
    said = {name.lower(): value.lower() for name, value in headers}
    return said.get("transfer-encoding") == "chunked" or said.get(
        "content-disposition", ""
    ).startswith("attachment")


def _whole(text: str | None) -> int:
    return int(text) if text is not None and text.strip().isdecimal() else 0


ROUTES = (Route("*", "/proxy/*", proxy),)

"""Requests that are almost right: the vocabulary of the API, with everything else wrong."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import quote

from hypothesis import strategies as st

# Members that mean something to one endpoint or another, so that shapes get past the first rule.
WORDS: Final = (
    *("end_user", "id", "email", "display_name", "tags", "organization", "allowed_integrations"),
    *("integrations_config_defaults", "connection_config", "user_scopes", "authorization_params"),
    *("overrides", "docs_connect", "webhook_url_override", "connection_id", "integration_id"),
    *("provider_config_key", "metadata", "credentials", "type", "access_token", "refresh_token"),
    *("expires_at", "no_expiration", "apiKey", "api_key", "username", "password", "syncs", "name"),
    *("variant", "opts", "reset", "emptyCache", "sync_mode", "full_resync", "frequency"),
    *("sync_name", "sync_variant", "action_name", "input", "model", "until_cursor", "limit"),
    *("provider", "unique_key", "client_id", "client_secret", "scopes", "forward_webhooks"),
    *("session_token", "integration", "account", "journey", "decision", "socket", "all", "ids"),
    *("at_once", "times", "defect", "person", "connection", "endpoint", "answer", "status", "body"),
    *("advance_s", "retry_scale", "webhook_url", "secret_key", "environment", "records", "output"),
    *("error", "mark_deleted", "token", "event", "timestamp", "dimensions", "headers", "team_id"),
)
STRANGE: Final = (
    *("", " ", "\x00", "\ud800", "\U0001f600", "é", "../..", "%2e%2e/", "a" * 300, "A" * 70_000),
    *("null", "true", "0", "-1", "1e999", "NaN", "[]", "{}", "<script>", "'; --", "${x}", "*"),
    *("outlook", "slack", "github", "emails", "Email", "OAUTH2", "API_KEY", "BASIC", "NONE"),
    *("http://127.0.0.1:1/x", "http://[", "ftp://x", "https://nango.dev", "dev", "approve"),
    *("2026-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "every 1h"),
    *("11111111-1111-4111-8111-111111111111", "nango_connect_session_" + "0" * 64),
    *("ada@example.com", "\r\nX: y"),
)
INTEGERS: Final = (0, -1, 1, 401, 2**31, 2**63, 10**400)
NUMBERS: Final = (*INTEGERS, 0.5, -0.0, 1e308, float("nan"), float("inf"))

texts: Final = st.one_of(st.sampled_from(STRANGE), st.text(max_size=20))
leaves: Final = st.one_of(
    st.none(), st.booleans(), st.sampled_from(NUMBERS), texts, st.sampled_from(WORDS)
)
names: Final = st.one_of(st.sampled_from(WORDS), texts)
values: Final = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=5)),
    max_leaves=12,
)
objects: Final = st.dictionaries(names, values, max_size=6)


def written(value: Any) -> bytes:
    """Write a value as JSON, or as what somebody takes for JSON."""
    return json.dumps(value).encode("utf-8", "surrogatepass")


bodies: Final = st.one_of(
    objects.map(written),
    values.map(written),
    objects.map(written).map(lambda text: text[: len(text) // 2]),
    st.binary(max_size=40),
    st.just(b""),
    st.integers(1, 3000).map(lambda depth: b"[" * depth),
    st.integers(1, 3000).map(lambda depth: b'{"a":' * depth + b"1" + b"}" * depth),
    st.just(b'{"end_user": {"id": "a"}, "end_user": {"id": "b"}}'),
    st.just(b'\xef\xbb\xbf{"end_user": {"id": "a"}}'),
)
kinds: Final = st.sampled_from(
    (
        "application/json",
        "application/json; charset=utf-8",
        "application/json; charset=klingon",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "text/plain",
        "",
        ";",
        "a" * 4000,
    )
)
queries: Final = st.lists(st.tuples(names, texts), max_size=4).map(
    lambda pairs: "&".join(f"{escaped(name)}={escaped(value)}" for name, value in pairs)
)
raw_queries: Final = st.sampled_from(
    (
        "",
        "?",
        "&&&",
        "%",
        "%zz",
        "a[b][c]=1&a[b]=2",
        "a[]=1&a=2",
        "a[" * 200 + "=1",
        "=&=",
        "+" * 50,
    )
)


def escaped(text: str) -> str:
    """Write text into a URL; what is no character becomes one byte that is none either."""
    return quote(text[:2000].encode("utf-8", "surrogatepass"), safe="")


def request(
    method: str, target: str, headers: dict[str, str], body: bytes, *, chunked: bool = False
) -> bytes:
    """Write one request down, byte by byte."""
    lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines.append("Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(body)}")
    head = "\r\n".join(lines).encode("utf-8", "replace") + b"\r\n\r\n"
    if not chunked:
        return head + body
    pieces = [body[at : at + 7] for at in range(0, min(len(body), 70), 7)]
    rest = body[70:]
    pieces += [rest] if rest else []
    return head + b"".join(b"%x\r\n%b\r\n" % (len(each), each) for each in pieces) + b"0\r\n\r\n"

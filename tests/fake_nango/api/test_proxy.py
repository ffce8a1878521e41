"""The proxy: what reaches the provider, what comes back, and what Nango says itself."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def cid(app: Any) -> str:
    """Import a connection whose provider is elsewhere."""
    credentials = {"type": "OAUTH2", "access_token": "at"}
    body = {"provider_config_key": "crm", "connection_id": "c 1", "credentials": credentials}
    app.call("POST", "/connections", json=body)
    return "c 1"


def proxy(app: Any, cid: str, method: str, path: str, **request: Any) -> Any:
    """Call the provider through Nango."""
    named = {"Connection-Id": cid, "Provider-Config-Key": "crm"}
    headers = {**named, **request.pop("headers", {})}
    return app.call(method, f"/proxy{path}", headers=headers, **request)


def test_a_request_goes_on_with_the_connections_token(app: Any, cid: str) -> None:
    """Of the caller's headers only those that are meant for the provider."""
    app.elsewhere.answers["/api/x"] = (201, "application/vnd.x+json", "{}")
    headers = {"X-Mine": "a", "Nango-Proxy-X-Theirs": "b", "Base-Url-Override": ""}

    answer = proxy(app, cid, "POST", "/x?a=b%20c", json={"a": 1}, headers=headers)

    (request,) = app.elsewhere.at("/api/x")
    assert request.path == "/api/x?a=b%20c"
    assert request.body == '{"a":1}'
    assert request.headers["authorization"] == "Bearer at"
    assert request.headers["x-theirs"] == "b"
    assert not {"x-mine", "connection-id", "x-fake-nango-internal"} & set(request.headers)
    assert (answer.status_code, answer.text) == (201, "{}")
    assert answer.headers["Content-Type"] == "application/vnd.x+json"
    assert answer.headers["X-Request-Id"] == "r-1"
    assert "X-Other" not in answer.headers


def test_a_form_arrives_as_json(app: Any, cid: str) -> None:
    """Nango has parsed it on the way."""
    proxy(app, cid, "PUT", "/x", data={"a": "b c"})

    assert app.elsewhere.at("/api/x")[0].body == '{"a":"b c"}'


def test_the_caller_may_replace_the_token_and_the_host(app: Any, cid: str) -> None:
    """By headers that Nango knows."""
    headers = {
        "Nango-Proxy-Authorization": "mine",
        "Base-Url-Override": app.elsewhere.url,
    }

    proxy(app, cid, "DELETE", "/elsewhere", headers=headers)

    (request,) = app.elsewhere.at("/elsewhere")
    assert (request.method, request.headers["authorization"]) == ("DELETE", "mine")


def test_an_error_of_the_provider_passes_through_whole(app: Any, cid: str) -> None:
    """All its headers come along, and a charset."""
    app.elsewhere.answers["/api/x"] = (404, "application/json", '{"no":1}')

    answer = proxy(app, cid, "GET", "/x")

    assert (answer.status_code, answer.json()) == (404, {"no": 1})
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.headers["X-Other"] == "o-1"


def test_a_head_request_has_no_body(app: Any, cid: str) -> None:
    """Not even where a server sends one."""
    app.elsewhere.answers["/api/x"] = (200, "application/json", "{}")

    answer = proxy(app, cid, "HEAD", "/x")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")


def test_a_request_is_tried_again_when_that_is_asked_for(app: Any, cid: str) -> None:
    """On errors of the server, and on the statuses that the caller lists."""
    app.control.retry_scale(0)
    app.elsewhere.answers |= {
        "/api/x": (500, "text/plain", ""),
        "/api/y": (404, "text/plain", ""),
    }

    proxy(app, cid, "GET", "/x", headers={"Retries": "2"})
    proxy(app, cid, "GET", "/y", headers={"Retries": "1", "Retry-On": "404"})
    proxy(app, cid, "GET", "/y", headers={"Retries": "1"})

    assert len(app.elsewhere.at("/api/x")) == 3
    assert len(app.elsewhere.at("/api/y")) == 3


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_provider_that_is_not_there(app: Any, cid: str, method: str) -> None:
    """The words are those of Nango's HTTP client."""
    headers = {"Base-Url-Override": "http://127.0.0.1:9"}

    answer = proxy(app, cid, method, "/x", headers=headers)

    assert answer.status_code == 500
    if method == "GET":
        assert answer.json() == {
            "message": "connect ECONNREFUSED 127.0.0.1:9",
            "code": "ECONNREFUSED",
            "method": "get",
        }


def test_what_nango_says_itself(app: Any, cid: str) -> None:
    """Headers, integration, connection, and a provider without an API."""
    body = {"provider_config_key": "open", "credentials": {"type": "NONE"}}
    bare = app.call("POST", "/connections", json=body).json()["connection_id"]

    found = [
        app.call("GET", "/proxy/x"),
        proxy(app, cid, "GET", "/x", headers={"Base-Url-Override": "nope"}),
        proxy(app, cid, "GET", "/x", headers={"Provider-Config-Key": "no"}),
        proxy(app, "no", "GET", "/x"),
        proxy(app, bare, "GET", "/x", headers={"Provider-Config-Key": "open"}),
    ]

    assert [(each.status_code, each.json()["error"]["code"]) for each in found] == [
        (400, "invalid_headers"),
        (400, "invalid_headers"),
        (404, "unknown_provider_config"),
        (400, "server_error"),
        (400, "unsupported_provider"),
    ]
    assert [each["path"] for each in found[0].json()["error"]["errors"]] == [
        ["provider-config-key"],
        ["connection-id"],
    ]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("Retries", "often", "invalid_type"),
        ("Retry-On", "404;429", "invalid_format"),
        ("Decompress", "yes", "invalid_value"),
        ("Forward-Headers-On-Redirect", "1", "invalid_value"),
        ("Nango-Activity-Log-Id", "x" * 256, "too_big"),
    ],
)
def test_a_header_that_the_proxy_cannot_read(
    app: Any, cid: str, name: str, value: str, code: str
) -> None:
    """It is named in lower case, and nothing reaches the provider."""
    answer = proxy(app, cid, "GET", "/x", headers={name: value})

    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == "invalid_headers"
    assert [(each["code"], each["path"]) for each in error["errors"]] == [(code, [name.lower()])]
    assert app.elsewhere.at("/api/x") == []


def test_headers_that_other_endpoints_know_do_not_matter(app: Any, cid: str) -> None:
    """Nor do empty ones, which the SDK sends."""
    headers = {"X-Async": "perhaps", "Retries": "", "Base-Url-Override": "", "Decompress": "false"}

    assert proxy(app, cid, "GET", "/x", headers=headers).status_code == 200


def test_a_download_keeps_all_of_its_headers(app: Any, cid: str) -> None:
    """It is piped through, where other answers are read and written anew."""
    app.elsewhere.headers["Content-Disposition"] = 'attachment; filename="x.csv"'

    answer = proxy(app, cid, "GET", "/x")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="x.csv"'
    assert answer.headers["X-Other"] == "o-1"

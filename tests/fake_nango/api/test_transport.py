"""What holds for every request: order of checks, headers, and paths that are not there."""

from __future__ import annotations

import socket
from typing import Any
from urllib.parse import urlsplit

import pytest

BODY = {"end_user": {"id": "u1"}}


@pytest.mark.parametrize("body", ["{", "null", '"x"', "12", '{"a": NaN}', "{a: 1}"])
def test_bad_json_is_refused_before_anything_else(app: Any, body: str) -> None:
    """Without a key, and without the headers a browser needs to read it."""
    answer = app.bare(
        "POST", "/connect/sessions", data=body, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "invalid_json"
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(("method", "path"), [("POST", "/connect/sessions"), ("GET", "/records")])
def test_another_content_type_is_refused_before_the_key(app: Any, method: str, path: str) -> None:
    """On a GET as well."""
    answer = app.bare(method, path, data="x", headers={"Content-Type": "text/plain"})

    assert answer.status_code == 415
    assert answer.json()["error"]["code"] == "invalid_content_type"


def test_no_body_is_undefined_and_an_empty_one_is_an_object(app: Any) -> None:
    """Nango tells the two apart by the content type."""
    nothing = app.call("POST", "/connect/sessions")
    empty = app.call("POST", "/connect/sessions", headers={"Content-Type": "application/json"})

    assert nothing.json()["error"]["errors"][0]["path"] == []
    assert empty.json()["error"]["errors"][0]["path"] == ["end_user"]


def test_paths_match_in_any_letter_case_and_with_a_slash(app: Any) -> None:
    """As Express does it."""
    assert app.call("POST", "/Connect/Sessions/", json=BODY).status_code == 201


def test_what_is_not_there(app: Any) -> None:
    """A GET is the dashboard's, anything else is Express's own page."""
    page = app.bare("GET", "/connect/sessions")
    missing = app.bare("PUT", "/<x>", json={})

    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert missing.status_code == 404
    assert "<pre>Cannot PUT /%3Cx%3E</pre>" in missing.text
    assert missing.headers["Access-Control-Allow-Origin"] == "*"


def test_a_browser_may_ask_whether_it_may_ask(app: Any) -> None:
    """Preflights are answered on every path."""
    answer = app.bare("OPTIONS", "/connections", headers={"Origin": "https://x.example"})

    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Methods"] == "GET,HEAD,PUT,PATCH,POST,DELETE"
    assert "Connection-Id" in answer.headers["Access-Control-Allow-Headers"]


def test_an_answer_that_is_known_is_not_sent_again(app: Any) -> None:
    """A weak tag, as Express makes it."""
    first = app.bare("GET", "/health")
    again = app.bare("GET", "/health", headers={"If-None-Match": first.headers["ETag"]})

    # The length in hex and a SHA-1 in base 64, cut to 27 characters.
    assert first.headers["ETag"] == 'W/"f-51rzdr5zfwWQpf+iUepheZg7siQ"'
    assert (again.status_code, again.text) == (304, "")


def test_a_get_route_answers_head(app: Any) -> None:
    """With the length of what it does not send."""
    answer = app.bare("HEAD", "/health")

    assert (answer.status_code, answer.text) == (200, "")
    assert answer.headers["Content-Length"] == "15"


def test_an_oversized_body_breaks_the_server(app: Any) -> None:
    """Nango has no 413."""
    headers = {"Authorization": f"Bearer {app.key}", "Content-Type": "application/json"}
    parts = urlsplit(app.urls.api)
    head = f"POST /connect/sessions HTTP/1.1\r\nHost: {parts.netloc}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(f"{head}Content-Length: {11 * 1024 * 1024}\r\n\r\n".encode())
        connection.sendall(b'{"a":"' + b"x" * (11 * 1024 * 1024 - 8) + b'"}')
        answer = connection.recv(65536).decode()

    assert answer.startswith("HTTP/1.1 500 ")
    assert '"code":"generic_error_support"' in answer


def test_a_client_that_waits_to_be_told_may_go_on(app: Any) -> None:
    """Curl asks before it sends a large body."""
    parts = urlsplit(app.urls.api)
    head = (
        f"POST /connect/sessions HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        f"Authorization: Bearer {app.key}\r\nContent-Type: application/json\r\n"
        "Content-Length: 27\r\nExpect: 100-continue\r\n\r\n"
    )
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(head.encode())
        told = connection.recv(100)
        connection.sendall(b'{"end_user": {"id": "u1"}} ')
        answer = connection.recv(65536)

    assert told == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert answer.startswith(b"HTTP/1.1 201 ")


def test_the_rate_limit_is_counted_once_the_key_is_known(app: Any) -> None:
    """It is off unless an environment asks for one, and a wrong key stays a 401."""
    app.key = "11111111-2222-4333-8444-555555555551"

    answers = [app.call("GET", "/connections") for _ in range(4)]
    token = app.bare("GET", "/connections")

    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert [each.headers["X-RateLimit-Remaining"] for each in answers] == ["2", "1", "0", "0"]
    assert answers[-1].json() == {
        "error": {"code": "too_many_request", "method": "GET", "path": "/connections"}
    }
    assert 0 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert token.status_code == 401
    app.control.advance_clock(61)
    assert app.call("GET", "/connections").status_code == 200


def test_the_journal_keeps_what_was_on_the_wire(app: Any) -> None:
    """Headers in their letter case, bodies as texts, the internal header left out."""
    app.call("POST", "/connect/sessions?x=1", json=BODY, headers={"X-Odd-Case": "é".encode()})

    (event,) = app.api_events()
    data = event.data
    assert (data["method"], data["path"], data["query"]) == ("POST", "/connect/sessions", "x=1")
    assert ["X-Odd-Case", "é"] in data["headers"]
    assert data["body"] == '{"end_user": {"id": "u1"}}'
    assert data["status"] == 400
    assert data["answer"].startswith('{"error":')
    assert ["Content-Type", "application/json; charset=utf-8"] in data["answer_headers"]
    assert not data["played"]
    assert data["fault"] is None


def test_a_fault_is_played_and_noted(app: Any) -> None:
    """What the journal shows is what the client got."""
    app.control.add_fault(
        "no sessions", "POST /connect/sessions", answer={"status": 503, "body": "gone"}
    )

    answer = app.call("POST", "/connect/sessions", json=BODY)

    assert (answer.status_code, answer.text) == (503, "gone")
    (event,) = app.api_events()
    assert (event.data["status"], event.data["fault"]) == (503, "no sessions")
    assert event.data["answer"] == "gone"


def test_a_long_body_is_cut_in_the_journal(app: Any) -> None:
    """And said to be so."""
    body = {"tags": {"a": "x" * 100_000}}

    app.call("POST", "/connect/sessions", json=body)

    (event,) = app.api_events()
    assert len(event.data["body"]) == 64 * 1024
    assert event.data["truncated"] is True

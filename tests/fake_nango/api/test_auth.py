"""Who may call: keys, tokens, and every way to get them wrong."""

from __future__ import annotations

from typing import Any

import pytest

BODY = {"end_user": {"id": "u1"}}
WRONG_TOKEN = "nango_connect_session_" + "a" * 64


def code_of(answer: Any) -> tuple[int, str]:
    """Read status and code of a refusal."""
    return answer.status_code, answer.json()["error"]["code"]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "missing_auth_header"),
        ("Bearer nope", "invalid_secret_key_format"),
        ("Basic abc", "invalid_secret_key_format"),
        ("bearer {key}", "invalid_secret_key_format"),
        (f"Bearer {WRONG_TOKEN}", "invalid_secret_key_format"),
        ("Bearer 11111111-1111-4111-8111-111111111111", "unknown_account"),
        ("Bearer {KEY}", "unknown_account"),
    ],
)
def test_a_wrong_key_is_told_what_is_wrong_with_it(app: Any, header: str | None, code: str) -> None:
    """The message comes before the code, and a payload after it."""
    headers = {}
    if header is not None:
        headers["Authorization"] = header.format(key=app.key, KEY=app.key.upper())

    answer = app.bare("POST", "/connect/sessions", json=BODY, headers=headers)

    assert code_of(answer) == (401, code)
    assert list(answer.json()["error"]) == ["message", "code", "payload"]
    assert answer.json()["error"]["payload"] == {}


def test_a_bare_key_passes(app: Any) -> None:
    """Nango takes whatever follows the last "Bearer "."""
    headers = {"Authorization": app.key}

    assert app.bare("POST", "/connect/sessions", json=BODY, headers=headers).status_code == 201


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("", "missing_auth_header"),
        ("nope", "invalid_connect_session_token_format"),
        (WRONG_TOKEN.upper(), "invalid_connect_session_token_format"),
        (WRONG_TOKEN, "unknown_connect_session_token"),
    ],
)
def test_a_wrong_token_is_told_what_is_wrong_with_it(app: Any, token: str, code: str) -> None:
    """In the header as in the query."""
    headers = {"Authorization": f"Bearer {token}" if token else ""}

    assert code_of(app.bare("GET", "/connect/session", headers=headers)) == (401, code)


def test_an_expired_and_a_deleted_token_look_like_one_that_never_was(app: Any) -> None:
    """Nobody can tell them apart."""
    expired, deleted = app.session(), app.session()
    authorization = {"Authorization": f"Bearer {deleted}"}
    assert app.bare("DELETE", "/connect/session", headers=authorization).status_code == 204

    app.control.advance_clock(1800)

    for token in (expired, deleted):
        answer = app.bare("GET", "/connect/session", headers={"Authorization": f"Bearer {token}"})
        assert code_of(answer) == (401, "unknown_connect_session_token")


def test_a_listing_takes_a_key_or_a_token(app: Any) -> None:
    """A wrong value is judged as what it looks like."""
    token = app.session(end_user={"id": "u"}, allowed_integrations=["slack"])

    listed = app.bare("GET", "/integrations", headers={"Authorization": f"Bearer {token}"})
    every = app.call("GET", "/integrations")
    bad = app.bare("GET", "/integrations", headers={"Authorization": f"Bearer {WRONG_TOKEN}"})

    assert [each["unique_key"] for each in listed.json()["data"]] == ["slack"]
    assert {"slack", "outlook", "keyed"} < {each["unique_key"] for each in every.json()["data"]}
    assert code_of(bad) == (401, "unknown_connect_session_token")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "missing_public_key"),
        ("?public_key=nope", "invalid_public_key"),
        ("?public_key=11111111-1111-4111-8111-111111111111", "unknown_account"),
        ("?connect_session_token=nope", "invalid_connect_session_token_format"),
    ],
)
def test_a_popup_brings_its_token_in_the_query(app: Any, query: str, code: str) -> None:
    """The secret key in a header does not help."""
    assert code_of(app.call("GET", f"/oauth/connect/outlook{query}")) == (401, code)


def test_the_journal_says_how_a_request_was_authorized(app: Any) -> None:
    """And whose an expired token was."""
    token = app.session(end_user={"id": "ada"})
    app.control.advance_clock(1800)
    app.bare("GET", "/connect/session", headers={"Authorization": f"Bearer {token}"})
    app.bare("GET", "/connections")
    app.call("GET", "/connections")

    seen = [(event.data["auth"], event.person) for event in app.api_events()]
    assert seen == [("secret_key", "ada"), ("invalid", "ada"), ("none", None), ("secret_key", None)]

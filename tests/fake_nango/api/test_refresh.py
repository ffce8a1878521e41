"""Fresh credentials: when they are fetched, what a refusal does, and how it heals."""

from __future__ import annotations

import threading
from typing import Any

REFUSED = (
    "The external API returned an error when trying to refresh the access token."
    " Please try again later."
)


def get(app: Any, cid: str, *, force: bool = False) -> Any:
    """Fetch the connection."""
    path = f"/connections/{cid}?provider_config_key=outlook&force_refresh={str(force).lower()}"
    return app.call("GET", path)


def token_of(answer: Any) -> str:
    """Read the access token of a connection."""
    token: str = answer.json()["credentials"]["access_token"]
    return token


def refresh_webhooks(app: Any) -> list[Any]:
    """List the webhooks of refreshes."""
    app.settle()
    return [each for each in app.elsewhere.webhooks() if each["operation"] == "refresh"]


def test_a_token_is_refreshed_when_it_is_nearly_over(app: Any) -> None:
    """Fifteen minutes before its end, or when that is asked for; nobody is told."""
    cid = app.connect()
    first = token_of(get(app, cid))

    app.control.advance_clock(3600 - 16 * 60)
    same = token_of(get(app, cid))
    app.control.advance_clock(120)
    second = token_of(get(app, cid))
    third = token_of(get(app, cid, force=True))

    assert same == first
    assert len({first, second, third}) == 3
    assert refresh_webhooks(app) == []


def test_a_refusal_is_told_and_marks_the_connection(app: Any) -> None:
    """400 at first, 424 while it backs off, in the proxy's own words there."""
    cid = app.connect(app.session(end_user={"id": "ada"}))
    app.control.break_connection(cid, "outlook")

    forced = get(app, cid, force=True)
    later = get(app, cid)
    headers = {"Connection-Id": cid, "Provider-Config-Key": "outlook"}
    proxied = app.call("GET", "/proxy/x", headers=headers)

    error = forced.json()["error"]
    assert (forced.status_code, error["code"], error["message"]) == (
        400,
        "invalid_credentials",
        REFUSED,
    )
    assert error["payload"]["connection"]["credentials"] == {}
    assert error["payload"]["connection"]["errors"][0]["type"] == "auth"
    assert later.status_code == 424
    assert proxied.json()["error"]["code"] == "connection_refresh_backoff"
    told = refresh_webhooks(app)
    assert len(told) == 2
    assert told[0]["error"] == {"type": "refresh_token_external_error", "description": REFUSED}
    assert told[0]["tags"] == {"end_user_id": "ada"}
    assert app.connections()[0]["errors"][0]["type"] == "auth"


def test_a_connection_heals_when_the_provider_does(app: Any) -> None:
    """A forced refresh does not wait for the back-off to end."""
    cid = app.connect()
    app.control.break_connection(cid, "outlook")
    app.control.mend_connection(cid, "outlook")

    assert get(app, cid, force=True).status_code == 200
    assert app.connections()[0]["errors"] == []
    assert get(app, cid).status_code == 200


def test_four_days_of_refusals_exhaust_a_connection(app: Any) -> None:
    """A reconnect sets it right again."""
    cid = app.connect()
    app.control.break_connection(cid, "outlook")
    for _ in range(3):
        app.control.advance_clock(24 * 3600)
        assert get(app, cid).status_code == 400

    app.control.advance_clock(24 * 3600)
    exhausted = get(app, cid)
    headers = {"Connection-Id": cid, "Provider-Config-Key": "outlook"}
    proxied = app.call("GET", "/proxy/x", headers=headers)
    app.control.reauthorise(cid, "outlook")

    assert exhausted.status_code == 424
    assert exhausted.json()["error"]["message"] == (
        "The refresh limit has been reached for this connection."
    )
    assert proxied.json()["error"]["code"] == "server_error"
    assert get(app, cid).status_code == 200


def test_without_a_refresh_token_nothing_is_refreshed(app: Any) -> None:
    """An old token is served as it is."""
    credentials = {"type": "OAUTH2", "access_token": "at", "expires_at": "2001-01-01T00:00:00Z"}
    body = {"provider_config_key": "outlook", "connection_id": "imp", "credentials": credentials}
    app.call("POST", "/connections", json=body)

    assert token_of(get(app, "imp", force=True)) == "at"


def test_requests_that_come_together_share_one_refresh(app: Any) -> None:
    """The provider is asked once."""
    cid = app.connect()
    mark = app.control.mark()
    app.control.add_fault("slow", "GET /connections/*", answer={"delay_ms": 50}, times=8)
    threads = [
        threading.Thread(target=get, args=(app, cid), kwargs={"force": True}) for _ in range(8)
    ]

    for each in threads:
        each.start()
    for each in threads:
        each.join()

    asked = app.control.journal(since=mark, kinds=("provider",)).events
    assert 1 <= len(asked) < 8

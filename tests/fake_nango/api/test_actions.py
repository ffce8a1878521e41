"""Actions over HTTP: run at once or later, and every way to fail."""

from __future__ import annotations

from typing import Any

import pytest


def act(app: Any, cid: str, name: str = "send", **headers: str) -> Any:
    """Run an action of a connection with Outlook."""
    named = {"Connection-Id": cid, "Provider-Config-Key": "outlook", **headers}
    return app.call(
        "POST", "/action/trigger", json={"action_name": name, "input": 1}, headers=named
    )


def test_an_action_gives_back_what_was_set(app: Any) -> None:
    """As it stands, whatever kind of value it is."""
    cid = app.connect()
    for output in ({"sent": True}, 3, None, "done"):
        app.control.put_action("outlook", "send", output=output, environment="dev")
        answer = act(app, cid)
        assert (answer.status_code, answer.json()) == (200, output)


def test_an_action_that_runs_later_tells_when_it_has_ended(app: Any) -> None:
    """Until then it cannot be told from one that never was; the webhook says where to ask."""
    cid = app.connect()
    app.control.put_action("outlook", "send", output={"sent": True}, environment="dev")

    promised = act(app, cid, **{"X-Async": "true", "X-Max-Retries": "2"})
    app.settle()

    assert promised.status_code == 202
    path = promised.json()["statusUrl"]
    assert promised.headers["Location"] == path == f"/action/{promised.json()['id']}"
    (told,) = [each for each in app.elsewhere.webhooks() if each["type"] == "async_action"]
    assert told == {
        "connectionId": cid,
        "from": "nango",
        "payload": promised.json(),
        "providerConfigKey": "outlook",
        "type": "async_action",
    }
    assert app.call("GET", path).json() == {"sent": True}


def test_nobody_is_told_of_an_action_when_the_switch_is_off(app: Any) -> None:
    """The result is there all the same."""
    cid = app.connect()
    app.control.put_action("outlook", "send", output=1, environment="dev")
    app.control.set_environment("dev", on_async_action_completion=False)

    path = act(app, cid, **{"X-Async": "1"}).json()["statusUrl"]
    app.settle()

    assert [each["type"] for each in app.elsewhere.webhooks()] == ["auth"]
    assert app.call("GET", path).json() == 1


@pytest.mark.parametrize(
    ("error", "status", "body"),
    [
        (
            {"type": "script_http_error", "payload": {"a": 1}, "status": 403},
            424,
            {"code": "script_http_error", "payload": {"a": 1}, "upstream": {"status": 403}},
        ),
        (
            {"type": "script_http_error"},
            424,
            {"code": "script_http_error", "payload": {}},
        ),
        (
            {"type": "action_script_failure", "message": "boom"},
            500,
            {"code": "action_script_failure", "message": "boom", "payload": {}},
        ),
        (
            {"type": "out_of_stock", "status": 409, "message": "none left", "payload": {"n": 0}},
            409,
            {"code": "out_of_stock", "message": "none left", "payload": {"n": 0}},
        ),
    ],
)
def test_an_action_fails_as_it_was_told(app: Any, error: Any, status: int, body: Any) -> None:
    """At once and later alike."""
    cid = app.connect()
    app.control.put_action("outlook", "send", error=error, environment="dev")

    at_once = act(app, cid)
    path = act(app, cid, **{"X-Async": "true"}).json()["statusUrl"]
    app.settle()
    later = app.call("GET", path)

    for answer in (at_once, later):
        assert (answer.status_code, answer.json()) == (status, {"error": body})


def test_an_action_that_is_not_there(app: Any) -> None:
    """Neither for this connection, nor for one that is not there, nor by a wrong id."""
    cid = app.connect()
    unknown = "11111111-1111-4111-8111-111111111111"

    assert act(app, cid).json() == {"error": {"code": "not_found", "message": "Action not found"}}
    assert act(app, "nobody").json()["error"]["code"] == "unknown_connection"
    missing = app.call("GET", f"/action/{unknown}")
    assert missing.status_code == 404
    assert missing.json()["error"]["message"] == f"No action '{unknown}' found"
    assert app.call("GET", "/action/nope").json()["error"]["code"] == "invalid_uri_params"
    assert act(app, cid, **{"X-Max-Retries": "6"}).json()["error"]["code"] == "invalid_headers"


def test_an_action_of_another_environment_is_not_told(app: Any) -> None:
    """Its id alone opens nothing."""
    cid = app.connect()
    app.control.put_action("outlook", "send", output=1, environment="dev")
    path = act(app, cid, **{"X-Async": "true"}).json()["statusUrl"]
    app.settle()
    key = app.control.info().environments[1].secret_key

    other = app.bare("GET", path, headers={"Authorization": f"Bearer {key}"})

    assert other.status_code == 404
    assert app.call("GET", path).status_code == 200

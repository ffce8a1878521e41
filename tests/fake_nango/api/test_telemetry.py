"""What the Connect UI tells of itself: who may tell what, and who may read the answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

PATH = "/connect/telemetry"


def event(app: Any, **changes: Any) -> dict[str, Any]:
    """Write an event as the Connect UI does."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"token": app.session(), "event": "open", "timestamp": now, **changes}


def test_an_event_is_taken_without_a_word(app: Any) -> None:
    """Only the Connect UI's own origin may read that, and with credentials."""
    answer = app.bare("POST", PATH, json=event(app, dimensions={"integration": "outlook"}))

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == app.urls.ui
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert answer.headers["Vary"] == "Origin"


def test_the_token_must_be_in_the_body(app: Any) -> None:
    """A header is no help; a token that is none of ours is refused as everywhere."""
    header = {"Authorization": f"Bearer {app.session()}"}

    missing = app.bare("POST", PATH, json={"event": "open"}, headers=header)
    unknown = app.bare("POST", PATH, json=event(app, token="nango_connect_session_" + "0" * 64))

    assert missing.status_code == unknown.status_code == 401
    assert missing.json()["error"]["code"] == "missing_auth_header"
    assert unknown.json()["error"]["code"] == "unknown_connect_session_token"


@pytest.mark.parametrize(
    ("changes", "issue"),
    [
        ({"event": "click:nothing"}, ("invalid_value", ["event"])),
        ({"timestamp": "yesterday"}, ("invalid_type", ["timestamp"])),
        ({"timestamp": 0}, ("custom", ["timestamp"])),
        ({"dimensions": {"integration": "a/b"}}, ("invalid_format", ["dimensions", "integration"])),
        ({"more": 1}, ("unrecognized_keys", [])),
    ],
)
def test_an_event_must_be_one(app: Any, changes: Any, issue: Any) -> None:
    """The schema is strict, and the clock may be two hours off."""
    answer = app.bare("POST", PATH, json=event(app, **changes))

    (found,) = answer.json()["error"]["errors"]
    assert answer.status_code == 400
    assert (found["code"], found["path"]) == issue


def test_a_clock_may_be_a_little_off(app: Any) -> None:
    """An hour is taken; more than two are named in milliseconds."""
    hour = datetime.now(UTC) - timedelta(hours=1)
    three = datetime.now(UTC) + timedelta(hours=3)

    assert app.bare("POST", PATH, json=event(app, timestamp=hour.isoformat())).status_code == 204
    refused = app.bare("POST", PATH, json=event(app, timestamp=three.isoformat()))
    assert refused.json()["error"]["errors"][0]["message"] == (
        "timestamp is more than 7200000ms away from the current time"
    )


def test_a_browser_that_asks_first_hears_the_same(app: Any) -> None:
    """Other paths have the general answer."""
    here = app.bare("OPTIONS", PATH).headers
    there = app.bare("OPTIONS", "/connect/session").headers

    assert here["Access-Control-Allow-Methods"] == "POST"
    assert here["Access-Control-Max-Age"] == "36000"
    assert here["Access-Control-Allow-Origin"] == app.urls.ui
    assert there["Access-Control-Allow-Origin"] == "*"

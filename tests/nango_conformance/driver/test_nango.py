"""What a fake saw, read in the harness's own nouns: events by hand, and one that runs."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any, cast

import pytest

from fake_nango.client import Attempt, Control, Delivery
from nango_conformance.driver.nango import Nango, hook_of
from tests.nango_conformance.driver.telling import Told, api, event, nango


def test_a_session_is_known_by_the_request_that_made_it() -> None:
    """Token, link, list and body; sessions that no backend asked for are not counted."""
    body = {"end_user": {"id": "ada"}}
    told = Told(
        api("POST /connect/sessions", body, {"data": {"token": "t-1"}}),
        event(
            "session",
            session="s-1",
            token="t-1",
            connect_link="u",
            allowed_integrations=["outlook"],
        ),
        event("session", session="s-2", token="t-2", connect_link="u", id="s-2"),
        api("GET /health", "no json", "OK"),
    )

    (issued,) = nango(told).issued(3)

    assert (issued.id, issued.token, issued.link) == ("s-1", "t-1", "u")
    assert (issued.request, issued.allowed) == (body, ("outlook",))
    assert told.asked == [{"since": 3}]


@pytest.mark.parametrize("body", ["[]", "no json", "null"])
def test_a_session_of_an_odd_request_has_none(body: str) -> None:
    """And a session without a list allows everything."""
    told = Told(
        api("POST /connect/sessions", body, {"data": {"token": "t-1"}}),
        event("session", token="t-1", connect_link="u", id="s-1"),
    )

    (issued,) = nango(told).issued(0)

    assert (issued.id, issued.request, issued.allowed) == ("s-1", {}, None)


def test_only_a_backend_s_calls_are_calls() -> None:
    """Not the harness's own people's, not those of the Connect UI."""
    told = Told(
        api("GET /records?a=1", {"x": 1}, headers=(("X-A", "1"),), fault="slow"),
        api("GET /played", played=True),
        api("GET /connect/session", auth="connect_session"),
        event("session", token="t"),
    )

    (call,) = nango(told).calls(0)

    assert (call.method, call.path, call.query, call.body) == ("GET", "/records", "a=1", {"x": 1})
    assert (call.headers, call.fault, call.status) == ({"x-a": "1"}, "slow", 200)
    assert call.at == datetime.datetime(2026, 3, 12, 9, 30, tzinfo=datetime.UTC)


def test_calls_to_the_provider_say_who_made_them() -> None:
    """The endpoint and the caller are the fake's own words."""
    told = Told(
        event("provider", method="POST", path="/token", status=200, endpoint="token", caller="x"),
        api("GET /records"),
    )

    (call,) = nango(told).provider_calls(0)

    assert (call.endpoint, call.caller, call.body, call.auth) == ("token", "x", None, "none")


@pytest.mark.parametrize(
    ("line", "body", "headers", "names"),
    [
        ("GET /connection/c%2F1", None, (), "c/1"),
        ("DELETE /connections/c-1", None, (), "c-1"),
        ("GET /connections", None, (), None),
        ("POST /connections/metadata", {"connection_id": "c-2"}, (), "c-2"),
        ("GET /records", None, (("Connection-Id", "c-3"),), "c-3"),
        ("POST /sync/trigger", {"connection_id": "c-4"}, (), "c-4"),
        ("POST /sync/trigger", {"connection_id": 4}, (), None),
        ("GET /sync/status?connection_id=c-5", None, (), "c-5"),
        ("GET /x?connectionId=c%206", None, (), "c 6"),
        ("GET /x", [], (), None),
    ],
)
def test_the_connection_that_a_call_names(
    line: str, body: Any, headers: tuple[tuple[str, str], ...], names: str | None
) -> None:
    """In the path, in a header, in the body or in the query."""
    (call,) = nango(Told(api(line, body, headers=headers))).calls(0)

    assert call.names == names


@pytest.mark.parametrize(
    ("line", "body", "headers", "known", "integration"),
    [
        ("GET /records", None, (("Provider-Config-Key", "a"),), None, "a"),
        ("POST /sync/trigger", {"provider_config_key": "b"}, (), None, "b"),
        ("GET /connection/c?provider_config_key=c", None, (), "z", "c"),
        ("GET /connection/c", None, (), "known", "known"),
        ("POST /x", {"provider_config_key": 1}, (), None, None),
    ],
)
def test_the_integration_that_a_call_names(
    line: str,
    body: Any,
    headers: tuple[tuple[str, str], ...],
    known: str | None,
    integration: str | None,
) -> None:
    """What it says itself, else what Nango knew of the connection."""
    (call,) = nango(Told(api(line, body, headers=headers, integration=known))).calls(0)

    assert call.integration == integration


def test_connections_before_a_mark() -> None:
    """Whoever made them; one without an id is none."""
    told = Told(
        event("connection", seq=1, connection="c-1"),
        event("connection", seq=2),
        event("connection", seq=3, connection="c-3"),
        event("connection", seq=4, connection="c-4"),
    )

    assert nango(told).connections_before(3) == ("c-1", "c-3")
    assert told.asked == [{"kinds": ("connection",)}]


def test_a_connection_outlives_the_journal() -> None:
    """What a slow target still does for a story of long ago is not taken for the present one's."""
    told = Told(event("connection", seq=1, connection="c-1"))
    reader = nango(told)
    reader.events(0)
    told.events = (event("connection", seq=8_001, connection="c-2"),)

    assert reader.connections_before(8_000) == ("c-1",)


def test_an_event_is_older_that_is_about_what_was_there_before() -> None:
    """One about nothing, and one about a connection that nobody knows, are of now."""
    told = Told(
        event("connection", seq=1, connection="c-1"),
        event("connection", seq=5, connection="c-5"),
        event("delivery", seq=6, connection="c-1"),
        event("delivery", seq=7, connection="c-5"),
        event("delivery", seq=8, connection="c-8"),
        event("api", seq=9),
    )
    reader = nango(told)
    seen = reader.events(0)

    assert [one.seq for one in seen if reader.is_older(one, 4)] == [1, 6]


def delivery(*attempts: Attempt, **event_: Any) -> Delivery:
    """Return a webhook with its attempts."""
    return Delivery(
        id="w-1",
        state="done",
        environment="dev",
        person=None,
        connection="c-1",
        integration="outlook",
        event=event_,
        body="{}",
        headers=(),
        attempts=attempts,
        created_seq=1,
        defect=None,
        repeat_of=None,
    )


def attempt(number: int, status: int | None) -> Attempt:
    """Return one attempt."""
    return Attempt(
        number=number,
        url="http://x",
        status=status,
        error=None if status else "timeout",
        answer="",
        answer_headers=(),
        ms=1.0,
        ok=status == 200,
    )


def test_a_webhook_is_its_last_attempt() -> None:
    """With how many there were; without any, nothing was answered."""
    sent = hook_of(
        delivery(attempt(1, None), attempt(2, 200), type="auth", operation="creation", success=True)
    )
    held = hook_of(delivery(type="sync"))

    assert (sent.kind, sent.operation, sent.success) == ("auth", "creation", True)
    assert (sent.status, sent.error, sent.attempts) == (200, None, 2)
    assert (held.kind, held.operation, held.success) == ("sync", None, None)
    assert (held.status, held.error, held.attempts) == (None, None, 0)


def test_a_webhook_has_its_answer_and_its_mistake() -> None:
    """What the target said of which forgery is what the doctor compares."""
    refused = dataclasses.replace(attempt(1, 401), answer="no")
    hook = hook_of(dataclasses.replace(delivery(refused), defect="no signature"))

    assert (hook.status, hook.answer, hook.defect) == (401, "no", "no signature")
    assert dataclasses.replace(hook, answer="") != hook


def test_calls_that_come_while_we_look_are_fenced() -> None:
    """By their place in the journal; those before and after it are the target's own."""
    told = Told(*(api("GET /proxy/me", seq=seq) for seq in (1, 2, 3)), mark=1)
    nango = Nango(cast("Control", told), quiet_s=0.1)

    with nango.fence():
        told.at = 2

    assert [call.fenced for call in nango.calls(0)] == [False, True, False]

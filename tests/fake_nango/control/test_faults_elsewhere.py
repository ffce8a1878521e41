"""Faults beyond the API: the provider, the mail API, the Connect UI and the WebSocket."""

from __future__ import annotations

from typing import Any

import pytest
import requests

DOWN = {"status": 503, "body": {"down": True}}


def test_a_token_endpoint_that_is_down_ends_one_persons_attempt(scene: Any) -> None:
    """Whose request it is is known by the code; Grace connects as always."""
    scene.control.add_fault("no tokens", "POST /provider/*/token", DOWN, person="ada")

    grace, ada = (scene.control.approve(scene.session(who)) for who in ("grace", "ada"))

    assert (grace.outcome, ada.outcome) == ("connected", "failed")
    events = scene.control.journal(kinds=["provider"], person="ada").events
    exchange = next(each for each in events if each.data["endpoint"] == "token")
    assert (exchange.data["fault"], exchange.data["status"]) == ("no tokens", 503)


@pytest.mark.parametrize("answer", [{"cut_body": True}, {"bad_json": True}, {"close": True}])
def test_a_token_endpoint_that_garbles_its_answer_ends_the_attempt(
    scene: Any, answer: dict[str, Any]
) -> None:
    """The person sees a page of Nango's, and the application a webhook."""
    scene.control.add_fault("garbled", "POST /provider/*/token", answer)

    outcome = scene.control.approve(scene.session())
    scene.settled()

    assert outcome.outcome == "failed"
    (sent,) = scene.control.deliveries()
    assert sent.event["success"] is False
    assert [(each.met, each.spent) for each in scene.control.faults()] == [(1, True)]


def test_a_consent_page_can_be_away(scene: Any) -> None:
    """The person is told of the status that they saw."""
    scene.control.add_fault("away", "GET /provider/outlook/authorize", DOWN, person="ada")

    outcome = scene.control.approve(scene.session("ada"))

    assert (outcome.outcome, outcome.status) == ("failed", 503)


def test_a_mail_api_can_want_a_pause(scene: Any) -> None:
    """A call through Nango's proxy meets it as the provider's own 429."""
    made = scene.control.approve(scene.session("ada"))
    path = "GET /provider/outlook/v1.0/me/messages"
    scene.control.add_fault("slow down", path, {"retry_after_s": 3}, person="ada")

    headers = {"Connection-Id": made.connection_id, "Provider-Config-Key": "outlook"}
    answer = scene.call("GET", "/proxy/v1.0/me/messages", headers=headers)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3")


def test_the_connect_ui_can_be_down(scene: Any) -> None:
    """Its listener is not Nango's API: a fault has to say which it means."""
    scene.control.add_fault("no page", "GET /", DOWN, listener="connect-ui")

    down, up = (requests.get(scene.urls.ui, timeout=10) for _ in range(2))

    assert (down.status_code, up.status_code) == (503, 200)


def test_a_socket_can_be_refused(scene: Any) -> None:
    """The handshake is a request like any other."""
    scene.control.add_fault("no socket", "GET /", DOWN, listener="socket")

    outcome = scene.control.approve(scene.session(), socket=True)

    assert (outcome.outcome, outcome.connection_id) == ("failed", None)
    assert requests.get(scene.urls.api, timeout=10).status_code == 200


@pytest.mark.parametrize(
    ("answer", "outcome", "told"),
    [
        ({"delay_ms": 1}, "connected", ["connection_ack", "success"]),
        (
            {"status": 200, "body": {"message_type": "error"}},
            "connected",
            ["connection_ack", "error"],
        ),
        ({"hang": True}, "connected", ["connection_ack"]),
        ({"close": True}, "connected", ["connection_ack"]),
        ({"retry_after_s": 1}, "connected", ["connection_ack"]),
        ({"bad_json": True}, "failed", ["connection_ack"]),
        ({"cut_body": True}, "failed", ["connection_ack"]),
    ],
)
def test_what_a_socket_says_can_go_wrong(
    scene: Any, answer: dict[str, Any], outcome: str, told: list[str]
) -> None:
    """The connection is made all the same; whose message it is, Nango knows."""
    scene.control.add_fault("mute", "MESSAGE /", answer, listener="socket", person="ada")

    grace = scene.control.approve(scene.session("grace"), socket=True)
    ada = scene.control.approve(scene.session("ada"), socket=True)

    assert [each["message_type"] for each in grace.frames] == ["connection_ack", "success"]
    assert (ada.outcome, [each["message_type"] for each in ada.frames]) == (outcome, told)
    assert len(scene.control.connections(person="ada")) == 1

"""What people do reaches the fake as a browser's requests would, and is told as an outcome."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fake_nango.client import ControlError


def _payloads(scene: Any) -> list[Any]:
    return [json.loads(each.body) for each in scene.receiver.arrivals]


def test_somebody_opens_the_connect_ui(scene: Any) -> None:
    """The two first calls of the page, with what they answered."""
    visit = scene.control.open(scene.session())

    assert visit.status == 200
    assert visit.session["data"]["allowed_integrations"] == ["outlook"]
    assert [each["unique_key"] for each in visit.integrations["data"]] == ["outlook"]


def test_opening_with_a_bad_token_shows_the_refusal(scene: Any) -> None:
    """A refusal is what the person sees, not an error of the call."""
    visit = scene.control.open("nango_connect_session_" + "0" * 64)

    assert visit.status == 401
    assert visit.session["error"]["code"] == "unknown_connect_session_token"
    assert visit.integrations is None


def test_an_approval_makes_a_connection_and_its_webhook(scene: Any) -> None:
    """The whole journey, whose every step is in the journal as the person's."""
    outcome = scene.control.approve(scene.session("ada"))
    page = scene.settled()

    assert (outcome.outcome, outcome.status) == ("connected", 200)
    assert "/provider/outlook/authorize?" in outcome.location
    (payload,) = _payloads(scene)
    assert payload["connectionId"] == outcome.connection_id
    assert payload["tags"] == {"end_user_id": "ada"}
    kinds = {event.kind for event in page.events}
    assert kinds >= {"session", "api", "provider", "connection", "delivery", "people"}
    assert {event.person for event in page.events if event.kind != "api"} == {"ada"}


def test_calls_of_people_are_marked_as_played(scene: Any) -> None:
    """The application's own calls are not."""
    scene.control.approve(scene.session())

    events = scene.control.journal(kinds=["api"]).events

    played = {event.data["path"]: event.data["played"] for event in events}
    assert played["/connect/sessions"] is False
    assert played["/oauth/connect/outlook"] is True
    assert played["/oauth/callback"] is True


def test_a_websocket_hears_how_it_ended(scene: Any) -> None:
    """The frames are those that the frontend library would have had."""
    approved = scene.control.approve(scene.session(), socket=True)
    denied = scene.control.deny(scene.session(), socket=True)

    assert [each["message_type"] for each in approved.frames] == ["connection_ack", "success"]
    assert approved.frames[1]["connection_id"] == approved.connection_id
    assert [each["message_type"] for each in denied.frames] == ["connection_ack", "error"]


def test_a_denial_is_a_refusal_and_its_webhook_names_nobody(scene: Any) -> None:
    """Nango 0.71.4: creation, success false, neither tags nor end user."""
    outcome = scene.control.deny(scene.session())
    scene.settled()

    assert (outcome.outcome, outcome.status, outcome.connection_id) == ("refused", 400, None)
    (payload,) = _payloads(scene)
    assert (payload["operation"], payload["success"]) == ("creation", False)
    assert "tags" not in payload


def test_a_journey_abandoned_at_the_provider_is_told_to_nobody(scene: Any) -> None:
    """Nango never hears that the window was closed."""
    outcome = scene.control.abandon(scene.session())
    scene.settled()

    assert (outcome.outcome, outcome.status) == ("abandoned", 200)
    assert scene.receiver.arrivals == []


def test_somebody_may_come_back_late(scene: Any) -> None:
    """The session is long over, and the connection is made all the same."""
    journey = scene.control.depart(scene.session(), account="ada@mail.test")
    scene.control.advance_clock(7200)
    assert "/provider/outlook/authorize" in journey.location

    outcome = scene.control.come_back(journey)

    assert outcome.outcome == "connected"
    with pytest.raises(ControlError, match="back already"):
        scene.control.come_back(journey)


def test_somebody_may_come_back_with_a_no(scene: Any) -> None:
    """The decision is made on the way back."""
    journey = scene.control.depart(scene.session())

    assert scene.control.come_back(journey.id, "deny").outcome == "refused"


def test_a_bad_token_fails_with_what_nango_said(scene: Any) -> None:
    """Status and body are in the detail."""
    outcome = scene.control.approve("nango_connect_session_" + "0" * 64, "outlook")

    assert (outcome.outcome, outcome.status) == ("failed", 401)
    assert "unknown_connect_session_token" in outcome.detail


def test_without_an_integration_a_bad_token_fails_too(scene: Any) -> None:
    """The person wants to know what the session allows, and is refused there."""
    assert scene.control.approve("nango_connect_session_" + "0" * 64).status == 401


def test_an_integration_that_is_not_allowed_fails(scene: Any) -> None:
    """Nango refuses before the provider is reached."""
    outcome = scene.control.approve(scene.session(), "github")

    assert (outcome.outcome, outcome.status) == ("failed", 400)
    assert "integration_not_allowed" in outcome.detail


def test_nobody_leaves_with_a_bad_token(scene: Any) -> None:
    """Departing has no outcome of its own, so this one is an error."""
    with pytest.raises(ControlError, match="did not get to the provider: 401"):
        scene.control.depart("nango_connect_session_" + "0" * 64, "outlook")


def test_an_integration_must_be_said_where_there_is_a_choice(scene: Any) -> None:
    """The refusal lists what the session allows."""
    token = scene.session(allowed_integrations=["outlook", "github"])

    with pytest.raises(ControlError, match="the session allows outlook, github"):
        scene.control.approve(token)


@pytest.mark.parametrize("integration", ["by-key", "by-name", "by-nothing"])
def test_where_there_is_no_provider_credentials_are_handed_in(scene: Any, integration: str) -> None:
    """An API key, a name and password, or nothing at all."""
    token = scene.session(allowed_integrations=[integration])

    outcome = scene.control.approve(token)

    assert outcome.outcome == "connected", outcome.detail
    assert outcome.connection_id is not None
    assert scene.control.deny(token).outcome == "refused"


def test_a_reauthorisation_from_inside_names_nobody(scene: Any) -> None:
    """Nango 0.71.4, reconnect: an override with empty tags, unless they are given again."""
    made = scene.control.approve(scene.session())
    again = scene.control.reauthorise(made.connection_id, "outlook")
    named = scene.control.reauthorise(
        made.connection_id, "outlook", tags={"team": "a"}, end_user={"id": "ada"}
    )
    scene.settled()

    assert again.connection_id == named.connection_id == made.connection_id
    _, bare, attributed = _payloads(scene)
    assert (bare["operation"], bare["tags"]) == ("override", {})
    assert "endUser" not in bare
    assert attributed["endUser"]["endUserId"] == "ada"
    assert attributed["tags"] == {"end_user_id": "ada", "team": "a"}


def test_a_connection_from_inside_is_as_anybody_elses(scene: Any) -> None:
    """It names whom it is told to name, and the application hears of it: nobody there asked."""
    made = scene.control.add(
        "outlook", environment="dev", end_user={"id": "ada"}, tags={"team": "a"}
    )
    scene.settled()

    assert made.outcome == "connected"
    (told,) = _payloads(scene)
    assert (told["operation"], told["success"]) == ("creation", True)
    assert told["connectionId"] == made.connection_id
    assert told["endUser"]["endUserId"] == "ada"
    assert told["tags"] == {"end_user_id": "ada", "team": "a"}
    asked = scene.control.journal(kinds=("api",)).events
    assert [event.data["played"] for event in asked] == [True] * len(asked)


def test_a_connection_from_inside_is_of_an_integration_that_there_is(scene: Any) -> None:
    """As the dashboard offers no other."""
    with pytest.raises(ControlError, match="no integration 'none'"):
        scene.control.add("none", environment="dev")


def test_an_account_may_be_chosen(scene: Any) -> None:
    """The provider knows the person by the address that was typed."""
    outcome = scene.control.approve(scene.session(), account="ada@mail.test")

    mail = scene.call(
        "GET",
        "/proxy/v1.0/me/messages",
        headers={"Connection-Id": outcome.connection_id, "Provider-Config-Key": "outlook"},
    )

    assert mail.status_code == 200
    assert "ada@mail.test" in mail.text

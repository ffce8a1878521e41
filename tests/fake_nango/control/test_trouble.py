"""Faults on the API, and providers that refuse."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fake_nango.client import ControlError


def test_a_fault_meets_one_person_and_one_endpoint(scene: Any) -> None:
    """Grace is served while Ada's next request fails, once."""
    scene.control.add_fault(
        "down", "POST /connect/sessions", {"status": 503, "body": {"down": True}}, person="ada"
    )
    ada = {"end_user": {"id": "ada"}}
    mark = scene.control.mark()

    assert scene.session("grace")
    refused = scene.call("POST", "/connect/sessions", json=ada)
    served = scene.call("POST", "/connect/sessions", json=ada)

    assert (refused.status_code, refused.json()) == (503, {"down": True})
    assert served.status_code == 201
    events = scene.control.journal(since=mark, kinds=["api"]).events
    assert [event.data["fault"] for event in events] == [None, "down", None]


def test_a_persons_fault_meets_calls_about_their_connection(scene: Any) -> None:
    """The connection id is a trace of the person."""
    made = scene.control.approve(scene.session("ada"))
    scene.control.add_fault("down", "GET /connections/*", {"status": 500}, person="ada")

    path = f"/connections/{made.connection_id}?provider_config_key=outlook"
    refused, served = scene.call("GET", path), scene.call("GET", path)

    assert (refused.status_code, served.status_code) == (500, 200)


def test_faults_can_be_taken_back(scene: Any) -> None:
    """One by its id, or all of them."""
    fault = scene.control.add_fault("down", "* /*", {"status": 503}, times=10)
    scene.control.add_fault("slow", "* /*", {"delay_ms": 1}, times=10)

    scene.control.clear_faults(fault)
    assert scene.control.info().counts["faults"] == 1
    assert scene.session()

    scene.control.clear_faults()
    assert scene.control.info().counts["faults"] == 0


def test_a_fault_that_makes_no_sense_is_refused(scene: Any) -> None:
    """The refusal shows the answers that there are."""
    with pytest.raises(ControlError, match='"hang": true'):
        scene.control.add_fault("what", "* /*", {"explode": True})


def test_a_broken_connection_is_told_by_a_refresh_failure(scene: Any) -> None:
    """Nango 0.71.4, credential refresh: one webhook for the refused attempt."""
    made = scene.control.approve(scene.session())
    scene.settled()

    scene.control.break_connection(made.connection_id, "outlook")
    scene.settled()

    payload = json.loads(scene.receiver.arrivals[-1].body)
    assert (payload["operation"], payload["success"]) == ("refresh", False)
    assert payload["error"]["type"] == "refresh_token_external_error"
    assert payload["connectionId"] == made.connection_id


def test_a_mended_connection_can_be_refreshed(scene: Any) -> None:
    """The provider accepts its refresh token again."""
    made = scene.control.approve(scene.session())
    scene.control.break_connection(made.connection_id, "outlook")

    scene.control.mend_connection(made.connection_id, "outlook")

    path = f"/connections/{made.connection_id}?provider_config_key=outlook&force_refresh=true"
    assert scene.call("GET", path).status_code == 200


def test_an_unknown_connection_cannot_be_broken(scene: Any) -> None:
    """Neither one that is not there, nor one of another integration."""
    made = scene.control.approve(scene.session())

    with pytest.raises(ControlError, match="no connection") as caught:
        scene.control.break_connection(made.connection_id, "github")

    assert caught.value.status == 404


def test_a_browser_that_is_cut_off_does_not_try_again(scene: Any) -> None:
    """The person sees a broken connection, and Nango sees one request."""
    scene.control.add_fault("cut", "GET /oauth/connect/*", {"close": True})

    outcome = scene.control.approve(scene.session())

    assert (outcome.outcome, outcome.status) == ("failed", 0)
    calls = scene.control.journal(kinds=["api"]).events
    assert [each.data["path"] for each in calls].count("/oauth/connect/outlook") == 1

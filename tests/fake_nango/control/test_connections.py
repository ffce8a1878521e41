"""Connections that go away, and consent that is withdrawn."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fake_nango.client import ControlError


def test_a_deleted_connection_is_gone_and_nobody_is_told(scene: Any) -> None:
    """As when somebody deletes it in the dashboard: no webhook, and the API knows it no more."""
    made = scene.control.approve(scene.session())
    scene.settled()
    told = len(scene.receiver.arrivals)

    deleted = scene.control.delete_connection(made.connection_id, "outlook")
    scene.settled()

    path = f"/connections/{made.connection_id}?provider_config_key=outlook"
    assert deleted["connection_id"] == made.connection_id
    assert scene.control.connections() == ()
    assert scene.call("GET", path).status_code == 404
    assert len(scene.receiver.arrivals) == told
    (event,) = scene.control.journal(kinds=["connection"]).events[-1:]
    assert event.data == {"operation": "deletion"}
    with pytest.raises(ControlError, match="no connection") as caught:
        scene.control.delete_connection(made.connection_id, "outlook")
    assert caught.value.status == 404


def test_withdrawn_consent_is_found_out_by_the_next_refresh(scene: Any) -> None:
    """Until then Nango believes that all is well; then it says once that it is not."""
    made = scene.control.approve(scene.session())
    scene.settled()
    told = len(scene.receiver.arrivals)

    scene.control.revoke_connection(made.connection_id, "outlook")
    scene.settled()
    assert len(scene.receiver.arrivals) == told

    path = f"/connections/{made.connection_id}?provider_config_key=outlook&force_refresh=true"
    assert scene.call("GET", path).status_code == 400
    scene.settled()
    payload = json.loads(scene.receiver.arrivals[-1].body)
    assert (payload["operation"], payload["success"]) == ("refresh", False)


def test_withdrawn_consent_opens_no_mailbox(scene: Any) -> None:
    """The access token has ended with the grant."""
    made = scene.control.approve(scene.session())
    headers = {"Connection-Id": made.connection_id, "Provider-Config-Key": "outlook"}
    before = scene.call("GET", "/proxy/v1.0/me/messages", headers=headers)

    scene.control.revoke_connection(made.connection_id, "outlook")

    after = scene.call("GET", "/proxy/v1.0/me/messages", headers=headers)
    assert (before.status_code, after.status_code) == (200, 401)


def test_consent_can_be_withdrawn_only_where_some_was_given(scene: Any) -> None:
    """A key that somebody typed is no grant of the built-in provider."""
    made = scene.control.approve(scene.session(allowed_integrations=["by-key"]))

    with pytest.raises(ControlError, match="knows no token") as caught:
        scene.control.revoke_connection(made.connection_id, "by-key")

    assert caught.value.status == 409


def test_records_are_shown_with_their_marks_of_deletion(scene: Any) -> None:
    """What is missing from the second list is served as deleted."""
    made = scene.control.approve(scene.session())
    where = (made.connection_id, "outlook", "Email")
    scene.control.put_records(*where, [{"id": "1"}, {"id": "2"}])

    scene.control.put_records(*where, [{"id": "2"}], mark_deleted=True)

    shown = scene.control.records(*where)
    assert {each["id"]: each["_nango_metadata"]["last_action"] for each in shown} == {
        "1": "DELETED",
        "2": "ADDED",
    }


def test_actions_are_shown_as_they_will_end(scene: Any) -> None:
    """The last word about an action counts."""
    scene.control.put_action("outlook", "send", output=1, environment="dev")
    scene.control.put_action("outlook", "send", error={"type": "gone"}, environment="dev")

    shown = [each for each in scene.control.actions(environment="dev") if each["name"] == "send"]

    assert shown == [
        {"integration": "outlook", "name": "send", "output": None, "error": {"type": "gone"}}
    ]

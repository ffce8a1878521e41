"""Webhooks on request, by name: each is what its name says, and rightly signed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fake_nango.client import ControlError
from fake_nango.events import EVENTS
from fake_nango.signing import HMAC_HEADER, LEGACY_HEADER, hmac_signature
from fake_nango.wire import problems

SIGNATURES = (HMAC_HEADER, LEGACY_HEADER)


def _signing_key(scene: Any) -> str:
    key: str = scene.control.info().environments[0].webhook_signing_key
    return key


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_every_event_is_rightly_signed(scene: Any, name: str) -> None:
    """Whatever it tells, the bytes are Nango's and the key is the environment's."""
    made = scene.control.approve(scene.session())
    scene.settled()

    sent = scene.control.emit(name, integration="outlook", connection_id=made.connection_id)

    assert sent.state == "delivered"
    arrival = scene.receiver.arrivals[-1]
    mac = hmac_signature(_signing_key(scene), arrival.body)
    assert ("X-Nango-Hmac-Sha256", mac) in arrival.headers
    payload = json.loads(arrival.body)
    invented = EVENTS[name].invented
    assert (payload.get("connectionId") == made.connection_id) is not invented
    events = scene.control.journal(kinds=["delivery"]).events
    assert [problems({"kind": each.kind, "data": each.data}) for each in events] == [(), ()]


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("unknown type", {"type": "brand_new_type"}),
        ("unknown auth operation", {"type": "auth", "operation": "brand_new_op"}),
        ("deletion of an unknown connection", {"operation": "deletion", "success": True}),
        ("refresh success", {"operation": "refresh", "success": True}),
        ("override", {"operation": "override", "success": True, "tags": {}}),
        ("failed reconnect", {"operation": "creation", "success": False}),
        ("sync success", {"syncName": "emails", "model": "Email", "success": True}),
        ("sync failure", {"success": False}),
        ("unattributed failure", {"operation": "creation", "success": False}),
    ],
)
def test_an_event_says_what_its_name_says(
    scene: Any, name: str, members: dict[str, object]
) -> None:
    """Without a connection of that id the event is about one that never was."""
    sent = scene.control.emit(
        name, environment="dev", integration="outlook", end_user={"id": "ada"}
    )

    payload = json.loads(sent.body)
    assert payload.items() >= members.items()
    assert sent.person == "ada"


def test_a_failure_may_name_nobody_at_all(scene: Any) -> None:
    """Neither tags, nor end user, nor connection id; only the journal knows the person."""
    token = scene.session("ada")

    sent = scene.control.emit(
        "unattributed failure without an id", integration="outlook", session_token=token
    )

    assert not {"tags", "endUser", "connectionId"} & json.loads(sent.body).keys()
    assert (sent.person, sent.connection) == ("ada", None)


def test_an_event_may_be_tried_again_by_the_policy(scene: Any, receive: Any) -> None:
    """Otherwise it is sent a single time."""
    broken = receive(500)
    scene.control.set_environment("dev", webhook_url=broken.url)

    once = scene.control.emit("forward", environment="dev", integration="outlook")
    assert (once.state, len(broken.arrivals)) == ("failed", 1)

    scene.control.emit("forward", environment="dev", integration="outlook", retry=True)
    scene.settled()
    assert len(broken.arrivals) == 4


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"name": "no such", "integration": "outlook"}, "there are: sync success"),
        ({"name": "forward", "integration": "no such", "environment": "dev"}, "no integration"),
        ({"name": "forward", "integration": "outlook"}, "Say which environment: dev, prod"),
        ({"name": "forward", "integration": "outlook", "environment": "x"}, "no environment"),
        ({"name": "forward", "integration": "outlook", "environment": "prod"}, "no webhook URL"),
    ],
)
def test_an_event_that_cannot_be_sent_is_refused(
    scene: Any, asked: dict[str, Any], says: str
) -> None:
    """The refusal lists what there is."""
    with pytest.raises(ControlError, match=says):
        scene.control.emit(**asked)

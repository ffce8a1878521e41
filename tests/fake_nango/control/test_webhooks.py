"""Webhooks under control: held, released, repeated, forged, and made up on request."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fake_nango.client import ControlError, Delivery
from fake_nango.forging import DEFECTS
from fake_nango.signing import HMAC_HEADER, LEGACY_HEADER, hmac_signature

SIGNATURES = (HMAC_HEADER, LEGACY_HEADER)


def _signing_key(scene: Any) -> str:
    key: str = scene.control.info().environments[0].webhook_signing_key
    return key


def test_held_webhooks_arrive_in_the_order_of_their_release(scene: Any) -> None:
    """One person's are held while another's go out."""
    rule = scene.control.hold(person="ada")
    first = scene.control.approve(scene.session("ada"))
    second = scene.control.approve(scene.session("ada"))
    other = scene.control.approve(scene.session("grace"))
    scene.settled()
    held = scene.control.deliveries(state="held", person="ada")
    assert [each.connection for each in held] == [first.connection_id, second.connection_id]

    released = scene.control.release([held[1].id, held[0].id])

    assert {each.state for each in released} == {"delivered"}
    arrived = [json.loads(each.body)["connectionId"] for each in scene.receiver.arrivals]
    assert arrived == [other.connection_id, second.connection_id, first.connection_id]
    scene.control.unhold(rule)
    with pytest.raises(ControlError, match="no such rule"):
        scene.control.unhold(rule)


def test_a_session_can_be_held_before_anybody_uses_it(scene: Any) -> None:
    """Its webhook has an id and a body while it waits."""
    token = scene.session()
    scene.control.hold(session_token=token)
    scene.control.approve(token)

    (held,) = scene.control.deliveries(state="held")

    assert json.loads(held.body)["type"] == "auth"
    assert held.attempts == ()
    assert scene.control.drop(held.id).state == "dropped"
    scene.settled()
    assert scene.receiver.arrivals == []


def test_everything_can_be_held(scene: Any) -> None:
    """But not by mistake: an empty rule is refused."""
    scene.control.hold(everything=True)
    scene.control.approve(scene.session())

    assert len(scene.control.deliveries(state="held")) == 1
    with pytest.raises(ControlError, match="Say whose"):
        scene.control.hold()
    with pytest.raises(ControlError, match="no session"):
        scene.control.hold(session_token="x")


@pytest.mark.parametrize(
    ("order", "copies", "arrived"),
    [
        ("same", 1, ["first", "second"]),
        ("reversed", 1, ["second", "first"]),
        ("reversed", 2, ["second", "second", "first", "first"]),
    ],
)
def test_a_rule_may_reorder_and_duplicate_by_itself(
    scene: Any, order: str, copies: int, arrived: list[str]
) -> None:
    """When it has as many as it waits for it ends, and lets them go in its order."""
    scene.control.hold(person="ada", count=2, order=order, copies=copies)
    first = scene.control.approve(scene.session("ada"))
    scene.settled()
    (rule,) = scene.control.holds()
    assert (rule["held"], rule["order"], scene.receiver.arrivals) == (1, order, [])

    second = scene.control.approve(scene.session("ada"))
    scene.settled()

    names = {first.connection_id: "first", second.connection_id: "second"}
    ids = [json.loads(each.body)["connectionId"] for each in scene.receiver.arrivals]
    assert [names[each] for each in ids] == arrived
    assert scene.control.holds() == ()
    assert {each.state for each in scene.control.deliveries()} == {"delivered"}


def test_a_rule_may_let_all_go_together(scene: Any) -> None:
    """Copies follow when every first attempt has ended."""
    scene.control.hold(everything=True, count=3, order="together", copies=2)

    for _ in range(3):
        scene.control.approve(scene.session("ada"))
    scene.settled()

    assert len(scene.receiver.arrivals) == 6
    assert len({each.body for each in scene.receiver.arrivals[:3]}) == 3


def test_a_rule_lets_go_only_what_is_still_held(scene: Any) -> None:
    """What was dropped, or released by hand, is not sent again."""
    scene.control.hold(person="ada", count=3)
    for _ in range(2):
        scene.control.approve(scene.session("ada"))
    dropped, released = scene.control.deliveries(state="held")
    scene.control.drop(dropped.id)
    scene.control.release([released.id])

    last = scene.control.approve(scene.session("ada"))
    scene.settled()

    ids = [json.loads(each.body)["connectionId"] for each in scene.receiver.arrivals]
    assert ids == [released.connection, last.connection_id]


def test_an_order_needs_something_to_be_ordered(scene: Any) -> None:
    """Without a count the rule would never let anything go."""
    with pytest.raises(ControlError, match="need a 'count'"):
        scene.control.hold(person="ada", order="reversed")


def test_retries_that_are_still_to_come_can_be_cancelled(scene: Any, receive: Any) -> None:
    """Of one person, or all; each webhook keeps the attempts that were made."""
    broken = receive(500)
    scene.control.set_environment("dev", webhook_url=broken.url)
    scene.control.retry_scale(1000.0)
    for person in ("ada", "grace"):
        scene.control.approve(scene.session(person))
    while len(broken.arrivals) < 2:
        scene.control.journal(since=scene.control.mark(), wait="news", timeout_s=0.05)

    (hers,) = scene.control.drop_all(person="ada")
    (other,) = scene.control.drop_all(everything=True)

    scene.settled()
    assert (hers.state, hers.person, other.person) == ("dropped", "ada", "grace")
    assert [each.status for each in scene.control.delivery(hers.id).attempts] == [500]
    assert scene.control.drop_all(everything=True) == ()
    with pytest.raises(ControlError, match="Say whose"):
        scene.control.drop_all()


def test_a_rotated_signing_key_signs_the_next_webhook(scene: Any) -> None:
    """The one before is good for nothing that is made from now on."""
    old = _signing_key(scene)
    scene.control.set_environment("dev", webhook_signing_key="rotated")

    scene.control.approve(scene.session())
    scene.settled()
    scene.control.set_environment("dev", webhook_signing_key=old)

    (arrival,) = scene.receiver.arrivals
    assert ("X-Nango-Hmac-Sha256", hmac_signature("rotated", arrival.body)) in arrival.headers
    assert _signing_key(scene) == scene.control.environments()[0].webhook_signing_key == old


def test_a_repeat_is_byte_for_byte_the_same(scene: Any) -> None:
    """Nothing tells it from the first delivery."""
    scene.control.approve(scene.session())
    scene.settled()
    (sent,) = scene.control.deliveries()

    scene.control.repeat(sent.id, times=2)
    scene.control.repeat(sent.id, times=2, at_once=True)

    assert len(scene.receiver.arrivals) == 5
    assert len({(each.body, each.headers) for each in scene.receiver.arrivals}) == 1


def test_a_forgery_that_is_repeated_is_one_still(scene: Any) -> None:
    """Its defect is marked each time: nobody takes it for Nango's own."""
    scene.control.approve(scene.session())
    scene.settled()
    (sent,) = scene.control.deliveries()
    forged = scene.control.forge(sent.id, "no signature")

    again = scene.control.repeat(forged.id, times=2, at_once=True)

    assert [each.defect for each in again] == ["no signature"] * 2
    assert {each.repeat_of for each in again} == {forged.id}


def test_redirects_are_told_with_their_statuses(scene: Any, receive: Any) -> None:
    """By these a client knows whether the message came through."""
    receiver = receive((302, "/elsewhere"), 200)
    scene.control.set_environment("dev", webhook_url=receiver.url)

    scene.control.approve(scene.session())
    scene.settled()

    (sent,) = scene.control.deliveries()
    (attempt,) = sent.attempts
    assert attempt.redirects == ((302, receiver.url.replace("/hook", "/elsewhere")),)


def test_every_defect_can_be_forged_from_a_held_webhook(scene: Any) -> None:
    """Each arrives once, marked in the journal, and the webhook itself is still held."""
    scene.control.approve(scene.session("grace"))
    scene.settled()
    scene.control.hold(person="ada")
    ada = {"id": "ada", "email": "ada@example.com", "tags": {"team": "a"}}
    scene.control.approve(scene.session("ada", end_user=ada))
    (held,) = scene.control.deliveries(state="held")
    mark = scene.control.mark()

    for number, defect in enumerate(DEFECTS, 2):
        forged = scene.control.forge(held.id, defect)

        assert (forged.defect, forged.repeat_of) == (defect, held.id)
        assert [each.ok for each in forged.attempts] == [True], forged.attempts
        assert len(scene.receiver.arrivals) == number
        arrival = scene.receiver.arrivals[-1]
        assert arrival.body.decode(errors="replace") == forged.body
        assert arrival.headers == forged.headers
        assert _besides(forged) == _besides(held)

    events = scene.control.journal(since=mark, kinds=["delivery"]).events
    assert [each.data["defect"] for each in events] == list(DEFECTS)
    assert {each.person for each in events} == {"ada"}
    assert [each.id for each in scene.control.deliveries(state="held")] == [held.id]


def _besides(delivery: Delivery) -> list[tuple[str, str]]:
    """List the headers that no forgery touches; the length follows the body."""
    forged = {*SIGNATURES, "Content-Type", "Content-Length", "Authorization", "X-Nango-Event-Id"}
    forged |= {"X-Nango-Timestamp", *(name.lower() for name in SIGNATURES)}
    return [each for each in delivery.headers if each[0] not in forged]


def test_the_defects_are_listed_with_what_they_are(scene: Any) -> None:
    """In the order of the table; `info` has the names alone."""
    listed = scene.control.defects()

    assert [each.name for each in listed] == list(DEFECTS)
    assert {each.group for each in listed} == {"signature", "payload"}
    assert all(each.description for each in listed)
    assert scene.control.info().defects == tuple(DEFECTS)


def test_the_secondary_receiver_is_tried_after_the_primary(scene: Any, receive: Any) -> None:
    """All three attempts at the primary come first."""
    primary, secondary = receive(503), receive(200)
    scene.control.set_environment(
        "dev", webhook_url=primary.url, webhook_url_secondary=secondary.url
    )

    scene.control.approve(scene.session())
    scene.settled()

    assert (len(primary.arrivals), len(secondary.arrivals)) == (3, 1)
    assert primary.arrivals[-1].at < secondary.arrivals[0].at
    assert [each.ok for each in scene.control.deliveries()[0].attempts] == [False] * 3 + [True]


def test_deliveries_can_be_chosen(scene: Any) -> None:
    """By state, person, connection and mark."""
    ada = scene.control.approve(scene.session("ada"))
    scene.settled()
    mark = scene.control.mark()
    scene.control.approve(scene.session("grace"))
    scene.settled()

    assert [each.person for each in scene.control.deliveries()] == ["ada", "grace"]
    assert [each.person for each in scene.control.deliveries(since=mark)] == ["grace"]
    (of_ada,) = scene.control.deliveries(connection=ada.connection_id)
    assert (of_ada.person, of_ada.state) == ("ada", "delivered")
    assert scene.control.deliveries(state="failed") == ()
    with pytest.raises(ControlError, match="'state' is one of"):
        scene.control.deliveries(state="lost")

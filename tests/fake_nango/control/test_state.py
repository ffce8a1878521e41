"""What there is, and what of it can be changed."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from fake_nango.client import ControlError


def test_the_fake_says_who_it_is(scene: Any) -> None:
    """Where it listens, which keys it wants, and which names it knows."""
    info = scene.control.info()

    assert (info.nango, info.api, info.ui) == ("0.71.4", scene.urls.api, scene.urls.ui)
    assert [each.name for each in info.environments] == ["dev", "prod"]
    assert "outlook" in info.environments[0].integrations
    assert "no signature" in info.defects
    assert "sync success" in info.events
    assert info.counts["pending"] == 0


def test_a_reset_forgets_everything_but_keys(scene: Any) -> None:
    """Sessions, connections, deliveries, faults, holds, journal and clock are gone."""
    token = scene.session()
    scene.control.approve(token)
    scene.control.hold(everything=True)
    scene.control.add_fault("down", "* /*", {"status": 503})
    scene.control.advance_clock(100)
    before = scene.control.info().environments[0]

    scene.control.reset()

    assert scene.control.connections() == ()
    assert scene.control.deliveries() == ()
    assert scene.control.journal().events == ()
    assert scene.control.clock().offset_s == 0
    assert scene.control.info().counts["faults"] == 0
    assert scene.control.open(token).status == 401
    assert scene.control.info().environments[0] == before


def test_a_secret_key_has_the_shape_of_nangos_and_opens_one_environment(scene: Any) -> None:
    """Any other would never be accepted, or open the wrong one."""
    taken = scene.control.info().environments[1].secret_key
    for wrong, said in (("x", "UUID of version 4"), (taken, "another environment")):
        with pytest.raises(ControlError, match=said):
            scene.control.set_environment("dev", secret_key=wrong)

    assert scene.control.info().environments[0].secret_key == scene.key


def test_sessions_are_shown_and_one_can_be_ended(scene: Any) -> None:
    """The others live on, and whoever is at the provider already may come back."""
    ended, other = scene.session("ada"), scene.session("grace")

    shown = scene.control.expire_session(ended)

    assert shown["session_token"] == ended
    assert [each["live"] for each in scene.control.sessions()] == [False, True]
    (hers,) = scene.control.sessions(person="grace")
    assert (hers["session_token"], hers["end_user"]["id"]) == (other, "grace")
    assert hers["connect_link"].endswith(other)
    assert scene.control.open(ended).status == 401
    assert scene.control.open(other).status == 200
    with pytest.raises(ControlError, match="no session"):
        scene.control.expire_session("nango_connect_session_none")


def test_the_connection_of_a_session_can_be_given_an_id(scene: Any) -> None:
    """As an import could choose it; what Nango would not take from an import, nobody can."""
    token, odd = scene.session("ada"), "user:42@acme/prod"
    scene.control.name_connection(token, odd)

    assert scene.control.approve(token).connection_id == odd
    for wrong in ("x" * 256, "ümlaut"):
        with pytest.raises(ControlError, match="would not take"):
            scene.control.name_connection(token, wrong)


def test_sessions_expire_by_the_fakes_clock(scene: Any) -> None:
    """Thirty minutes pass at once."""
    token = scene.session()
    before = scene.control.clock()

    after = scene.control.advance_clock(31 * 60)

    assert after.offset_s == before.offset_s + 31 * 60
    assert scene.control.open(token).status == 401


def test_retries_come_due_when_the_clock_is_advanced(scene: Any, receive: Any) -> None:
    """With Nango's own schedule, and nobody waits."""
    broken = receive(500)
    scene.control.set_environment("dev", webhook_url=broken.url)
    assert scene.control.retry_scale(1.0).retry_scale == 1.0
    scene.control.approve(scene.session())

    for expected in (1, 2, 3):
        mark = 0
        while len(broken.arrivals) < expected:
            mark = scene.control.journal(since=mark, wait="news", timeout_s=5).mark
        scene.control.journal(since=mark, kinds=["delivery"], wait="news", timeout_s=0.05)
        scene.control.advance_clock(3.0 * expected)
    scene.settled()

    assert len(broken.arrivals) == 3


def test_connections_are_shown_in_full(scene: Any) -> None:
    """Of one person, or all of them."""
    scene.control.approve(scene.session("ada"))
    scene.control.approve(scene.session("grace"))

    (connection,) = scene.control.connections(person="ada")

    assert connection["integration"] == "outlook"
    assert connection["tags"] == {"end_user_id": "ada"}
    assert connection["credentials"]["access_token"]
    assert len(scene.control.connections()) == 2


def test_a_switch_can_be_turned_off(scene: Any) -> None:
    """Creations are not told while theirs is off."""
    scene.control.set_environment("dev", on_auth_creation=False)

    scene.control.approve(scene.session())
    scene.settled()

    assert scene.receiver.arrivals == []


def test_a_key_can_be_changed(scene: Any) -> None:
    """The new one opens the API at once, and the old one no more."""
    old = scene.control.info().environments[1].secret_key
    new = str(uuid.uuid4())

    scene.control.set_environment("prod", secret_key=new)
    statuses = [
        scene.call("GET", "/connections", headers={"Authorization": f"Bearer {key}"}).status_code
        for key in (old, new)
    ]
    scene.control.set_environment("prod", secret_key=old)

    assert statuses == [401, 200]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"webhook": "http://a/"}, "means nothing here"),
        ({"webhook_url": "ftp://a/"}, "http or https"),
        ({"on_sync_error": "yes"}, "true or false"),
        ({"secret_key": ""}, "is needed"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(
    scene: Any, changes: dict[str, Any], says: str
) -> None:
    """Nothing is changed by half."""
    before = scene.control.info()

    with pytest.raises(ControlError, match=says):
        scene.control.set_environment("dev", on_auth_creation=False, **changes)

    assert scene.control.info() == before


def test_an_unknown_environment_is_refused(scene: Any) -> None:
    """The known ones are told."""
    with pytest.raises(ControlError, match="there are: dev, prod"):
        scene.control.set_environment("nowhere", webhook_url=None)


def test_records_to_serve_can_be_given(scene: Any) -> None:
    """The application reads exactly these."""
    made = scene.control.approve(scene.session())
    scene.control.put_records(
        made.connection_id, "outlook", "Email", [{"id": "1", "subject": "Zoë"}]
    )

    answer = scene.call(
        "GET",
        "/records?model=Email",
        headers={"Connection-Id": made.connection_id, "Provider-Config-Key": "outlook"},
    )

    assert [each["subject"] for each in answer.json()["records"]] == ["Zoë"]
    with pytest.raises(ControlError, match="no connection"):
        scene.control.put_records("unknown", "outlook", "Email", [])


@pytest.mark.parametrize("advance", [-1, 1e12])
def test_time_goes_forward_and_not_too_far(scene: Any, advance: float) -> None:
    """The bounds are told."""
    with pytest.raises(ControlError, match="number from 0"):
        scene.control.advance_clock(advance)

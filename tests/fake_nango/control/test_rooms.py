"""Rooms of one fake: the same settings, and nothing of one is seen, held or broken in another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from fake_nango import rooms
from fake_nango.client import Control, ControlError, Room
from fake_nango.server import run_in_thread
from fake_nango.settings import default_settings


@pytest.fixture
def room(scene: Any) -> Room:
    """A second room beside the scene's own."""
    opened: Room = scene.control.open_room()
    return opened


@pytest.fixture
def there(room: Room) -> Iterator[Control]:
    """The control of the second room."""
    with Control(room.control) as control:
        yield control


def _session(api: str, key: str, person: str) -> requests.Response:
    return requests.post(
        f"{api}/connect/sessions",
        json={"end_user": {"id": person}},
        headers={"Authorization": f"Bearer {key}"},
        timeout=10,
    )


def test_a_room_has_addresses_of_its_own_and_the_same_keys(
    scene: Any, room: Room, there: Control
) -> None:
    """An application of the one becomes one of the other by its address alone."""
    first, second = scene.control.info(), there.info()

    assert {first.api, first.ui}.isdisjoint({second.api, second.ui})
    assert second.control == f"{first.control}/rooms/{room.name}"
    assert [each.secret_key for each in second.environments] == [
        each.secret_key for each in first.environments
    ]


def test_what_happens_in_a_room_is_in_its_journal_alone(
    scene: Any, room: Room, there: Control
) -> None:
    """Even a request that shows no key is of the room at whose address it came."""
    mark = scene.control.mark()

    requests.get(f"{room.api}/connections", timeout=10)
    _session(room.api, scene.key, "ada")

    assert [event.kind for event in there.journal().events] == ["api", "session", "api"]
    assert scene.control.journal(since=mark).events == ()


def test_a_token_of_one_room_opens_nothing_in_another(
    scene: Any, room: Room, there: Control
) -> None:
    """Sessions, and so connections, are a room's own."""
    token = scene.session("ada")

    assert there.approve(token).outcome != "approved"
    assert scene.control.approve(token).connection_id is not None
    assert there.connections() == ()
    assert _session(room.api, scene.key, "ada").status_code == 201


def test_faults_holds_and_time_stay_in_their_room(scene: Any, room: Room, there: Control) -> None:
    """Whatever is made to go wrong in one goes wrong there."""
    there.add_fault("down", "POST /connect/sessions", {"status": 503, "body": {}}, times=9)
    there.hold(everything=True)
    there.advance_clock(3600)

    assert _session(room.api, scene.key, "ada").status_code == 503
    assert scene.control.approve(scene.session("ada")).connection_id is not None
    assert scene.control.settle(quiet_s=0.01).settled
    assert [each.state for each in scene.control.deliveries()] == ["delivered"]
    assert scene.control.clock().offset_s == 0
    assert scene.control.faults() == ()


def test_a_room_that_is_busy_keeps_nobody_from_settling(
    scene: Any, room: Room, there: Control
) -> None:
    """Quiet is a room's own too: its neighbour's webhooks may be on their way for long."""
    there.set_environment("dev", webhook_url="http://127.0.0.1:9/nobody")
    there.retry_scale(1000)
    token = _session(room.api, scene.key, "ada").json()["data"]["token"]
    there.approve(token, "outlook")

    assert scene.control.settle(quiet_s=0.01, timeout_s=2).settled
    assert not there.settle(quiet_s=0.01, timeout_s=0.1).settled


def test_a_reset_is_of_one_room(scene: Any, there: Control) -> None:
    """The neighbour goes on."""
    token = scene.session("ada")

    there.reset()

    assert scene.control.approve(token).connection_id is not None


def test_an_unknown_room_is_refused(scene: Any) -> None:
    """The refusal names those there are."""
    with Control(f"{scene.urls.control}/rooms/none") as nowhere, pytest.raises(ControlError) as no:
        nowhere.mark()

    assert no.value.status == 404
    assert "there are: 1" in str(no.value)


def test_there_is_an_end_of_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for ever gets a refusal, not all the sockets of the machine."""
    monkeypatch.setattr(rooms, "MAX_ROOMS", 2)
    with run_in_thread(default_settings()) as fake, Control(fake.urls.control) as control:
        assert control.open_room().name == "2"

        with pytest.raises(ControlError, match="2 rooms already") as no:
            control.open_room()

    assert no.value.status == 409


def test_the_guard_stands_before_rooms_too(scene: Any, room: Room) -> None:
    """No foreign page opens one, or drives one."""
    page = {"Origin": "http://evil.example"}
    opening = f"{scene.urls.control}/control/rooms"

    for url in (opening, f"{room.control}/control/reset"):
        assert requests.post(url, headers=page, timeout=10).status_code == 403
    assert urlsplit(room.control).port == urlsplit(scene.urls.control).port

"""Reading the journal: after a mark, by whose it is, and not before it is worth reading."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from fake_nango.client import ControlError


def test_only_what_is_newer_than_the_mark_is_shown(scene: Any) -> None:
    """A mark taken before an action finds exactly what came of it."""
    scene.session("ada")
    mark = scene.control.mark()
    scene.session("grace")

    page = scene.control.journal(since=mark)

    assert {event.person for event in page.events} == {"grace"}
    assert [event.seq for event in page.events] == list(range(mark + 1, page.mark + 1))


def test_events_are_chosen_by_person_session_connection_and_kind(scene: Any) -> None:
    """Filters add up."""
    ada = scene.control.approve(scene.session("ada"))
    scene.control.approve(scene.session("grace"))
    scene.settled()

    of_ada = scene.control.journal(person="ada", kinds=["connection", "delivery"]).events
    (made,) = scene.control.journal(person="ada", kinds=["connection"]).events
    same_session = scene.control.journal(session=made.session).events
    same_connection = scene.control.journal(connection=ada.connection_id).events

    assert {event.kind for event in of_ada} == {"connection", "delivery"}
    assert {event.person for event in (*same_session, *same_connection)} == {"ada"}
    assert len(scene.control.journal(limit=2).events) == 2


def test_news_are_awaited(scene: Any) -> None:
    """The call returns with the event that it waited for, long before its time-out."""
    mark = scene.control.mark()
    later = threading.Timer(0.05, scene.session, ["grace"])
    later.start()

    page = scene.control.journal(since=mark, person="grace", wait="news", timeout_s=30)

    later.join()
    assert page.events[0].kind == "session"


def test_without_news_the_wait_ends_with_nothing(scene: Any) -> None:
    """Events of somebody else are no news."""
    scene.session("ada")

    page = scene.control.journal(person="grace", wait="news", timeout_s=0.05)

    assert page.events == ()


def test_quiet_time_counts_from_the_beginning_of_the_wait(scene: Any) -> None:
    """A fake that has been idle for long is not settled at once."""
    began = time.monotonic()

    page = scene.control.settle(quiet_s=0.15)

    assert page.settled
    assert time.monotonic() - began >= 0.15


def test_a_delivery_under_way_keeps_it_from_settling(scene: Any, receive: Any) -> None:
    """A receiver that has not answered yet may still do something."""
    slow = receive("hang")
    scene.control.set_environment("dev", webhook_url=slow.url)
    scene.control.approve(scene.session())

    page = scene.control.settle(quiet_s=0.01, timeout_s=0.1)

    assert not page.settled
    slow.gone.set()


def test_a_held_delivery_does_not(scene: Any) -> None:
    """It waits for the test, and the test for it would be for ever."""
    scene.control.hold(everything=True)
    scene.control.approve(scene.session())

    assert scene.control.settle(quiet_s=0.01).settled


def test_a_hanging_request_keeps_it_from_settling(scene: Any) -> None:
    """Until the fault is cleared."""
    scene.control.add_fault("silence", "POST /connect/sessions", {"hang": True})
    failures: list[BaseException] = []

    def ask() -> None:
        try:
            scene.session()
        except Exception as error:  # noqa: BLE001 - the connection is cut, and that is all
            failures.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    mark = scene.control.mark()
    assert not scene.control.settle(quiet_s=0.05, timeout_s=0.2).settled

    scene.control.clear_faults()
    asking.join()

    assert scene.control.settle(quiet_s=0.01).settled
    assert len(failures) == 1
    (event,) = scene.control.journal(since=mark, kinds=["api"]).events
    assert (event.data["fault"], event.data["status"]) == ("silence", 0)


@pytest.mark.parametrize(
    "asked", [{"wait": "forever"}, {"since": -1}, {"limit": 0}, {"timeout_s": 10_000}]
)
def test_a_question_that_makes_no_sense_is_refused(scene: Any, asked: dict[str, Any]) -> None:
    """Numbers have bounds, and waits have names."""
    with pytest.raises(ControlError):
        scene.control.journal(**asked)

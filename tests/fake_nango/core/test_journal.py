"""The journal: bounded, numbered, rendered when read, and a bell for those who wait."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from fake_nango.clock import Clock
from fake_nango.journal import Journal


def test_events_are_numbered_from_one_and_read_from_a_mark() -> None:
    """A reader gets what is newer than its mark, oldest first."""
    journal = Journal(Clock())

    for name in "abc":
        journal.append("people", {"name": name}, person=f"p-{name}")

    assert journal.mark == 3
    assert [event.seq for event in journal.since(1)] == [2, 3]
    assert [event.person for event in journal.since(0)] == ["p-a", "p-b", "p-c"]
    assert journal.since(3) == []
    assert journal.since(99) == []


def test_an_event_is_shown_with_whose_it_was() -> None:
    """The five columns are there even when nothing is known of them."""
    journal = Journal(Clock())

    journal.append("connection", {"operation": "creation"}, connection="c-1")

    (event,) = [each.as_json() for each in journal.since(0)]
    assert event.pop("at").endswith("Z")
    assert event.pop("wall").endswith("Z")
    assert event == {
        "seq": 1,
        "kind": "connection",
        "environment": None,
        "person": None,
        "session": None,
        "connection": "c-1",
        "integration": None,
        "data": {"operation": "creation"},
    }


def test_an_event_tells_the_fakes_time_and_the_systems() -> None:
    """Whoever puts the fake's clock forward still wants to know what came before what."""
    clock = Clock()
    journal = Journal(clock)
    journal.append("people", {})
    clock.advance(3600)
    journal.append("people", {})

    before, after = journal.since(0)
    read = [datetime.fromisoformat(each.as_json()["wall"]) for each in (before, after)]

    assert after.at - before.at >= 3600
    assert 0 <= after.wall - before.wall < 60
    assert (read[1] - read[0]).total_seconds() < 60


def test_a_bare_tuple_is_shown_by_the_reader_of_its_kind() -> None:
    """Authors on the hot path leave the work to whoever reads."""

    def shown(kept: tuple[Any, ...]) -> dict[str, Any]:
        return {"method": kept[0]}

    journal = Journal(Clock(), {"api": shown})

    journal.append("api", ("GET", 10))

    assert journal.since(0)[0].data == {"method": "GET"}


def test_old_events_give_way_to_new_ones() -> None:
    """The bound holds, and what was lost is counted."""
    journal = Journal(Clock(), max_events=10)

    for number in range(25):
        journal.append("people", {"number": number})

    assert [event.data["number"] for event in journal.since(0)] == list(range(15, 25))
    assert journal.dropped == 15
    assert journal.mark == 25


def test_heavy_events_count_by_their_weight() -> None:
    """A few large bodies cannot fill the memory that many small ones may."""
    journal = Journal(Clock(), max_bytes=10_000)

    for _ in range(10):
        journal.append("provider", {"body": "x" * 4000})

    assert len(journal.since(0)) == 2
    assert journal.dropped == 8


def test_clearing_forgets_the_events_and_keeps_the_numbers() -> None:
    """A reader's mark stays right over a reset."""
    journal = Journal(Clock())
    journal.append("people", {})

    journal.clear()
    journal.append("people", {})

    assert [event.seq for event in journal.since(0)] == [2]
    assert journal.dropped == 0


def test_who_waits_is_told_of_the_next_event() -> None:
    """And of nothing, when nothing comes in time."""

    async def wait() -> tuple[bool, bool]:
        journal = Journal(Clock())
        waiter = asyncio.create_task(journal.changed(5))
        await asyncio.sleep(0)
        journal.append("people", {})
        return await waiter, await journal.changed(0.01)

    assert asyncio.run(wait()) == (True, False)

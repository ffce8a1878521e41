"""Which records a target was given, by what it asked for; and what it must not lose."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance, NotApplicable, NotObservable
from nango_conformance.evidence import Call
from nango_conformance.expectations import records
from nango_conformance.expectations.records import Served
from nango_conformance.target import Sync

MakeCall = Callable[..., Call]
NOON = datetime.datetime(2026, 3, 12, 12, tzinfo=datetime.UTC)
SERVED = tuple(
    Served(
        id=f"r{place}",
        cursor=f"c{place}",
        at=NOON + datetime.timedelta(minutes=place),
        new=place >= 2,
    )
    for place in range(7)
)
"""Two records that were there, and five new ones."""


@pytest.fixture
def read(make_call: MakeCall) -> Callable[..., Call]:
    """Give a maker of reads of Ada's records."""
    return lambda query, **more: make_call(f"GET /records?model=Email{query}", "c-1", **more)


def test_reads_are_those_of_one_connection_that_nobodys_look_caused(
    make_call: MakeCall, read: Callable[..., Call]
) -> None:
    """What the harness sees by looking is not what the target reads."""
    mine = read("")
    others = (
        read("", fenced=True),
        make_call("GET /records?model=Email", "c-2"),
        make_call("PATCH /records/prune", "c-1"),
    )

    assert records.reads((mine, *others), "c-1") == (mine,)
    slash = make_call("GET /records/?model=Email", "c-1")
    assert records.reads((slash,), "c-1") == (slash,)


@pytest.mark.parametrize(
    ("queries", "size"), [([], 100), (["&limit=2", "&limit=20"], 20), (["&cursor=x"], 100)]
)
def test_a_page_is_as_large_as_it_was_asked_for(
    read: Callable[..., Call], queries: list[str], size: int
) -> None:
    """A hundred, where nobody says; the last read counts."""
    assert records.page_size([read(query) for query in queries]) == size


@pytest.mark.parametrize(
    ("queries", "left"),
    [
        (["&limit=2&cursor=c1", "&limit=2&cursor=c3", "&limit=2&cursor=c5"], ()),
        (["&cursor=c1"], ()),
        ([""], ()),
        (["&limit=2&cursor=c1"], ("r4", "r5", "r6")),
        (["&limit=2&cursor=c1", "&limit=2&cursor=c5"], ("r4", "r5")),
        (["&modified_after=2026-03-12T12:04:00Z"], ("r2", "r3")),
        (["&delta=2026-03-12T12:04:00Z"], ("r2", "r3")),
        (["&limit=4&cursor=gone"], ("r4", "r5", "r6")),
    ],
)
def test_what_is_left_out_follows_from_cursors_and_sizes(
    read: Callable[..., Call], queries: list[str], left: tuple[str, ...]
) -> None:
    """Old records may be left out; a cursor that is served no more stands before all."""
    made = [read(query) for query in queries]

    assert records.missing(made, "Email", SERVED) == left
    if left:
        with pytest.raises(Nonconformance, match=f"{len(left)} of them left out"):
            records.all_read(made, "Email", SERVED, 5)
    else:
        assert records.all_read(made, "Email", SERVED, 5) == ()


def test_a_read_that_failed_brought_nothing(read: Callable[..., Call]) -> None:
    """Whether Nango failed on purpose or refused; and another model's records are others."""
    made = [read("", status=500, fault="down"), read("", status=400)]

    assert records.covered(made, "Email", SERVED) == frozenset()
    assert not records.is_read(made, "Email")
    assert not records.is_read([read("")], "Thread")
    with pytest.raises(Nonconformance, match="a read of the records of Email within 5 s"):
        records.all_read(made, "Email", SERVED, 5)
    with pytest.raises(Nonconformance, match=r"saw no such call$"):
        records.all_read([], "Email", SERVED, 5)


def test_who_need_not_read_and_does_not_is_not_judged(read: Callable[..., Call]) -> None:
    """The reason says which mode would demand it."""
    with pytest.raises(NotApplicable, match='"records" or "start" would demand that'):
        records.applicable(Sync(mode="trigger"), ())
    records.applicable(Sync(mode="trigger"), (read(""),))
    records.applicable(Sync(mode="start"), ())


def test_a_failed_sync_is_nothing_to_read(read: Callable[..., Call]) -> None:
    """Any read is one too many."""
    assert records.none_read(()) == ()
    with pytest.raises(Nonconformance, match=r"no read of records; saw GET /records.*; GET /rec"):
        records.none_read([read(""), read("&limit=1")])


def test_to_read_from_the_start_each_time_is_noted(read: Callable[..., Call]) -> None:
    """The first read has nowhere to go on from."""
    assert records.went_on((), [read("")]) == ()
    for query in ("&cursor=c1", "&modified_after=2026-03-12", "&delta=2026-03-12"):
        assert records.went_on([read("")], [read(query)]) == ()
    (note,) = records.went_on([read("")], [read("")])
    assert note.level == "SHOULD"


@pytest.mark.parametrize(
    "body",
    [
        {"opts": {"reset": True}},
        {"opts": {"emptyCache": True}},
        {"full_resync": True},
        {"sync_mode": "full_refresh"},
        {"sync_mode": "full_refresh_and_clear_cache"},
    ],
)
def test_a_sync_that_starts_over_is_seen_by_its_options(
    make_call: MakeCall, body: dict[str, Any]
) -> None:
    """Old and new ways of saying it."""
    for path in ("/sync/trigger", "/sync/trigger/"):
        with pytest.raises(Nonconformance, match="starts over"):
            records.not_cleared([make_call(f"POST {path}", "c-1", body=body)])


@pytest.mark.parametrize("body", [None, {}, {"opts": None}, {"sync_mode": "incremental"}])
def test_a_sync_that_goes_on_clears_nothing(make_call: MakeCall, body: Any) -> None:
    """Nor does a start, whatever it says."""
    calls = [
        make_call("POST /sync/trigger", "c-1", body=body),
        make_call("POST /sync/start", "c-1", body={"full_resync": True}),
    ]

    assert records.not_cleared(calls) == ()


def test_less_data_than_before_is_data_lost() -> None:
    """As much or more is none."""
    sync = Sync(mode="trigger")

    assert records.kept(sync, 3, 3) == records.kept(sync, 3, 4) == ()
    with pytest.raises(Nonconformance, match="3 items of data as before; saw 2 items"):
        records.kept(sync, 3, 2)
    with pytest.raises(ControlFailed):
        records.arrived(0)
    assert records.arrived(1) == 1


def test_what_no_route_shows_is_judged_by_options_or_not_at_all() -> None:
    """The note says so; without syncs of its own there are no options."""
    for mode, before, after in (("trigger", None, None), ("start", 3, None), ("start", None, 3)):
        (note,) = records.kept(Sync(mode=mode), before, after)
        assert "options" in note.text
    with pytest.raises(NotObservable, match="no \\[data\\] route"):
        records.kept(Sync(mode="records"), None, None)


def test_data_is_counted_in_lists_wherever_they_are() -> None:
    """Numbers and words are no items."""
    answer = {"emails": [{"to": ["a", "b"]}, {"to": []}], "total": 7}

    assert records.amount(answer, None) == 4
    assert records.amount([1, 2], None) == 2
    assert records.amount(None, None) == records.amount({"total": 7}, None) == 0


@pytest.mark.parametrize(
    ("selector", "amount"), [("total", 7), ("emails", 2), ("nothing", 0), ("name", 0)]
)
def test_data_is_counted_where_the_file_says(selector: str, amount: int) -> None:
    """A number is one, a list has as many as it has, and a word says nothing."""
    answer = {"emails": [{"to": ["a", "b"]}, {"to": []}], "total": 7, "name": "7"}

    assert records.amount(answer, selector) == amount

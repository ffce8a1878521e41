"""Item 10: which calls are a first sync, and whose."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance, NotApplicable
from nango_conformance.evidence import Call
from nango_conformance.expectations import syncs
from nango_conformance.target import Sync

CallMaker = Callable[..., Call]

TRIGGER = Sync(mode="trigger")
START = Sync(mode="start")
RECORDS = Sync(mode="records")
PROXY = Sync(mode="proxy", match=("GET /proxy/v1/*",))
MADE_AT = datetime.datetime(2026, 3, 12, 9, 30, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("sync", "line", "is_start"),
    [
        (TRIGGER, "POST /sync/trigger", True),
        (TRIGGER, "POST /sync/trigger/", True),
        (TRIGGER, "POST /sync/start", True),
        (TRIGGER, "GET /sync/trigger", False),
        (TRIGGER, "GET /records", False),
        (START, "POST /sync/start", True),
        (START, "POST /sync/trigger", True),
        (RECORDS, "GET /records?limit=1", True),
        (RECORDS, "POST /sync/trigger", False),
        (PROXY, "GET /proxy/v1/messages", True),
        (PROXY, "POST /proxy/v1/messages", False),
        (PROXY, "GET /proxy/v2/messages", False),
        (PROXY, "GET /", False),
        (Sync(mode="auto"), "POST /sync/trigger", False),
    ],
)
def test_which_calls_begin_a_sync(
    make_call: CallMaker,
    sync: Sync,
    line: str,
    is_start: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """What each declared mode begins with; a slash at the end changes nothing."""
    call = make_call(line)

    assert syncs.starts(sync, [call]) == ((call,) if is_start else ())


@pytest.mark.parametrize("mode", ["none", "auto"])
def test_a_target_that_starts_nothing_itself(mode: str) -> None:
    """Its declaration takes the checks away, but not from the seed's flow, which has a sync."""
    with pytest.raises(NotApplicable, match=mode):
        syncs.applicable(Sync(mode=mode), "outlook", "generic")
    with pytest.raises(Nonconformance, match=mode):
        syncs.applicable(Sync(mode=mode), "outlook", "seed")


def test_a_sync_may_be_for_some_integrations_only() -> None:
    """Of those that are named it can be asked."""
    some = Sync(mode="trigger", only_for=("outlook",))

    syncs.applicable(some, "outlook", "seed")
    syncs.applicable(TRIGGER, "slack", "seed")
    with pytest.raises(NotApplicable, match="slack"):
        syncs.applicable(some, "slack", "seed")


@pytest.mark.parametrize("integration", ["outlook", None])
def test_a_first_sync_is_right(make_call: CallMaker, integration: str | None) -> None:
    """For this connection, taken by Nango, of this integration as far as it is named."""
    calls = [
        make_call("POST /sync/trigger", "c-0"),
        make_call("POST /sync/trigger", "c-1", status=503),
        make_call("POST /sync/trigger", "c-1", integration=integration),
    ]

    assert syncs.started(TRIGGER, calls, "c-1", "outlook", 30) == ()
    assert syncs.has_started(TRIGGER, calls, "c-1")


@pytest.mark.parametrize(
    ("line", "names", "status", "says"),
    [
        ("GET /connections", None, 200, "saw no such call"),
        ("POST /sync/trigger", "c-0", 200, "/sync/trigger → 200 for c-0"),
        ("POST /sync/trigger", None, 200, "/sync/trigger → 200 for no connection"),
        ("POST /sync/trigger", "c-1", 400, "a first sync that Nango takes"),
        ("POST /sync/trigger", "c-1", 302, "a first sync that Nango takes"),
    ],
)
def test_a_first_sync_is_wrong(
    make_call: CallMaker, line: str, names: str | None, status: int, says: str
) -> None:
    """None, one for somebody else, or one that Nango refuses."""
    calls = [make_call(line, names, status=status)]

    assert not syncs.has_started(TRIGGER, calls, "c-1")
    with pytest.raises(Nonconformance, match=says):
        syncs.started(TRIGGER, calls, "c-1", "outlook", 30)


def test_a_first_sync_of_another_integration_is_wrong(make_call: CallMaker) -> None:
    """Even when Nango takes it."""
    calls = [make_call("POST /sync/trigger", "c-1", integration="slack")]

    with pytest.raises(Nonconformance, match="a sync of outlook; saw a sync of slack"):
        syncs.started(TRIGGER, calls, "c-1", "outlook", 30)


def test_without_a_connection_nothing_can_start() -> None:
    """The flow broke before."""
    with pytest.raises(ControlFailed):
        syncs.started(TRIGGER, [], None, "outlook", 30)


@pytest.mark.parametrize(
    ("sync", "lines"),
    [
        (TRIGGER, ("0 POST /sync/trigger",)),
        (PROXY, ("0 GET /proxy/v1/a", "4.9 GET /proxy/v1/b", "9.9 GET /proxy/v1/c")),
    ],
)
def test_one_start_is_right(make_call: CallMaker, sync: Sync, lines: tuple[str, ...]) -> None:
    """One call, or pulls that follow each other closely; what failed or is another's is none."""
    calls = [_at(make_call, line) for line in lines]
    calls += [
        make_call("POST /sync/trigger", "c-0"),
        make_call("POST /sync/trigger", "c-1", status=500),
    ]

    assert syncs.once(sync, calls, "c-1") == ()


@pytest.mark.parametrize(
    ("sync", "lines"),
    [
        (TRIGGER, ("0 POST /sync/trigger", "1 POST /sync/trigger")),
        (TRIGGER, ("0 POST /sync/start", "1 POST /sync/trigger")),
        (PROXY, ("5.1 GET /proxy/v1/b", "0 GET /proxy/v1/a")),
    ],
)
def test_two_starts_are_wrong(make_call: CallMaker, sync: Sync, lines: tuple[str, ...]) -> None:
    """Two triggers, or two bursts of pulls, in whatever order they are told."""
    with pytest.raises(Nonconformance, match="2 of them"):
        syncs.once(sync, [_at(make_call, line) for line in lines], "c-1")


def test_repeated_starts_are_no_ops(make_call: CallMaker) -> None:
    """Nango takes a second /sync/start for nothing: worth telling, not wrong."""
    calls = [make_call("POST /sync/start", "c-1")] * 3

    (note,) = syncs.once(START, calls, "c-1")

    assert note.text.startswith("/sync/start was called 3 times")


def test_no_start_was_not_seen_twice(make_call: CallMaker) -> None:
    """Inconclusive, not right."""
    with pytest.raises(ControlFailed, match="none was seen twice"):
        syncs.once(TRIGGER, [make_call("POST /sync/trigger", "c-0")], "c-1")


def test_reading_may_be_repeated() -> None:
    """Where records are read, Nango's events decide how often."""
    with pytest.raises(NotApplicable, match="records"):
        syncs.once(RECORDS, [], "c-1")


def test_strays_are_for_others_or_for_all(make_call: CallMaker) -> None:
    """Whatever moves data of another connection, or of none that is named."""
    mine = make_call("POST /sync/trigger", "c-1")
    others = make_call("GET /records", "c-0")
    everybody = make_call("POST /sync/trigger")
    proxied = make_call("PATCH /proxy/x", "c-0")
    harmless = make_call("GET /connections", "c-0")

    found = syncs.strays([mine, others, everybody, proxied, harmless], "c-1")

    assert found == (others, everybody, proxied)


def test_only_the_new_connection(make_call: CallMaker) -> None:
    """No stray is right; a stray is wrong and is told with whom it is for."""
    stray = make_call("GET /records", "c-0")
    everybody = make_call("POST /sync/trigger", second=9)

    assert syncs.only([], [stray]) == ()
    with pytest.raises(Nonconformance, match=r"for c-0; .* for every connection"):
        syncs.only([stray, everybody], [])
    with pytest.raises(Nonconformance, match=r"for every connection$"):
        syncs.only([stray, everybody], [make_call("GET /records", "c-0", second=3)])


def test_a_schedule_proves_nothing(make_call: CallMaker) -> None:
    """Calls that come anyway, when nobody does anything, are nobody's fault."""
    with pytest.raises(ControlFailed, match="on a schedule of its own"):
        syncs.only([make_call("GET /records", "c-0", second=9)], [make_call("GET /records", "c-0")])


def test_nothing_synced(make_call: CallMaker) -> None:
    """Others that are long active may go on; anything else that moves data is wrong."""
    harmless = [make_call("GET /connections", "c-1"), make_call("GET /records", "c-0")]

    assert syncs.nothing_synced(harmless, ["c-0"]) == ()
    for names in ("c-1", None):
        with pytest.raises(Nonconformance, match="expected no sync"):
            syncs.nothing_synced([*harmless, make_call("POST /sync/start", names)], ["c-0"])


@pytest.mark.parametrize(
    "query",
    [
        "",
        "modified_after=2026-03-12T09:27:59Z",
        "modified_after=2026-03-12T09%3A27%3A59.999Z",
        "after=2026-03-12T10:27%2B01:00",
        "since=2026-03-12",
        "since=yesterday",
        "a=2026-99-99T99:99",
        "a=2026-02-30T10:00Z",
        "a=2027-01-01T25:00",
    ],
)
def test_a_read_that_reaches_back(make_call: CallMaker, query: str) -> None:
    """Without a limit, with one well before the connection, or with what only looks like one."""
    calls = [make_call("POST /sync/trigger", "c-1"), make_call(f"GET /records?{query}", "c-1")]

    assert syncs.reaches_back(RECORDS, calls, "c-1", MADE_AT) == ()


@pytest.mark.parametrize(
    "query",
    [
        "modified_after=2026-03-12T09:30:00Z",
        "modified_after=2026-03-12T09:28:00Z",
        "modified_after=2026-03-12T09:30",
        "modified_after=2026-03-12T09%3A30%3A01.5%2B0000",
        "a=2020-01-01T00:00Z&modified_after=2026-03-12T11:30:00%2B01:00",
    ],
)
def test_a_read_that_starts_from_now(make_call: CallMaker, query: str) -> None:
    """A limit at the connection's moment, by a clock two minutes off, skips all (NAF-10.7)."""
    calls = [make_call(f"GET /records?{query}", "c-1")]

    with pytest.raises(Nonconformance, match="reaches back before 2026-03-12T09:30:00"):
        syncs.reaches_back(RECORDS, calls, "c-1", MADE_AT)


def test_another_s_read_says_nothing(make_call: CallMaker) -> None:
    """Its window is its own; without a read of hers there is none."""
    late = make_call("GET /records?modified_after=2027-01-01T00:00Z", "c-0")

    with pytest.raises(ControlFailed, match="its window was not either"):
        syncs.reaches_back(RECORDS, [late], "c-1", MADE_AT)


@pytest.mark.parametrize(("connection", "made"), [(None, MADE_AT), ("c-1", None)])
def test_without_a_connection_there_is_no_before(
    connection: str | None, made: datetime.datetime | None
) -> None:
    """The flow broke before."""
    with pytest.raises(ControlFailed):
        syncs.reaches_back(RECORDS, [], connection, made)


def test_a_product_may_start_from_now_on_purpose() -> None:
    """If it says so."""
    with pytest.raises(NotApplicable, match="history = false"):
        syncs.reaches_back(Sync(mode="records", history=False), [], "c-1", MADE_AT)


def _at(make_call: CallMaker, line: str) -> Call:
    second, _, rest = line.partition(" ")
    return make_call(rest, "c-1", second=float(second))

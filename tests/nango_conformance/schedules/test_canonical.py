"""What a target cannot tell apart is one schedule; what it can is two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nango_conformance.schedules import LONGEST, Event, Move, Schedule, Timing, canonical
from nango_conformance.schedules.events import ARRIVALS

MOVES = st.builds(Move, event=st.sampled_from(Event), timing=st.sampled_from(Timing))
ORDERS = st.lists(MOVES, max_size=LONGEST + 2).map(tuple)

SAME = {
    "a read follows nothing at first": (".s", "s"),
    "an error follows nothing at first": ("+ew", "ew"),
    "together has no order": ("s+w", "w+s"),
    "three together have none either": ("s+f+w", "w+f+s"),
    "a copy that overtakes the webhook is the first to tell": ("dw", "wd"),
    "a retry whose first attempt was lost is a late webhook": ("r", ".w"),
    "a webhook that comes again is a copy": ("ww", "wd"),
    "a late copy is what a retry looks like": ("w.d", "w.r"),
    "a retry is late, however it is written": ("wr", "w.r"),
    "a retry that comes with something else is a copy": ("ws+r", "wd+s"),
    "an error is there before what comes with it": ("e+w", "ew"),
    "an error that comes with something is there after it": ("w+e", "we"),
    "a late error that nothing follows is none": ("w.e", "w"),
    "nor is one when nobody was told of anything": ("se", "s"),
    "errors alone are nothing": ("ee", "nothing"),
}


def order(signs: str) -> tuple[Move, ...]:
    """Return what an id means before it is in canonical form."""
    moves, timing = [], Timing.AFTER
    for sign in signs if signs != "nothing" else "":
        if sign in {Timing.TOGETHER, Timing.LATE}:
            timing = Timing(sign)
            continue
        moves.append(Move(event=Event(sign), timing=timing))
        timing = Timing.AFTER
    return tuple(moves)


@pytest.mark.parametrize(("written", "same"), SAME.values(), ids=SAME)
def test_what_cannot_be_told_apart_is_the_same(written: str, same: str) -> None:
    """And is written in one way."""
    assert canonical(order(written)).id == f"S-{same}"


@pytest.mark.parametrize(
    "signs",
    ["w", ".w", "wd", "w.r", "w+d", "we", "ew", "wes", "w+s", "ws", "sw", "s.w", "ss", ".f"],
)
def test_what_can_be_told_apart_is_not(signs: str) -> None:
    """Nothing is put together that a wrong backend may treat differently."""
    assert canonical(order(signs)).id == f"S-{signs}"


@given(ORDERS)
def test_the_canonical_form_is_its_own(moves: tuple[Move, ...]) -> None:
    """To take it again changes nothing, and it never has more events."""
    once = canonical(moves)

    assert canonical(once.moves) == once
    assert len(once.moves) <= len(moves)


@given(ORDERS)
def test_the_news_arrives_as_often_as_before(moves: tuple[Move, ...]) -> None:
    """First as the webhook, once; then as copies and retries."""
    told = [move.event for move in moves if move.event in ARRIVALS]
    kept = [move.event for move in canonical(moves).moves if move.event in ARRIVALS]

    assert len(kept) == len(told)
    assert kept[:1] == [Event.WEBHOOK][: len(kept)]
    assert Event.WEBHOOK not in kept[1:]


@given(ORDERS)
def test_reads_and_reports_are_kept(moves: tuple[Move, ...]) -> None:
    """Only an error may go, when nothing can meet it."""
    for event in (Event.STATUS, Event.REPORT):
        before = sum(move.event is event for move in moves)
        assert sum(move.event is event for move in canonical(moves).moves) == before


def test_nothing_is_a_schedule() -> None:
    """The one in which nobody tells the backend anything."""
    assert canonical(()) == Schedule()

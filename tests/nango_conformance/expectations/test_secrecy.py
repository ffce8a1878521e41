"""What was let out is judged by place and matter; what was not searched is never clean."""

from __future__ import annotations

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance, NotObservable
from nango_conformance.evidence import Heard, Matter, Slip, Source
from nango_conformance.expectations import secrecy

CLEAN = Heard(searched=dict.fromkeys(Source, 7))


def slips(count: int, place: Source, matter: Matter) -> Heard:
    """Return that something was found in so many places, each twice."""
    found = tuple(
        Slip(place=place, matter=matter, name="the thing", where=f"the body of {n // 2}")
        for n in range(2 * count)
    )
    return Heard(slips=found, searched={place: 7})


def test_searched_and_clean_is_right() -> None:
    """In every place."""
    for place in Source:
        assert secrecy.held_nothing(CLEAN, place, Matter.KEY) == ()


def test_what_is_found_elsewhere_is_not_found_here() -> None:
    """A token in the log says nothing of the answers."""
    heard = CLEAN + slips(1, Source.LOG, Matter.TOKEN)

    assert secrecy.held_nothing(heard, Source.STATUS, Matter.TOKEN) == ()
    assert secrecy.held_nothing(heard, Source.LOG, Matter.PASSWORD) == ()


def test_no_answer_at_all_is_no_evidence() -> None:
    """A run always has answers: without any the harness is at fault."""
    with pytest.raises(ControlFailed, match="no answer was searched"):
        secrecy.held_nothing(Heard(), Source.ANSWER, Matter.KEY)


@pytest.mark.parametrize("place", [one for one in Source if one is not Source.ANSWER])
def test_a_place_that_cannot_be_seen_is_said_to_be_one(place: Source) -> None:
    """It is never passed."""
    with pytest.raises(NotObservable):
        secrecy.held_nothing(Heard(), place, Matter.TOKEN)


def test_what_was_found_is_told_by_its_place() -> None:
    """At most five places, each once."""
    with pytest.raises(Nonconformance) as caught:
        secrecy.held_nothing(slips(9, Source.ANSWER, Matter.KEY), Source.ANSWER, Matter.KEY)

    told = [f"the thing in the body of {n}" for n in range(5)]
    assert caught.value.seen == "; ".join(told)


def test_what_does_not_count_is_told() -> None:
    """As what a target does that runs in development."""
    found = slips(1, Source.ERROR, Matter.TRACE)

    (note,) = secrecy.held_nothing(found, Source.ERROR, Matter.TRACE, counts=False)

    assert note.level == "SHOULD"
    assert "the thing in the body of 0" in note.text

"""A schedule has an id that says what it is, and words that say it to people."""

from __future__ import annotations

import pytest

from nango_conformance.errors import UsageError
from nango_conformance.schedules import Event, Schedule, all_schedules, schedule_of
from nango_conformance.schedules.schedule import groups


def test_every_id_is_read_back() -> None:
    """Whatever it says."""
    for one in all_schedules():
        assert schedule_of(one.id) == one


@pytest.mark.parametrize("text", ["S-ew.r", "s-EW.R", " ew.r ", "S-ewr", "S-e+w.d"])
def test_an_id_may_be_written_carelessly(text: str) -> None:
    """Its canonical form is meant."""
    assert schedule_of(text).id == "S-ew.r"


@pytest.mark.parametrize("text", ["", "S-", "S-x", "S-w+", "S-wwwww", "NAF-06.1", "S-w s", "S-+.w"])
def test_what_is_no_id_is_refused(text: str) -> None:
    """With what an id is."""
    with pytest.raises(UsageError, match=r"w webhook, d duplicate webhook.*S-ew\.r; or say all"):
        schedule_of(text)


def test_the_words_say_the_order() -> None:
    """And how close together."""
    assert schedule_of("S-ew.r+s").words == (
        "Nango will answer the next request about the connection with an error, then Nango's "
        "webhook comes, and when all is quiet Nango tries the webhook again, and at the same time "
        "the owner reads her status."
    )
    assert schedule_of("S-.f").words == (
        "Long after the authorisation the frontend says that it is done."
    )
    assert Schedule().words == "The connection is made, and nobody tells the backend."


def test_few_words_are_enough_for_a_list() -> None:
    """A schedule each has its own."""
    assert schedule_of("S-.w+sd.r").short == ("… webhook + status read, duplicate webhook … retry")
    assert Schedule().short == "nothing"
    every = all_schedules()
    assert len({one.short for one in every}) == len({one.words for one in every}) == len(every)


def test_it_is_played_in_bursts() -> None:
    """What comes when all is quiet begins another; where that is the first, nothing is before."""

    def bursts(signs: str) -> list[str]:
        return ["".join(move.event for move in burst) for burst in schedule_of(signs).bursts()]

    assert bursts("S-ws.es") == ["ws", "es"]
    assert bursts("S-.ws") == ["", "ws"]
    assert bursts("S-w.r.r.r") == ["w", "r", "r", "r"]
    assert bursts("S-nothing") == []


def test_what_comes_together_is_one_group() -> None:
    """And only that is a race."""
    one = schedule_of("S-w+ds+s")

    assert [[move.event for move in group] for group in groups(one.moves)] == [
        [Event.WEBHOOK, Event.DUPLICATE],
        [Event.STATUS, Event.STATUS],
    ]
    assert one.races
    assert not schedule_of("S-wd.r").races

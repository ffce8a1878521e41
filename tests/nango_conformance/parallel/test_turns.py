"""Whose turn it is, where not everybody may play at the same time."""

from __future__ import annotations

import pytest

from nango_conformance.parallel.turns import TurnTaking
from nango_conformance.parallel.words import Turn

ONE, TWO, THREE = 1, 2, 3


@pytest.fixture
def turns() -> TurnTaking:
    """Give the turns of three who all have something to do."""
    turns = TurnTaking()
    for worker in (ONE, TWO, THREE):
        turns.begins(worker)
    return turns


def granted(turns: TurnTaking) -> list[int]:
    """Return whose turn it has become."""
    return list(turns.granted())


def test_a_story_is_played_by_one_at_a_time(turns: TurnTaking) -> None:
    """Whoever wanted it first has it first."""
    turns.wants(TWO, Turn.STORY)
    turns.wants(ONE, Turn.STORY)

    assert granted(turns) == [TWO]
    assert granted(turns) == []
    turns.gives(TWO, Turn.STORY)
    assert granted(turns) == [ONE]


def test_to_be_alone_is_to_wait_for_all_who_play(turns: TurnTaking) -> None:
    """Those who are idle, or have ended, do nothing meanwhile either."""
    turns.ends(THREE)
    turns.wants(ONE, Turn.ALONE)

    assert granted(turns) == []
    assert not turns.somebody_is_alone()
    turns.ends(TWO)
    assert granted(turns) == [ONE]
    assert turns.somebody_is_alone()
    turns.gives(ONE, Turn.ALONE)
    assert not turns.somebody_is_alone()


def test_two_who_want_to_be_alone_do_not_wait_for_each_other(turns: TurnTaking) -> None:
    """Whoever waits disturbs nobody."""
    turns.ends(THREE)
    turns.wants(ONE, Turn.ALONE)
    turns.wants(TWO, Turn.ALONE)

    assert granted(turns) == [ONE]
    turns.gives(ONE, Turn.ALONE)
    turns.ends(ONE)
    assert granted(turns) == [TWO]


def test_whoever_is_alone_may_play_a_story_and_nobody_else(turns: TurnTaking) -> None:
    """The scenario that is timed again needs the target as any other does."""
    turns.wants(TWO, Turn.STORY)
    turns.wants(THREE, Turn.STORY)
    turns.wants(ONE, Turn.ALONE)
    assert granted(turns) == [TWO]
    turns.gives(TWO, Turn.STORY)
    turns.ends(TWO)
    assert granted(turns) == [THREE]
    turns.gives(THREE, Turn.STORY)
    turns.ends(THREE)
    assert granted(turns) == [ONE]

    turns.begins(TWO)
    turns.wants(TWO, Turn.STORY)
    turns.wants(ONE, Turn.STORY)

    assert granted(turns) == [ONE]
    turns.gives(ONE, Turn.STORY)
    assert granted(turns) == []
    turns.gives(ONE, Turn.ALONE)
    assert granted(turns) == [TWO]


def test_the_turn_of_somebody_who_is_gone_is_free(turns: TurnTaking) -> None:
    """Dead or idle, nobody keeps others from playing."""
    turns.wants(ONE, Turn.STORY)
    turns.wants(TWO, Turn.STORY)
    assert granted(turns) == [ONE]
    assert turns.holds(ONE)

    turns.ends(ONE)

    assert not turns.holds(ONE)
    assert granted(turns) == [TWO]

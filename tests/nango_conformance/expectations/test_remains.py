"""What two attempts of one person may leave behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nango_conformance.errors import Nonconformance
from nango_conformance.evidence import Exchange, Reading
from nango_conformance.expectations import remains
from nango_conformance.target import Route

ROUTE = Route(success=(200,))

ReadingMaker = Callable[..., Reading]


@pytest.mark.parametrize("given_up", [True, False])
def test_a_second_token_is_always_right(
    make_exchange: Callable[..., Exchange], *, given_up: bool
) -> None:
    """Whatever became of the first."""
    assert remains.may_start_again(ROUTE, make_exchange(200), given_up=given_up) == ()


def test_a_refusal_is_legal_while_the_first_may_succeed(
    make_exchange: Callable[..., Exchange],
) -> None:
    """It is told."""
    (note,) = remains.may_start_again(ROUTE, make_exchange(409), given_up=False)

    assert (note.level, "status 409" in note.text) == ("MAY", True)


@pytest.mark.parametrize(
    ("status", "given_up", "says"),
    [
        (409, True, "after one that was given up; saw status 409"),
        (500, True, "after one that was given up; saw status 500"),
        (500, False, "a second start or none; saw status 500"),
        (None, False, "a second start or none; saw no answer"),
    ],
)
def test_whoever_gave_up_is_not_locked_out_and_nobody_meets_a_failure(
    make_exchange: Callable[..., Exchange], status: int | None, says: str, *, given_up: bool
) -> None:
    """Each is wrong for its own reason."""
    with pytest.raises(Nonconformance, match=says):
        remains.may_start_again(ROUTE, make_exchange(status), given_up=given_up)


@pytest.mark.parametrize("several", [True, False])
def test_one_connection_of_one_is_clean(make_reading: ReadingMaker, *, several: bool) -> None:
    """What is gone or broken is no debris."""
    reading = make_reading("active:c-1", "gone:c-0", "broken:c-9")

    assert remains.clean(reading, ["c-1"], several=several) == ()


def test_of_two_one_is_left_or_both(make_reading: ReadingMaker) -> None:
    """By what the target declares."""
    one, two = make_reading("active:c-2"), make_reading("active:c-2", "active:c-1")

    assert remains.clean(one, ["c-1", "c-2"], several=False) == ()
    assert remains.clean(two, ["c-1", "c-2"], several=True) == ()
    with pytest.raises(Nonconformance, match="exactly one of c-1, c-2 active, and nothing pending"):
        remains.clean(two, ["c-1", "c-2"], several=False)
    with pytest.raises(Nonconformance, match="all of c-1, c-2 active"):
        remains.clean(one, ["c-1", "c-2"], several=True)


@pytest.mark.parametrize(
    "words", [(), ("pending",), ("active:c-1", "pending"), ("active:c-3",), ("active",)]
)
def test_debris_is_found(make_reading: ReadingMaker, words: tuple[str, ...]) -> None:
    """Nothing at all, a row that waits, an id that is neither of them, or none."""
    with pytest.raises(Nonconformance, match="saw"):
        remains.clean(make_reading(*words), ["c-1"], several=False)

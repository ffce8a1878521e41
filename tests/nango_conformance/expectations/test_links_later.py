"""Of two connections of one session, and of one that has broken."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nango_conformance.errors import Nonconformance
from nango_conformance.evidence import Call, Reading
from nango_conformance.expectations import links

ReadingMaker = Callable[..., Reading]
CallMaker = Callable[..., Call]


@pytest.mark.parametrize(
    ("words", "several", "right"),
    [
        (("active:c-1",), False, True),
        (("active:c-2", "pending"), False, True),
        (("active:c-1", "active:c-2"), False, False),
        (("active:c-3",), False, False),
        ((), False, False),
        (("active:c-2", "active:c-1"), True, True),
        (("active:c-1",), True, False),
        (("active:c-1", "active:c-1"), True, False),
    ],
)
def test_of_two_connections_one_counts_or_both(
    make_reading: ReadingMaker, words: tuple[str, ...], *, several: bool, right: bool
) -> None:
    """As many as the target says that one person may have."""
    reading = make_reading(*words)

    assert links.are_settled(reading, ("c-1", "c-2"), several=several) is right
    if right:
        assert links.settled(reading, ("c-1", "c-2"), several=several) == ()
        return
    with pytest.raises(Nonconformance, match="of c-1 and c-2 "):
        links.settled(reading, ("c-1", "c-2"), several=several)


def test_what_lost_is_let_go_at_nango_or_told(make_call: CallMaker) -> None:
    """A connection that nobody uses keeps its credentials for ever."""
    calls = (make_call("DELETE /connections/c-1", "c-1"), make_call("GET /connections/c-2", "c-2"))

    assert links.let_go(calls, ["c-1"]) == ()
    (note,) = links.let_go(calls, ["c-2"])
    assert (note.level, note.text) == ("SHOULD", "c-2 is nobody's now, and is left at Nango")


@pytest.mark.parametrize(
    ("words", "right"),
    [
        (("broken:c-1",), True),
        (("broken:c-1", "gone:c-0"), True),
        (("active:c-1",), False),
        (("broken:c-1", "active:c-2"), False),
        (("pending",), False),
        ((), False),
    ],
)
def test_a_broken_connection_is_shown_as_one(
    make_reading: ReadingMaker, words: tuple[str, ...], *, right: bool
) -> None:
    """And as nothing else beside it."""
    assert links.is_broken(make_reading(*words)) is right

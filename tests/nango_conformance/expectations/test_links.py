"""Items 04, 08 and 09: what a target's own links are taken for."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance, NotObservable
from nango_conformance.evidence import Call, Reading
from nango_conformance.expectations import links

ReadingMaker = Callable[..., Reading]
CallMaker = Callable[..., Call]


@pytest.mark.parametrize("words", [(), ("pending:c-1",), ("broken:c-2", "gone:c-3", "other")])
def test_nothing_active_is_right(make_reading: ReadingMaker, words: tuple[str, ...]) -> None:
    """Absence is fine, and so is every state but active."""
    assert links.not_active(make_reading(*words), ["c-9"]) == ()
    assert not links.is_active(make_reading(*words))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("pending", "active:c-1"), "no active link"),
        (("pending:c-9",), "the id not to be stored"),
        (("broken:c-1", "gone:c-9"), "the id not to be stored"),
    ],
)
def test_an_active_link_or_a_forbidden_id_is_wrong(
    make_reading: ReadingMaker, words: tuple[str, ...], expected: str
) -> None:
    """The id of a failed attempt must not be kept in any state."""
    with pytest.raises(Nonconformance) as caught:
        links.not_active(make_reading(*words), ["c-9"])

    assert (caught.value.expected, caught.value.evidence) == (expected, ("E0001",))


@pytest.mark.parametrize("words", [("active:c-1",), ("pending", "active:c-1")])
def test_one_active_link_is_enough(make_reading: ReadingMaker, words: tuple[str, ...]) -> None:
    """Older rows beside it do not matter to whether something is active."""
    assert links.active(make_reading(*words), 10) == ()
    assert links.is_active(make_reading(*words))


@pytest.mark.parametrize("words", [(), ("pending:c-1",), ("gone:c-1",)])
def test_no_active_link_is_wrong(make_reading: ReadingMaker, words: tuple[str, ...]) -> None:
    """And the time that it was given is told."""
    with pytest.raises(Nonconformance, match=r"an active link within 0\.5 s"):
        links.active(make_reading(*words), 0.5)


@pytest.mark.parametrize(("took", "noted"), [(0.1, False), (2.0, False), (2.1, True)])
def test_slow_activation_is_worth_telling(
    make_reading: ReadingMaker,
    took: float,
    noted: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Above two seconds (catalogue, NAF-08.1)."""
    notes = links.stays_active([make_reading("active:c-1")] * 3, took, 10)

    assert bool(notes) is noted
    assert all(note.level == "SHOULD" and f"{took:.1f} s" in note.text for note in notes)


def test_a_link_that_falls_back_is_wrong(make_reading: ReadingMaker) -> None:
    """Every reading counts, not the first."""
    readings = [make_reading("active:c-1"), make_reading("pending:c-1")]

    with pytest.raises(Nonconformance):
        links.stays_active(readings, 0.1, 10)


def test_the_connection_is_held(make_reading: ReadingMaker) -> None:
    """One active link with the right id; links that are not active do not count."""
    reading = make_reading("active:c-1", "gone:c-0", "pending")

    assert links.connected(reading, "c-1") == ()
    assert links.is_connected(reading, "c-1")


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("pending:c-1",),
        ("active:c-2",),
        ("active",),
        ("active:c-1", "active:c-1"),
        ("active:C-1",),
    ],
)
def test_another_holding_is_wrong(make_reading: ReadingMaker, words: tuple[str, ...]) -> None:
    """No link, another id, no id, two of them, or another case."""
    assert not links.is_connected(make_reading(*words), "c-1")
    with pytest.raises(Nonconformance, match="one active link with connection id c-1"):
        links.connected(make_reading(*words), "c-1")


def test_without_a_connection_nothing_can_be_held(make_reading: ReadingMaker) -> None:
    """The flow broke before the target had a say."""
    with pytest.raises(ControlFailed):
        links.connected(make_reading("active:c-1"), None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((), ()),
        (("active:c-1:r-1",), ("active:c-1:r-1",)),
        (("active:c-1:r-1", "pending::r-2"), ("pending::r-2", "active:c-1:r-1")),
        (("active:c-1:r-1",), ("active:c-1:r-1", "gone:c-0:r-0")),
    ],
)
def test_the_same_links_are_unchanged(
    make_reading: ReadingMaker, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    """Their order does not matter, and neither does what is gone."""
    assert links.unchanged(make_reading(*before), make_reading(*after)) == ()


@pytest.mark.parametrize(
    "after",
    [
        (),
        ("pending:c-1:r-1",),
        ("active:c-2:r-1",),
        ("active:c-1:r-2",),
        ("active:c-1:r-1", "active:c-1:r-1"),
        ("gone:c-1:r-1",),
    ],
)
def test_other_links_are_a_change(make_reading: ReadingMaker, after: tuple[str, ...]) -> None:
    """Status, connection id, row and number are compared, and both readings are evidence."""
    with pytest.raises(Nonconformance) as caught:
        links.unchanged(make_reading("active:c-1:r-1"), make_reading(*after, exchange="E0002"))

    assert caught.value.evidence == ("E0001", "E0002")


def test_what_was_not_read_cannot_be_compared(make_reading: ReadingMaker) -> None:
    """It is unknown since when it would be unchanged."""
    with pytest.raises(ControlFailed, match="not read before"):
        links.unchanged(None, make_reading())


def test_bystanders_are_as_they_were(make_reading: ReadingMaker) -> None:
    """What happened to others besides does not matter."""
    before = {"Grace": make_reading("pending::r-1")}
    after = {"Grace": make_reading("pending::r-1"), "Mallory": make_reading("active:c-1")}

    assert links.bystanders_unchanged(before, after) == ()


def test_a_bystander_that_changed_is_named(make_reading: ReadingMaker) -> None:
    """The one that became active instead is who must be told of."""
    before = {"Ada": make_reading(), "Grace": make_reading("pending::r-1")}
    after = {"Ada": make_reading(), "Grace": make_reading("active:c-1:r-1")}

    with pytest.raises(Nonconformance, match="Grace as before"):
        links.bystanders_unchanged(before, after)


def test_nobody_else_proves_nothing() -> None:
    """Without bystanders the right one is the only one."""
    with pytest.raises(ControlFailed, match="no other attempts"):
        links.bystanders_unchanged({}, {})


def test_the_id_is_nangos(make_reading: ReadingMaker, make_call: CallMaker) -> None:
    """Stored and used byte for byte; calls that name no connection say nothing."""
    calls = [make_call("GET /records", "c-1"), make_call("GET /integrations")]

    assert links.id_is_nangos(make_reading("active:c-1"), calls, "c-1") == ()
    assert links.id_is_nangos(None, calls, "c-1") == ()
    with pytest.raises(NotObservable, match="no call names the connection"):
        links.id_is_nangos(None, calls[1:], "c-1")


@pytest.mark.parametrize("words", [(), ("active:c-2",), ("active",), ("active:c-1", "active:c-2")])
def test_another_stored_id_is_wrong(make_reading: ReadingMaker, words: tuple[str, ...]) -> None:
    """No id, or not exactly that one."""
    with pytest.raises(Nonconformance, match="c-1 stored"):
        links.id_is_nangos(make_reading(*words), [], "c-1")


def test_another_used_id_is_wrong(make_reading: ReadingMaker, make_call: CallMaker) -> None:
    """An id that is stored rightly and used wrongly is still wrong."""
    calls = [make_call("GET /records", "c-1"), make_call("GET /records", "C-1")]

    with pytest.raises(Nonconformance, match=r"names 'C-1'"):
        links.id_is_nangos(make_reading("active:c-1"), calls, "c-1")


def test_without_a_connection_there_is_no_id(make_reading: ReadingMaker) -> None:
    """The flow broke before."""
    with pytest.raises(ControlFailed, match="no connection"):
        links.id_is_nangos(make_reading(), [], None)


def test_an_id_that_our_own_looking_made_it_use_proves_nothing(
    make_call: Callable[..., Call],
) -> None:
    """A list that asks Nango about every row names the others' connections too."""
    call = make_call("GET /connections/c-2", "c-2")

    with pytest.raises(Nonconformance, match="calls that name c-1"):
        links.id_is_nangos(None, [call], "c-1")
    own = make_call("GET /records", "c-1")
    looked = dataclasses.replace(call, fenced=True)
    assert links.id_is_nangos(None, [own, looked], "c-1") == ()


@pytest.mark.parametrize("shown", ["active:c-1", "active:c-1:row-9"])
def test_a_route_that_shows_what_is_stored(make_reading: ReadingMaker, shown: str) -> None:
    """By Nango's ids; what each calls its rows is its own affair."""
    assert links.shown_as_stored(make_reading("active:c-1:row-1"), make_reading(shown)) == ()


@pytest.mark.parametrize("words", [(), ("pending",), ("active:c-2",)])
def test_a_route_that_shows_something_else_is_noted(
    make_reading: ReadingMaker, words: tuple[str, ...]
) -> None:
    """The database decides, and whoever reads the report sees that the two differ."""
    (note,) = links.shown_as_stored(make_reading("active:c-1"), make_reading(*words))

    assert note.level == "SHOULD"
    assert "the database holds ACTIVE (connection id c-1)" in note.text


@pytest.mark.parametrize(
    "after", [("a", "b"), ("a", "b", "c", "d"), ("a", "b", "x"), ("a", "a", "b", "c")]
)
def test_rows_of_others_stay(after: tuple[str, ...]) -> None:
    """None goes, comes or changes, and none is there twice; their order is no matter."""
    assert links.rows_unchanged(("a", "b", "c"), ("c", "a", "b")) == ()
    with pytest.raises(Nonconformance, match="the rows of everybody else as before"):
        links.rows_unchanged(("a", "b", "c"), after)
    with pytest.raises(Nonconformance) as caught:
        links.rows_unchanged((), ("x" * 600,))
    assert len(caught.value.seen) == 500


def test_a_connection_is_kept_at_nango(make_call: CallMaker) -> None:
    """Reading it is no harm, and neither is the end of another."""
    harmless = [
        make_call("GET /connections/c-1", "c-1"),
        make_call("DELETE /connections/c-2", "c-2"),
    ]

    assert links.kept(harmless, "c-1") == ()
    assert links.kept(harmless, None) == ()
    with pytest.raises(Nonconformance, match="c-2 to be kept at Nango"):
        links.kept(harmless, "c-2")


@pytest.mark.parametrize(("words", "told"), [(("active:c-1",), 0), (("pending",), 1), ((), 1)])
def test_what_may_be_ignored_is_right_both_ways(
    make_reading: ReadingMaker, words: tuple[str, ...], told: int
) -> None:
    """Acting on it and leaving it, which is told."""
    notes = links.connected_or_none(make_reading(*words), "c-1")

    assert [note.level for note in notes] == ["MAY"] * told


@pytest.mark.parametrize("words", [("active:c-2",), ("active",), ("active:c-1", "active:c-2")])
def test_what_may_be_ignored_gains_nobody_another_connection(
    make_reading: ReadingMaker, words: tuple[str, ...]
) -> None:
    """A placeholder, another's id or a second link is no way to act on it."""
    with pytest.raises(Nonconformance, match="one active link with connection id c-1"):
        links.connected_or_none(make_reading(*words), "c-1")


def test_another_word_for_the_same_state_is_a_note(make_reading: ReadingMaker) -> None:
    """A link that is marked and stays usable is not broken."""
    before = make_reading("active:c-1")
    marked = dataclasses.replace(before.links[0], said="NEEDS ATTENTION")

    assert links.unchanged(before, make_reading("active:c-1")) == ()
    (note,) = links.unchanged(before, Reading(links=(marked,), exchange="E0002"))
    assert "NEEDS ATTENTION" in note.text
    two, other = make_reading("active:c-1", "broken:c-2"), make_reading("active:c-1", "broken:c-2")
    said = Reading(links=(marked, other.links[1]), exchange="E0002")
    assert [note.text for note in links.unchanged(two, said)] == [
        "the target now calls BROKEN, NEEDS ATTENTION what it called ACTIVE, BROKEN"
    ]

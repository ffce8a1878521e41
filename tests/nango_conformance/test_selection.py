"""What is asked for runs, with what gives it its meaning, and mistakes are named."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nango_conformance.catalogue import Catalogue, Check, Level, load
from nango_conformance.errors import UsageError
from nango_conformance.selection import Selection, parse_selection, selected, with_controls

CheckMaker = Callable[..., Check]
CatalogueMaker = Callable[..., Catalogue]


@pytest.fixture
def catalogue(make_check: CheckMaker, make_catalogue: CatalogueMaker) -> Catalogue:
    """Give a catalogue of five checks in which controls have controls."""
    return make_catalogue(
        make_check("NAF-01.1", essential=True),
        make_check("NAF-01.2", Level.SHOULD, controls=("NAF-01.1",)),
        make_check("NAF-02.1", Level.MAY, controls=("NAF-01.2",)),
        make_check("NAF-11.1", controls=("NAF-11.2",), essential=True),
        make_check("NAF-11.2", controls=("NAF-11.1",)),
    )


def test_nothing_asked_for_is_everything(catalogue: Catalogue) -> None:
    """An empty selection narrows nothing, and the results say nothing of it."""
    whole = parse_selection(catalogue)

    assert selected(catalogue, whole) == {check.id for check in catalogue.checks}
    assert (whole.narrows, whole.told()) == (False, None)


@pytest.mark.parametrize(
    ("selection", "ids"),
    [
        (Selection(checks=("NAF-01.2", "NAF-11.1")), "NAF-01.2 NAF-11.1"),
        (Selection(items=("11",)), "NAF-11.1 NAF-11.2"),
        (Selection(level=Level.MUST), "NAF-01.1 NAF-11.1 NAF-11.2"),
        (Selection(level=Level.SHOULD), "NAF-01.1 NAF-01.2 NAF-11.1 NAF-11.2"),
        (Selection(level=Level.MAY), "NAF-01.1 NAF-01.2 NAF-02.1 NAF-11.1 NAF-11.2"),
        (Selection(essential=True), "NAF-01.1 NAF-11.1"),
        (Selection(items=("01",), level=Level.MUST), "NAF-01.1"),
        (Selection(checks=("NAF-02.1",), essential=True), ""),
    ],
)
def test_options_narrow_together(catalogue: Catalogue, selection: Selection, ids: str) -> None:
    """Each option leaves out what it does not name; a level is the lowest that runs."""
    assert selected(catalogue, selection) == frozenset(ids.split())
    assert selection.narrows


def test_controls_come_along_with_their_own(catalogue: Catalogue) -> None:
    """A control's control runs too, and a circle of controls ends."""
    assert with_controls(catalogue, ["NAF-02.1"]) == {"NAF-02.1", "NAF-01.2", "NAF-01.1"}
    assert with_controls(catalogue, ["NAF-11.1"]) == {"NAF-11.1", "NAF-11.2"}
    assert with_controls(catalogue, []) == frozenset()


def test_every_check_of_the_catalogue_can_run_alone() -> None:
    """With its controls, a selection is closed: no control of a chosen check is left out."""
    whole = load()

    for check in whole.checks:
        chosen = with_controls(whole, [check.id])

        assert check.id in chosen
        assert all(set(whole.check(one).controls) <= chosen for one in chosen)


def test_the_results_say_what_was_selected(catalogue: Catalogue) -> None:
    """Only what narrows is told, in words that JSON has."""
    selection = parse_selection(
        catalogue, checks=["NAF-01.1"], items=["1"], level="should", essential=True
    )

    assert selection.told() == {
        "checks": ["NAF-01.1"],
        "items": ["01"],
        "level": "SHOULD",
        "essential": True,
    }
    assert Selection(items=("11",)).told() == {"items": ["11"]}


@pytest.mark.parametrize("item", ["1", "01"])
def test_an_item_may_be_written_short(catalogue: Catalogue, item: str) -> None:
    """`--item 1` is item 01."""
    assert parse_selection(catalogue, items=[item]).items == ("01",)


@pytest.mark.parametrize(
    ("checks", "items", "says"),
    [
        (["NAF-01.9"], [], "--check NAF-01.9: no check 'NAF-01.9'; did you mean NAF-01.2"),
        (["1.2"], [], "--check 1.2: no check '1.2'; did you mean NAF-01.2"),
        (["xyz"], [], "--check XYZ: no check 'XYZ'"),
        ([], ["42"], "--item 42: there are items 01 to 10 and groups 11 to 20"),
        ([], ["0"], "--item 00: there are items"),
    ],
)
def test_what_does_not_exist_is_named(
    catalogue: Catalogue, checks: list[str], items: list[str], says: str
) -> None:
    """A mistyped check is told with the nearest right one, a mistyped item with the range."""
    with pytest.raises(UsageError) as caught:
        parse_selection(catalogue, checks=checks, items=items)

    assert str(caught.value).startswith(says)


def test_schedules_run_without_checks(catalogue: Catalogue) -> None:
    """The results say which; an id that is none, and checks beside them, are refused."""
    chosen = parse_selection(catalogue, schedules=["ALL", "S-w"])

    assert (chosen.narrows, chosen.told()) == (True, {"schedules": ["all", "S-w"]})
    with pytest.raises(UsageError, match="an id is"):
        parse_selection(catalogue, schedules=["S-nonsense"])
    with pytest.raises(UsageError, match="they do not run together"):
        parse_selection(catalogue, schedules=["S-w"], essential=True)

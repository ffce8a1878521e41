"""The catalogue is whole, agrees with itself, and says what the features say."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from gherkin.parser import Parser

import features
from nango_conformance import catalogue
from nango_conformance.catalogue import Catalogue, Check, Level, ShownBy

FORBIDDEN_IN_TITLES: Final = re.compile(
    r"\b(should|verif\w*|tests?|tested|checks?|checked|correctly|properly|I)\b"
)
LONGEST_TITLE: Final = 90


@pytest.fixture(scope="module")
def whole() -> Catalogue:
    """Give the catalogue that is part of the package."""
    return catalogue.load()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a Rule in a feature says of its check."""

    title: str
    level: str
    essential: bool


def headings() -> dict[str, Heading]:
    """Return the Rules of all features by the id of their check."""
    return dict(_headings())


def _headings() -> Iterator[tuple[str, Heading]]:
    for path in sorted(Path(features.__file__).parent.glob("*.feature")):
        feature: Any = Parser().parse(path.read_text("utf-8"))["feature"]
        for rule in (child["rule"] for child in feature["children"] if "rule" in child):
            id_, level, *rest = (tag["name"].removeprefix("@") for tag in rule["tags"])
            yield (
                id_,
                Heading(title=rule["name"], level=level.upper(), essential="essential" in rest),
            )


def sentences(check: Check) -> Mapping[str, str]:
    """Return the texts that every check has, by their field."""
    fields = ("title", "source", "why", "sends", "wants", "careful", "remedy")
    return {field: getattr(check, field) for field in fields}


def test_the_catalogue_has_108_checks_of_three_levels(whole: Catalogue) -> None:
    """74 MUST, 31 SHOULD and 3 MAY; 30 of them are essential."""
    levels = Counter(check.level for check in whole.checks)

    assert levels == {Level.MUST: 74, Level.SHOULD: 31, Level.MAY: 3}
    assert len(whole.checks) == 108
    assert sum(check.essential for check in whole.checks) == 30


def test_a_may_is_never_essential(whole: Catalogue) -> None:
    """What nobody has to do decides nothing."""
    assert not [check.id for check in whole.checks if check.level is Level.MAY and check.essential]


def test_checks_stand_in_the_order_of_their_ids(whole: Catalogue) -> None:
    """The order of the file is that of the numbers, which are unique and begin with the item's."""
    numbers = [tuple(int(part) for part in check.id[4:].split(".")) for check in whole.checks]

    assert numbers == sorted(set(numbers))
    assert [check.id[4:6] for check in whole.checks] == [check.item for check in whole.checks]


def test_every_item_and_group_has_checks(whole: Catalogue) -> None:
    """Ten items and ten groups, each with a check that carries its title."""
    titles = {item.number: item.title for item in whole.items}
    titles |= {group.number: group.title for group in whole.groups}

    assert list(titles) == [f"{number:02}" for number in range(1, 21)]
    assert {check.item: check.group for check in whole.checks} == titles


def test_the_harness_plays_three_items(whole: Catalogue) -> None:
    """Frontend, user and Nango are roles; the other seven items are the backend's own."""
    played = [item.number for item in whole.items if item.shown_by is ShownBy.PLAYED]

    assert played == ["03", "04", "05"]


def test_every_item_can_be_decided(whole: Catalogue) -> None:
    """Each of the ten has a MUST, because its verdict hangs on those."""
    decided = {check.item for check in whole.checks if check.level is Level.MUST}

    assert {item.number for item in whole.items} <= decided


def test_positive_controls_exist_and_are_acyclic(whole: Catalogue) -> None:
    """Every control is a check of the catalogue, and no check waits for itself."""
    waiting = {check.id: set(check.controls) for check in whole.checks}
    assert set().union(*waiting.values()) <= set(waiting)

    while ready := {id_ for id_, controls in waiting.items() if not controls}:
        waiting = {id_: left - ready for id_, left in waiting.items() if id_ not in ready}

    assert waiting == {}


def test_a_positive_control_is_essential(whole: Catalogue) -> None:
    """Where a control fails the run cannot be green, because its dependants prove nothing."""
    controls = {id_ for check in whole.checks for id_ in check.controls}

    assert controls == {
        *("NAF-01.1", "NAF-04.1", "NAF-06.1", "NAF-06.4", "NAF-08.1", "NAF-10.1"),
        *("NAF-12.1", "NAF-12.2", "NAF-14.1"),
    }
    assert all(whole.check(id_).essential for id_ in controls)


@pytest.mark.parametrize(
    ("id_", "controls"),
    [
        ("NAF-01.1", ()),
        ("NAF-02.4", ("NAF-01.1", "NAF-04.1")),
        ("NAF-04.1", ("NAF-01.1",)),
        ("NAF-05.1", ("NAF-01.1",)),
        ("NAF-05.2", ("NAF-01.1", "NAF-06.1")),
        ("NAF-06.1", ()),
        ("NAF-06.2", ()),
        ("NAF-08.1", ("NAF-06.1",)),
        ("NAF-08.3", ("NAF-04.1", "NAF-06.1", "NAF-08.1")),
        ("NAF-10.5", ("NAF-06.1", "NAF-10.1")),
        ("NAF-10.7", ("NAF-06.1", "NAF-10.1")),
        ("NAF-11.4", ()),
        ("NAF-12.2", ("NAF-04.1", "NAF-06.1")),
        ("NAF-12.3", ("NAF-04.1",)),
        ("NAF-13.8", ("NAF-06.1", "NAF-08.1")),
        ("NAF-14.5", ("NAF-01.1",)),
        ("NAF-14.6", ("NAF-06.1", "NAF-08.1")),
        ("NAF-15.1", ()),
        ("NAF-16.1", ("NAF-01.1",)),
    ],
)
def test_a_negative_check_has_its_positive_control(
    whole: Catalogue, id_: str, controls: tuple[str, ...]
) -> None:
    """A backend that refuses everybody is not secure, it is broken."""
    assert whole.check(id_).controls == controls


def test_what_hangs_on_a_link_that_is_not_born_active(whole: Catalogue) -> None:
    """What is judged by a link's becoming active, or not, needs it not to be so before."""
    hanging = [check.id for check in whole.checks if "NAF-04.1" in check.controls]

    assert [id_.removeprefix("NAF-") for id_ in hanging] == [
        *(
            "02.4",
            "04.2",
            "04.3",
            "07.2",
            "07.3",
            "07.4",
            "07.5",
            "07.6",
            "07.7",
            "08.3",
            "08.4",
            "11.2",
        ),
        *("12.1", "12.2", "12.3", "12.5", "12.7", "12.8", "12.10"),
        "15.2",
    ]


def test_checks_and_defects_agree(whole: Catalogue) -> None:
    """A check kills exactly the defects that name it, and every defect is seen by a check."""
    kills = {(kill, check.id) for check in whole.checks for kill in check.kills}
    caught = {(defect.id, id_) for defect in whole.defects for id_ in defect.caught_by}

    assert kills == caught
    assert {defect for defect, _ in caught} == {defect.id for defect in whole.defects}
    assert {id_ for _, id_ in caught} == {check.id for check in whole.checks}


def test_there_are_126_defects(whole: Catalogue) -> None:
    """D01 to D126 in order, 67 of them core, each in one short line of its own."""
    assert [defect.id for defect in whole.defects] == [f"D{n:02}" for n in range(1, 127)]
    assert sum(defect.core for defect in whole.defects) == 67
    assert len({defect.defect for defect in whole.defects}) == 126
    assert [defect.id for defect in whole.defects if not 10 < len(defect.defect) <= 100] == []


def test_every_check_can_be_seen(whole: Catalogue) -> None:
    """Every check declares a channel, once each."""
    for check in whole.checks:
        assert len(check.observes) == len(set(check.observes)) > 0, check.id


def test_no_sentence_is_empty_or_said_twice(whole: Catalogue) -> None:
    """Each text of a check begins with a capital or a number, ends, and is on one line."""
    for check in whole.checks:
        for field, text in sentences(check).items():
            end = "" if field == "title" else "."
            assert text, (check.id, field)
            assert text == " ".join(text.split()), (check.id, field)
            assert text.endswith(end), (check.id, field)
            assert text[0].isupper() or text[0].isdigit() or "_" in text.split()[0], check.id
    assert len({check.title for check in whole.checks}) == len(whole.checks)
    assert len({check.why for check in whole.checks}) == len(whole.checks)


def test_a_title_is_a_fact(whole: Catalogue) -> None:
    """No title speaks of testing, none ends with a full stop, and all fit on a line."""
    for check in whole.checks:
        assert not FORBIDDEN_IN_TITLES.search(check.title), check.title
        assert not check.title.endswith("."), check.title
        assert len(check.title) <= LONGEST_TITLE, check.title


def test_a_check_says_what_its_rule_says(whole: Catalogue) -> None:
    """Where a feature has a Rule, its title, level and essential tag are the catalogue's."""
    found = headings()

    written = {
        check.id: Heading(title=check.title, level=check.level, essential=check.essential)
        for check in whole.checks
        if check.id in found
    }

    assert written == found


def test_every_essential_check_has_a_rule(whole: Catalogue) -> None:
    """The thirty that decide the ten items are all specified."""
    found = headings()

    assert [c.id for c in whole.checks if c.essential and c.id not in found] == []


def test_lookups_return_what_is_asked_for(whole: Catalogue) -> None:
    """Checks, items and defects are found by their permanent names."""
    assert whole.check("NAF-06.1").item == "06"
    assert whole.item("06").title == "Nango sends the webhook to the backend"
    assert whole.defect("D04").caught_by == ("NAF-12.1", "NAF-12.2")


def test_an_unknown_id_is_an_error_with_a_suggestion(whole: Catalogue) -> None:
    """A slip of the finger names what may have been meant, a wild guess nothing."""
    for slip in ("naf-6.1", "6.1", "NAF-6.1", "NAF-006.1"):
        with pytest.raises(KeyError, match=f"no check '{slip}'; did you mean NAF-06.1"):
            whole.check(slip)
    with pytest.raises(KeyError, match=r"no defect 'zzz'\""):
        whole.defect("zzz")

"""What is drawn of the evidence is bounded, in order, and says where the rest is."""

from __future__ import annotations

import dataclasses
import html

import pytest

from nango_conformance.results import CheckResult, Exhibit, Outcome, Run
from reports.exchanges import (
    FRAME,
    LEAST,
    LONG,
    LONGEST,
    LOUD,
    QUIET,
    evidence_of,
    fair_share,
    kind,
    ranges,
    shown,
    sides,
)
from reports.visible import visible


def exhibit(id_: str, title: str = "Ada → backend: POST /x", size: int = 1_000) -> Exhibit:
    """Return an exchange of about this many characters."""
    return Exhibit(id=id_, title=title, text=f"> POST /x\n< 200\n<\n< {'x' * size}")


def failed(check: CheckResult, *exhibits: Exhibit, reason: str = "wrong") -> CheckResult:
    """Return the check as one that failed, with this evidence."""
    return dataclasses.replace(
        check,
        verdict=Outcome.FAILED,
        reason=reason,
        exhibits=exhibits,
        evidence=tuple(one.id for one in exhibits),
    )


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("Nango → backend: webhook, attempt 1 → 200", "Webhook"),
        ("backend → Nango: POST /connect/sessions → 201", "Call to Nango"),
        ("nango → provider: POST /token → 200", "Call to the provider"),
        ("harness → database: links, 1 rows", "State"),
        ("Ada → backend: GET http://x/y", "Read"),
        ("a stranger → backend: POST http://x/y", "Request"),
        ("the target's log", "Log"),
        ("harness: the target was killed", "Exhibit"),
    ],
)
def test_each_kind_of_evidence_has_its_word(title: str, word: str) -> None:
    """A reader sees what a piece is before reading it."""
    assert kind(title) == word


def test_an_exchange_has_two_sides_and_a_log_one() -> None:
    """What was sent and what came back lose the signs that told them apart."""
    assert sides("> GET /x\n>\n> {}\n< 200\n<\n< {}\n< >") == ("GET /x\n\n{}", "200\n\n{}\n>")
    assert sides("a line\n< not an answer") == ("a line\n< not an answer", "")
    assert sides("> sent, and nothing came") == ("> sent, and nothing came", "")


@pytest.mark.parametrize(
    ("ids", "words"),
    [
        ((), ""),
        (("E0001",), "E0001"),
        (("E0001", "E0002"), "E0001 to E0002"),
        (("E0001", "E0002", "E0003", "E0007"), "E0001 to E0003, E0007"),
        (("E0009", "E0010", "e-x", "F0011"), "E0009 to E0010, e-x, F0011"),
        (("E0002", "E0001"), "E0002, E0001"),
    ],
)
def test_ids_that_follow_one_another_are_a_range(ids: tuple[str, ...], words: str) -> None:
    """None is lost, and none is made up."""
    assert ranges(ids) == words


@pytest.mark.parametrize(
    ("weights", "budget", "share"),
    [
        ([], 10, 10),
        ([3, 3], 10, 10),
        ([1, 100, 100], 21, 10),
        ([100, 100], 10, 5),
        ([5, 5], 10, 10),
        ([5, 5, 5], 10, 3),
        ([7, 100, 100], 23, 8),
    ],
)
def test_a_share_is_fair(weights: list[int], budget: int, share: int) -> None:
    """What one does not need the others get, and all together stay within the budget."""
    assert fair_share(weights, budget) == share
    assert sum(min(weight, share) for weight in weights) <= budget


def test_a_run_in_which_everything_failed_stays_bounded(clean: Run) -> None:
    """Each check shows its share and names the rest; nothing is left out in silence."""
    pieces = tuple(exhibit(f"E{n:04d}", size=8_000) for n in range(1, 41))
    checks = tuple(failed(check, *pieces) for check in clean.checks)

    proofs = evidence_of(dataclasses.replace(clean, checks=checks))

    texts = [len(one.sent) + len(one.got) for proof in proofs.values() for one in proof.shown]
    assert 0.5 * LOUD < sum(texts) <= LOUD
    assert all(0 < len(proof.shown) < 40 and proof.rest for proof in proofs.values())
    assert {proof.count for proof in proofs.values()} == {40}


def plain(id_: str, size: int) -> Exhibit:
    """Return a piece of so many letters: each takes one byte of a page."""
    return Exhibit(id=id_, title="the target's log", text="x" * size)


def several(check: CheckResult, count: int) -> tuple[CheckResult, ...]:
    """Return the check so many times, each with an id of its own."""
    return tuple(dataclasses.replace(check, id=f"NAF-01.{n}") for n in range(count))


def test_a_text_that_takes_more_room_than_letters_stays_bounded(clean: Run) -> None:
    """A hostile answer of nothing but signs that a page has to escape or to draw."""
    texts = ("&" * 2 * LONGEST, "\u202e" * 2 * LONGEST, "&" * LONGEST + "x" * LONGEST)
    pieces = tuple(
        dataclasses.replace(plain(f"E{n}", 0), text=text) for n, text in enumerate(texts * 3)
    )

    proof = evidence_of(dataclasses.replace(clean, checks=(failed(clean.checks[0], *pieces),)))

    (drawn,) = proof.values()
    sizes = [len(html.escape(visible(one.sent), quote=False)) for one in drawn.shown]
    assert 0.9 * LOUD < sum(sizes) <= LOUD


def test_a_piece_that_is_cut_leaves_room_for_the_next(clean: Run) -> None:
    """No piece has more than the most that any is drawn with."""
    pieces = (plain("E1", 10 * LONG), plain("E2", LONG), plain("E3", LONG + 1))
    red = failed(clean.checks[0], *pieces)

    proof = evidence_of(dataclasses.replace(clean, checks=(red,)))[red.id]

    assert [one.sent.count("x") for one in proof.shown] == [LONG] * 3
    assert [" characters are" in one.sent for one in proof.shown] == [True, False, True]


def test_what_decides_has_room_to_be_drawn_twice(clean: Run) -> None:
    """To the byte; then there is none left for another."""
    share = LOUD // 10
    pieces = (plain("E1", share // 2 - FRAME), plain("E2", share))
    red = dataclasses.replace(failed(clean.checks[0], *pieces), decisive=("E1",))

    proofs = evidence_of(dataclasses.replace(clean, checks=several(red, 10)))

    assert {proof.decisive[0].sent for proof in proofs.values()} == {pieces[0].text}
    assert {proof.rest for proof in proofs.values()} == {"E2"}


def test_what_the_others_leave_is_for_the_one_that_needs_it(clean: Run) -> None:
    """To the byte: what decides or led counts twice, and each piece has its frame."""
    pieces = (plain("E1", 600), plain("E2", 1_100), plain("E3", 600))
    small = dataclasses.replace(failed(clean.checks[0], *pieces), decisive=("E1",), led="E2")
    large = dataclasses.replace(failed(clean.checks[1], plain("E9", LOUD)), decisive=("E9",))

    proofs = evidence_of(dataclasses.replace(clean, checks=(*several(small, 40), large)))

    left = LOUD - 40 * (2 * (600 + FRAME) + 2 * (1_100 + FRAME) + 600 + FRAME)
    assert proofs[large.id].shown[0].sent.count("x") == left // 2 - FRAME
    assert {proofs[f"NAF-01.{n}"].rest for n in range(40)} == {""}


def test_an_empty_piece_takes_its_frame_and_no_more(clean: Run) -> None:
    """It is drawn where there is room for nothing else."""
    share = LOUD // 100
    pieces = (plain("E1", share - 2 * FRAME), plain("E2", 0), plain("E3", 1))
    red = failed(clean.checks[0], *pieces)

    proofs = evidence_of(dataclasses.replace(clean, checks=several(red, 100)))

    assert {proof.rest for proof in proofs.values()} == {"E3"}


@pytest.mark.parametrize(("room", "rest"), [(LEAST - 1, "E2"), (LEAST, "")])
def test_rather_none_of_a_piece_than_too_little(clean: Run, room: int, rest: str) -> None:
    """From here on it tells something."""
    share = LOUD // 100
    pieces = (plain("E1", share - 2 * FRAME - room), plain("E2", share))
    red = failed(clean.checks[0], *pieces)

    proofs = evidence_of(dataclasses.replace(clean, checks=several(red, 100)))

    assert {proof.rest for proof in proofs.values()} == {rest}


def test_what_passed_takes_nothing_from_what_failed(clean: Run) -> None:
    """The two have budgets of their own."""
    much = tuple(exhibit(f"E{n:04d}", size=QUIET) for n in range(1, 9))
    passed = dataclasses.replace(clean.checks[0], digest=much)
    red = failed(clean.checks[1], exhibit("E0100"))

    proofs = evidence_of(dataclasses.replace(clean, checks=(passed, red)))

    assert [one.id for one in proofs[red.id].shown] == ["E0100"]
    assert proofs[red.id].rest == ""
    assert "more characters are in results.json" in proofs[passed.id].shown[0].got


def test_what_nobody_named_did_not_decide(clean: Run) -> None:
    """A file of an earlier release names nothing, and nothing is guessed of it."""
    silent = failed(clean.checks[0], exhibit("E1"), reason="saw POST /x")

    proof = evidence_of(dataclasses.replace(clean, checks=(silent,)))[silent.id]

    assert (proof.led, proof.decisive) == (None, ())
    assert [one.id for one in proof.shown] == ["E1"]


def test_what_shows_a_failure_comes_first_with_what_led_to_it(clean: Run) -> None:
    """And once more in its place, as far as there is room for both."""
    pieces = tuple(exhibit(f"E{n}", "Ada → backend: GET http://x/y") for n in range(1, 5))
    red = dataclasses.replace(failed(clean.checks[0], *pieces), decisive=("E4",), led="E2")

    proof = evidence_of(dataclasses.replace(clean, checks=(red,)))[red.id]

    assert proof.led is not None
    assert proof.led.id == "E2"
    assert [one.id for one in proof.decisive] == ["E4"]
    assert [one.id for one in proof.shown] == ["E1", "E2", "E3", "E4"]


def test_what_shows_a_failure_is_drawn_before_all_that_is_less(clean: Run) -> None:
    """However large everything before it is."""
    pieces = (*(exhibit(f"E{n}", size=LOUD) for n in range(1, 4)), exhibit("E9", size=LOUD // 8))
    red = dataclasses.replace(failed(clean.checks[0], *pieces), decisive=("E9",), led="E1")

    proof = evidence_of(dataclasses.replace(clean, checks=(red,)))[red.id]

    assert [one.id for one in proof.decisive] == ["E9"]
    assert proof.shown[-1].id == "E9"
    assert "more characters" not in proof.decisive[0].got


def test_a_cut_piece_says_how_much_is_gone() -> None:
    """And where it is."""
    drawn = shown(exhibit("E1", size=100), 50)

    assert drawn.got.endswith("more characters are in results.json")


def test_of_what_passed_the_most_telling_is_kept_and_drawn_in_its_order(clean: Run) -> None:
    """A digest begins with what tells most; where there is room for two, the rest is left out."""
    pieces = tuple(
        dataclasses.replace(exhibit(f"E{n}", size=QUIET // 60), at_ms=float(at))
        for n, at in enumerate((7, 3, 1, 5), 1)
    )
    passed = [
        dataclasses.replace(clean.checks[0], id=f"NAF-01.{n}", digest=pieces) for n in range(1, 25)
    ]

    proofs = evidence_of(dataclasses.replace(clean, checks=tuple(passed)))

    assert [one.id for one in proofs["NAF-01.7"].shown][-2:] == ["E2", "E1"]
    assert "E4" not in {one.id for one in proofs["NAF-01.7"].shown}


def test_a_piece_that_shows_no_failure_is_cut_sooner(clean: Run) -> None:
    """Twenty pages of other people's mail prove nothing, and the file has them."""
    pieces = exhibit("E1", size=2 * LONG), exhibit("E2", size=2 * LONG)
    red = dataclasses.replace(failed(clean.checks[0], *pieces), decisive=("E2",))

    other, first = evidence_of(dataclasses.replace(clean, checks=(red,)))[red.id].shown

    assert "more characters are in results.json" in other.got
    assert "more characters" not in first.got

"""What is drawn of the evidence is bounded, in order, and says where the rest is."""

from __future__ import annotations

import dataclasses

import pytest

from nango_conformance.results import CheckResult, Exhibit, Outcome, Run
from reports.exchanges import LONG, LOUD, QUIET, evidence_of, fair_share, kind, ranges, shown, sides


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
    [([], 10, 10), ([3, 3], 10, 10), ([1, 100, 100], 21, 10), ([100, 100], 10, 5)],
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

"""Two runs side by side: what broke is told, and nothing that nobody sees looks mended."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest

from nango_conformance.results import (
    Exhibit,
    Failure,
    FindingNote,
    Outcome,
    Run,
    RunVerdict,
)
from reports.comparison import Change, Comparison, Kind, compare
from reports.comparison_markdown import to_comment
from reports.comparison_text import to_text
from reports.comparison_words import conclusion, mark

SEVEN = tuple(kind for kind in Outcome if kind is not Outcome.PASSED_WITH_FINDINGS)


def with_verdicts(run: Run, verdicts: Mapping[str, Outcome], **more: Any) -> Run:
    """Return the run with other verdicts of some checks."""
    checks = tuple(
        dataclasses.replace(one, verdict=verdicts.get(one.id, one.verdict)) for one in run.checks
    )
    return dataclasses.replace(run, checks=checks, **more)


def kinds(comparison: Comparison) -> dict[str, Kind]:
    """Return what became of each check that is not what it was."""
    return {change.id: change.kind for change in comparison.changes}


def test_a_run_is_the_same_as_itself(every_verdict: Run) -> None:
    """Nothing changed, whatever colour it has."""
    found = compare(every_verdict, every_verdict)

    assert (found.changes, found.items, found.scope) == ((), (), ())
    assert found.unchanged == len(every_verdict.checks)
    assert not found.broke
    assert not found.dimmed
    assert to_text(found).endswith(
        "15 the same\nNothing broke. The second run is not conformant.\n"
    )


@pytest.mark.parametrize("before", SEVEN)
@pytest.mark.parametrize("after", SEVEN)
def test_only_what_passes_now_is_better(clean: Run, before: Outcome, after: Outcome) -> None:
    """Of all forty-nine moves: failed is broken, and what nobody sees is never mended."""
    old, new = (with_verdicts(clean, {"NAF-06.1": one}) for one in (before, after))

    found = compare(old, new)

    kind = kinds(found).get("NAF-06.1")
    assert (kind is None) is (before is after)
    assert found.broke is (after is Outcome.FAILED and before is not Outcome.FAILED)
    assert (kind in {Kind.FIXED, Kind.NEWLY_SEEN}) is (
        after is Outcome.PASSED and before is not Outcome.PASSED
    )
    dark = {Outcome.NOT_OBSERVABLE, Outcome.NOT_APPLICABLE, Outcome.INCONCLUSIVE, Outcome.NOT_RUN}
    lost = after in dark and before not in dark
    assert (kind is Kind.NEWLY_UNSEEN) is lost
    excused = after is Outcome.WAIVED and before is not Outcome.WAIVED
    assert found.dimmed is (lost or excused)
    assert (mark(found) == "✓") is (not found.broke and not found.dimmed)


def test_a_failure_is_fixed_when_it_passes(clean: Run) -> None:
    """A waived one as well."""
    failing = {"NAF-06.1": Outcome.FAILED, "NAF-07.1": Outcome.WAIVED}
    old = with_verdicts(clean, failing, verdict=RunVerdict.NOT_CONFORMANT)

    found = compare(old, clean)

    assert kinds(found) == {"NAF-06.1": Kind.FIXED, "NAF-07.1": Kind.FIXED}
    assert conclusion(found) == "Nothing broke."


def test_a_new_check_that_fails_is_broken(clean: Run) -> None:
    """A new one that does not fail is new, and one that is gone is less than before."""
    short = dataclasses.replace(clean, checks=clean.checks[1:])
    red = with_verdicts(clean, {"NAF-01.1": Outcome.FAILED})

    assert kinds(compare(short, clean)) == {"NAF-01.1": Kind.NEW}
    assert kinds(compare(short, red)) == {"NAF-01.1": Kind.BROKEN}
    assert kinds(compare(clean, short)) == {"NAF-01.1": Kind.REMOVED}
    assert compare(clean, short).dimmed
    assert not compare(clean, short).broke
    assert "new, failed" in to_text(compare(short, red))
    assert "passed, gone" in to_text(compare(clean, short))


def test_a_run_that_is_not_conformant_any_more_is_broken(clean: Run) -> None:
    """Though every check is what it was: a waiver may be expired."""
    worse = dataclasses.replace(clean, verdict=RunVerdict.NOT_CONFORMANT)

    assert compare(clean, worse).broke
    assert conclusion(compare(clean, worse)).startswith("No check broke, but the run is not")
    assert not compare(worse, worse).broke


def test_a_run_without_a_verdict_any_more_shows_less(clean: Run) -> None:
    """It did not break, and it is not good."""
    lost = dataclasses.replace(clean, verdict=RunVerdict.INCONCLUSIVE)

    found = compare(clean, lost)

    assert (found.broke, found.dimmed) == (False, True)
    assert conclusion(found) == (
        "Nothing was seen to break, but less is shown than before. "
        "The second run could not be judged."
    )


def seen(run: Run, text: str, **more: Any) -> Run:
    """Return the run with another sight of a check that failed."""
    checks = tuple(
        dataclasses.replace(one, seen=text, **more) if one.id == "NAF-06.1" else one
        for one in run.checks
    )
    return dataclasses.replace(run, checks=checks)


def test_the_same_verdict_for_another_reason_is_told(every_verdict: Run) -> None:
    """With both texts."""
    found = compare(seen(every_verdict, "401"), seen(every_verdict, "500"))

    (change,) = found.changes
    assert change.kind is Kind.EVIDENCE_CHANGED
    assert [(one.name, one.before, one.after) for one in change.differences] == [
        ("seen", "401", "500")
    ]
    assert not found.broke
    assert not found.dimmed
    assert "seen before: 401" in to_text(found)
    assert "  - seen: `401` → `500`" in to_comment(found)


@pytest.mark.parametrize("kind", ["findings", "scenarios"])
def test_a_finding_or_an_example_that_changed_is_told(every_verdict: Run, kind: str) -> None:
    """Both can change under a verdict that stays."""
    check = every_verdict.checks[6]
    more: dict[str, Any] = {
        "findings": (FindingNote(level="SHOULD", text="another"),),
        "scenarios": (dataclasses.replace(check.scenarios[0], outcome=Outcome.FAILED),),
    }
    found = compare(every_verdict, seen(every_verdict, check.seen, **{kind: more[kind]}))

    (change,) = found.changes
    assert [one.name for one in change.differences] == [
        {"findings": "findings", "scenarios": "examples"}[kind]
    ]


def shown(run: Run, *titles: str) -> Run:
    """Return the run with exchanges beside a check that passed."""
    digest = tuple(
        Exhibit(id=f"E{n}", title=title, text=f"> GET /\n< {200 + n} after {n} ms")
        for n, title in enumerate(titles)
    )
    checks = (dataclasses.replace(run.checks[0], digest=digest), *run.checks[1:])
    return dataclasses.replace(run, checks=checks)


def test_another_answer_of_the_backend_is_told_though_the_check_passes(clean: Run) -> None:
    """Who asked it for what and how it answered; not where it stood, nor with which id."""
    asked = "Ada → backend: GET http://127.0.0.1:{}/c?workspace={}"
    hook = "Nango → backend: webhook, attempt 1 → 201"
    before = shown(clean, asked.format(3000, "w3b9koi0"), hook)

    assert compare(before, shown(clean, asked.format(4, "lipac7"), hook)).changes == ()
    now = shown(clean, asked.format(3000, "w3b9koi0"), hook.replace("201", "202"))
    (change,) = compare(before, now).changes
    assert change.kind is Kind.EVIDENCE_CHANGED
    (difference,) = change.differences
    assert difference.before == (
        "Ada → backend: GET /c → 200; Nango → backend: webhook, attempt 1 → 201"
    )


def test_what_the_backend_does_by_itself_is_no_change(clean: Run) -> None:
    """How far it had come with Nango is a matter of time; an old file knows nothing at all."""
    asked = "Ada → backend: GET http://x/c"
    trigger = "backend → Nango: POST /sync/trigger → 200"

    assert compare(shown(clean, asked), shown(clean, asked, trigger)).changes == ()
    assert compare(clean, shown(clean, asked)).changes == ()


def test_what_differs_anyway_is_no_change(every_verdict: Run) -> None:
    """Ports, moments, durations, random ids, the numbers of exchanges."""
    one = (
        "user 1xhfiyxs6gbqegek8jha1keelr at http://127.0.0.1:3003 on 2026-03-12T09:30:00Z in 12 ms "
        f"saw 3a9cece8-0f2b-4144-a411-cfb839d926a4, {'ab' * 16} (E0003)"
    )
    other = (
        "user 6ttj7n0stoy3qmj6sxr4jnn21n at http://127.0.0.1:51234 on 2027-01-01 00:00:00.5+00:00 "
        f"in 1.5 s saw 00ff00ff-0f2b-4144-a411-cfb839d926a4, {'cd' * 32} (E0127)"
    )
    exhibits = (Exhibit(id="E9", title="x", text="any"),)

    found = compare(seen(every_verdict, one), seen(every_verdict, other, exhibits=exhibits))

    assert found.changes == ()


def test_an_item_that_changed_is_told(clean: Run) -> None:
    """By its number and its words."""
    items = (dataclasses.replace(clean.items[5], verdict=Outcome.FAILED),)
    found = compare(clean, dataclasses.replace(clean, items=items))

    assert [(one.item, one.before, one.after) for one in found.items] == [
        ("06", Outcome.PASSED, Outcome.FAILED)
    ]
    line = "06 Nango sends the webhook to the backend: passed → failed"
    assert f"  {line}" in to_text(found)
    assert f"- {line}" in to_comment(found)


def test_a_waiver_that_ended_breaks_a_run_that_was_red_already(clean: Run) -> None:
    """It is one thing more to mend, and in no check."""
    notes = ("the waiver of NAF-01.1 is needless: the check passes; strike it out",)
    before = dataclasses.replace(clean, verdict=RunVerdict.NOT_CONFORMANT, notes=("a note",))
    now = dataclasses.replace(before, notes=(*before.notes, *notes))

    assert compare(before, now).broke
    assert "the waiver of NAF-01.1 is needless" in conclusion(compare(before, now))
    assert not compare(now, now).broke
    assert not compare(now, before).broke
    assert not compare(before, dataclasses.replace(now, verdict=clean.verdict)).broke


def test_a_note_about_something_else_breaks_nothing(clean: Run) -> None:
    """Only a waiver makes a run red that no check makes red."""
    before = dataclasses.replace(clean, verdict=RunVerdict.NOT_CONFORMANT)

    assert not compare(before, dataclasses.replace(before, notes=("the key is short",))).broke


def test_an_item_that_the_first_run_lacks_is_no_change(clean: Run) -> None:
    """A file of another writer may have none."""
    assert compare(dataclasses.replace(clean, items=()), clean).items == ()


def test_a_change_is_a_value() -> None:
    """Two comparisons of the same runs are equal."""
    one = Change(kind=Kind.NEW, id="x", title="t", level="MUST", before=None, after=Outcome.PASSED)

    assert one == dataclasses.replace(one)


def test_another_code_under_the_same_verdict_is_told(every_verdict: Run) -> None:
    """It fails for another reason; a file that knows no codes is no other reason."""
    runs = [
        seen(every_verdict, "x", failure=Failure(code=code, cause="", remedy="", again="again"))
        for code in ("NAF-06.1/status", "NAF-06.1/active-link")
    ]

    (change,) = compare(*runs).changes
    assert [one.name for one in change.differences] == ["code"]
    assert change.again == "again"
    assert compare(seen(every_verdict, "x"), runs[0]).changes == ()

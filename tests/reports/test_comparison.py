"""Two runs side by side: what broke is told, and nothing that nobody sees looks mended."""

from __future__ import annotations

import dataclasses
import json
import re
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
    ScheduleResult,
    ScheduleResults,
)
from reports.as_markdown import coded
from reports.comparison import DIMMED, Change, Comparison, Kind, compare
from reports.comparison_markdown import LIMIT, MARKER, to_comment
from reports.comparison_text import to_diff_json, to_text
from reports.comparison_words import KINDS, conclusion, mark
from reports.steady import steady

SEVEN = tuple(kind for kind in Outcome if kind is not Outcome.PASSED_WITH_FINDINGS)
NASTY = "@everyone #1 | </details> `x` ``` \x1b[31m \u202e <script> \ud800\n## forged"


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


def test_a_status_is_no_fleeting_thing() -> None:
    """What a reader has to hear of stays."""
    for text in ("saw 401", "4 calls", "2 syncs", "outlook", "port 3003"):
        assert steady(text) == text


def test_another_scope_is_said_plainly(clean: Run) -> None:
    """Target, version, seed, part, and a run that ended early; never the port or the moment."""
    other = dataclasses.replace(
        clean,
        selection={"items": ["06"]},
        seed=7,
        fault="the target died",
        started="2027-01-01T00:00:00Z",
        target=dataclasses.replace(
            clean.target,
            name="mine",
            profile="generic",
            mode="attach",
            base_url="http://example.test:9",
            description=f"sha256:{'b' * 64}",
        ),
        harness=dataclasses.replace(
            clean.harness, version="0.2.0", nango="0.72.0", catalogue=f"sha256:{'d' * 64}"
        ),
    )
    known = dataclasses.replace(
        clean,
        target=dataclasses.replace(clean.target, description=f"sha256:{'a' * 64}"),
        harness=dataclasses.replace(clean.harness, catalogue=f"sha256:{'c' * 64}"),
    )

    assert compare(known, other).scope == (
        "Another target was judged: reference backend before, mine now.",
        "The target was judged by another profile: seed before, generic now.",
        "The target was reached in another way: own before, attach now.",
        "The target is described otherwise: sha256:aaaaaaaaaaaa… before, sha256:bbbbbbbbbbbb… now.",
        "The target stood on another host: 127.0.0.1 before, example.test now.",
        "Another version judged, with its own catalogue: 0.1.0 before, 0.2.0 now.",
        "The fake was true to another Nango: 0.71.4 before, 0.72.0 now.",
        "The catalogue is another: sha256:cccccccccccc… before, sha256:dddddddddddd… now.",
        "Another seed, so other names and ids: 1 before, 7 now.",
        "Another part was judged: everything before, items 06 now.",
        "The run now ended early: the target died",
    )
    port = dataclasses.replace(clean.target, base_url="http://127.0.0.1:9")
    assert compare(clean, dataclasses.replace(clean, target=port)).scope == ()
    assert mark(compare(clean, other)) == "?"


def test_an_earlier_release_that_knew_less_is_no_other_scope(clean: Run) -> None:
    """It did not write the digest of its catalogue."""
    harness = dataclasses.replace(clean.harness, catalogue="sha256:1", fidelity={"SDK": 3})

    assert compare(clean, dataclasses.replace(clean, harness=harness)).scope == ()
    less = dataclasses.replace(harness, fidelity={"SDK": 2})
    runs = [dataclasses.replace(clean, harness=one) for one in (harness, less)]
    assert compare(*runs).scope == ("The fake was shown to be true by other tests.",)


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


def played(run: Run, *red: str, asked: tuple[str, ...] = ("all",), **more: Any) -> Run:
    """Return a run of orders of events in which these were red."""
    told = tuple(ScheduleResult(id=id_, words="w", outcome=Outcome.FAILED) for id_ in red)
    schedules = ScheduleResults(asked=asked, known=9, totals={"passed": 9}, told=told)
    return dataclasses.replace(run, checks=(), schedules=schedules, **more)


def test_orders_of_events_are_compared_by_their_ids(clean: Run) -> None:
    """One that is not told of has passed, where it was played."""
    found = compare(played(clean, "S-w"), played(clean, "S-ew.r"))

    assert kinds(found) == {"S-w": Kind.FIXED, "S-ew.r": Kind.BROKEN}
    assert found.changes[0].again == "nango-conformance run --schedule S-ew.r --seed 1"


@pytest.mark.parametrize("more", [{"asked": ("S-d",)}, {"fault": "it died"}])
def test_an_order_that_was_not_played_is_not_fixed(clean: Run, more: dict[str, Any]) -> None:
    """It was not asked for, or the run ended before."""
    assert kinds(compare(played(clean, "S-w"), played(clean, **more))) == {"S-w": Kind.REMOVED}
    assert kinds(compare(clean, played(clean, "S-w")))["S-w"] is Kind.BROKEN


def test_an_order_that_cannot_happen_any_more_is_not_fixed(clean: Run) -> None:
    """A description that has lost a route mends nothing: its events are left out."""
    before, now = played(clean, "S-w"), played(clean)
    assert now.schedules is not None
    for other in ({"left_out": ("the webhook: no route",)}, {"known": 5}):
        schedules = dataclasses.replace(now.schedules, **other)
        less = dataclasses.replace(now, schedules=schedules)

        assert kinds(compare(before, less)) == {"S-w": Kind.REMOVED}
        assert compare(before, less).dimmed


def test_an_order_is_the_same_however_it_was_typed(clean: Run) -> None:
    """The command line takes an id in any case."""
    for asked in ("s-W", " ALL "):
        found = compare(played(clean, "S-w"), played(clean, asked=(asked,)))

        assert kinds(found) == {"S-w": Kind.FIXED}


@pytest.mark.parametrize("verdict", RunVerdict)
def test_only_a_conformant_run_has_a_tick(clean: Run, verdict: RunVerdict) -> None:
    """It was red and is red: nothing broke, and nothing is well."""
    run = dataclasses.replace(clean, verdict=verdict)
    found = compare(run, run)

    assert not found.broke
    assert not found.dimmed
    assert mark(found) == {"conformant": "✓", "not-conformant": "✗", "inconclusive": "?"}[verdict]
    assert (
        conclusion(found)
        == {
            "conformant": "Nothing broke.",
            "not-conformant": "Nothing broke. The second run is not conformant.",
            "inconclusive": "Nothing broke. The second run could not be judged.",
        }[verdict]
    )


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


def test_several_waivers_are_told_together(clean: Run) -> None:
    """Each in its own words."""
    notes = tuple(f"the waiver of NAF-0{n}.1 ended on 2026-01-01" for n in (1, 2))
    now = dataclasses.replace(clean, verdict=RunVerdict.NOT_CONFORMANT, notes=notes)

    assert conclusion(compare(clean, now)) == (
        "No check broke, but the waiver of NAF-01.1 ended on 2026-01-01; "
        "the waiver of NAF-02.1 ended on 2026-01-01. The second run is not conformant."
    )


def test_what_cannot_be_compared_is_not_called_whole(clean: Run) -> None:
    """Another seed has other names and ids."""
    found = compare(clean, dataclasses.replace(clean, seed=2))

    assert conclusion(found) == "Nothing broke, in what can be compared."


def test_an_item_that_the_first_run_lacks_is_no_change(clean: Run) -> None:
    """A file of another writer may have none."""
    assert compare(dataclasses.replace(clean, items=()), clean).items == ()


def everything(every_verdict: Run, clean: Run) -> Comparison:
    """Return a comparison with changes of most kinds, and hostile texts."""
    poisoned = [
        dataclasses.replace(one, title=NASTY, reason=NASTY, seen=NASTY)
        for one in every_verdict.checks
    ]
    target = dataclasses.replace(every_verdict.target, name=NASTY)
    now = dataclasses.replace(every_verdict, checks=tuple(poisoned), target=target)
    return compare(clean, now)


def test_the_text_tells_of_every_kind(every_verdict: Run, clean: Run) -> None:
    """What broke first; of a long list the beginning, and how many more there are."""
    found = everything(every_verdict, clean)
    text = to_text(found)
    headings = re.findall(r"^([A-Z][a-z ]+) \((\d+)\): ", text, re.MULTILINE)

    assert headings == [
        (KINDS[kind].word, str(len(found.of(kind)))) for kind in Kind if found.of(kind)
    ]
    assert headings[0] == ("Broken", "2")
    assert "\x1b" not in text
    text.encode()


def test_a_long_list_is_cut_on_a_terminal_and_what_broke_is_not(clean: Run) -> None:
    """A selection leaves a hundred checks unseen, and nobody reads them all."""
    many = [dataclasses.replace(clean.checks[0], id=f"NAF-01.{n}") for n in range(30)]
    old = dataclasses.replace(clean, checks=tuple(many))
    unseen, red = (
        dataclasses.replace(
            clean, checks=tuple(dataclasses.replace(one, verdict=verdict) for one in many)
        )
        for verdict in (Outcome.NOT_RUN, Outcome.FAILED)
    )

    assert "  and 10 more: --format json has them all" in to_text(compare(old, unseen))
    assert to_text(compare(old, unseen)).count("passed → not run") == 20
    assert to_text(compare(old, red)).count("passed → failed") == 30


def test_the_json_has_everything(every_verdict: Run, clean: Run) -> None:
    """What a program needs to decide, and each change."""
    found = everything(every_verdict, clean)
    body = json.loads(to_diff_json(found))

    assert body["broken"] is found.broke is True
    assert body["dimmed"] is found.dimmed is True
    assert body["totals"] == {kind.value: len(found.of(kind)) for kind in Kind}
    assert [(one["id"], one["kind"], one["after"]) for one in body["changes"]] == [
        (change.id, change.kind.value, change.after) for change in found.changes
    ]
    assert body["changes"][0]["reason"] == NASTY
    to_diff_json(found).encode()


def test_a_comment_notifies_nobody_and_forges_nothing(every_verdict: Run, clean: Run) -> None:
    """What a target says stands in code; the comment is found again by its first line."""
    comment = to_comment(everything(every_verdict, clean))
    outside = re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "", comment)

    assert comment.startswith(f"{MARKER}\n### ✗ Nango authorization: 2 checks broke. ")
    assert "<script>" not in outside
    assert "\n## forged" not in comment
    assert comment.count("</details>") == comment.count("<details>") + len(
        re.findall(r"`[^`]*@everyone[^\n]*</details>", comment)
    )
    comment.encode()


def test_a_comment_fits(clean: Run) -> None:
    """GitHub takes 65,536 characters, so the end says how many parts are missing."""
    many = [
        dataclasses.replace(clean.checks[0], id=f"NAF-01.{n}", reason="x" * 900) for n in range(400)
    ]
    red = tuple(dataclasses.replace(one, verdict=Outcome.FAILED) for one in many)
    old, new = (dataclasses.replace(clean, checks=checks) for checks in (tuple(many), red))

    comment = to_comment(compare(old, new))

    assert LIMIT - 2_000 < len(comment.encode()) < LIMIT + 200
    assert re.fullmatch(
        r"\*\d+ more parts did not fit here: `nango-conformance diff` prints them all\.\*",
        comment.splitlines()[-1],
    )


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("plain", "`plain`"),
        ("a `b` c", "``a `b` c``"),
        ("`", "`` ` ``"),
        ("`a b", "`` `a b ``"),
        ("a b`", "`` a b` ``"),
        ("```x", "```` ```x ````"),
        ("a\nb", "`a b`"),
        ("", "nothing"),
    ],
)
def test_a_span_of_code_cannot_be_ended(text: str, span: str) -> None:
    """Its fence is longer than any run of ticks inside."""
    assert coded(text) == span


def test_every_kind_has_words() -> None:
    """And what counts as less shown is a kind that is not good."""
    assert set(KINDS) == set(Kind)
    assert not DIMMED & {Kind.FIXED, Kind.NEWLY_SEEN, Kind.NEW}
    assert len({word.word for word in KINDS.values()}) == len(Kind)


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

"""A comparison on a terminal, in a comment and for programs: in words that claim no more."""

from __future__ import annotations

import dataclasses
import json
import re

import pytest

from nango_conformance.results import (
    Outcome,
    Run,
    RunVerdict,
)
from reports.as_markdown import coded
from reports.comparison import DIMMED, Comparison, Kind, compare
from reports.comparison_markdown import LIMIT, MARKER, to_comment
from reports.comparison_text import to_diff_json, to_text
from reports.comparison_words import KINDS, conclusion, mark

NASTY = "@everyone #1 | </details> `x` ``` \x1b[31m \u202e <script> \ud800\n## forged"


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


def test_a_long_reason_is_cut_on_a_terminal(clean: Run) -> None:
    """A line of it is enough there."""
    red = dataclasses.replace(clean.checks[0], verdict=Outcome.FAILED, reason="x" * 500)
    now = dataclasses.replace(clean, checks=(red, *clean.checks[1:]))

    text = to_text(compare(clean, now))

    assert f"      {'x' * 400} … 100 more characters are in results.json\n" in text


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

    assert LIMIT - 2_000 < len(comment.encode()) < LIMIT + 200 < 65_536
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

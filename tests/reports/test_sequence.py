"""The flow is drawn as it has to be and as it was seen, and a gap is a row as well."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from importlib import resources

import pytest

from nango_conformance.results import Flow, FlowStep, Outcome, Run
from reports import Clause, render
from reports.sequence import INKS, WAYS, WORDS_LIMIT, sequence


def test_without_a_flow_nothing_is_drawn(clean: Run) -> None:
    """A run that broke off before its first step has no sequence."""
    assert sequence(clean) is None
    assert '<svg class="sequence"' not in render(clean, "html")


def test_what_has_to_be_are_the_ten_steps(every_verdict: Run) -> None:
    """In the order of the items, whatever was seen."""
    drawn = sequence(every_verdict)

    assert drawn is not None
    assert [row.item for row in drawn.required] == [f"{n:02d}" for n in range(1, 11)]
    assert [row.words for row in drawn.required] == [way.words for way in WAYS.values()]


def test_what_was_not_seen_is_drawn_as_a_gap(every_verdict: Run) -> None:
    """A shorter flow would look like a right one."""
    drawn = sequence(every_verdict)

    assert drawn is not None
    assert drawn.missing == ("03", "05", "08", "09", "10")
    gaps = [row for row in drawn.observed if row.seen is False]
    assert [row.item for row in gaps] == [*drawn.missing]
    assert {row.when for row in gaps} == {"not seen"}
    tones = {row.item: row.tone for row in gaps}
    assert (tones["08"], tones["10"]) == ("not-observable", "not-run")
    # Item 03 passed, in another example: green is for what is drawn as seen.
    assert tones["03"] == "not-observable"


def test_what_was_seen_has_its_time_and_says_what_was_played(every_verdict: Run) -> None:
    """Milliseconds since the first step; the colour is the item's verdict."""
    drawn = sequence(every_verdict)

    assert drawn is not None
    seen = {row.item: row for row in drawn.observed if row.seen}
    assert [row.y for row in drawn.observed] == sorted({row.y for row in drawn.observed})
    assert (seen["01"].when, seen["01"].took) == ("+0.0 ms", "7.2 ms")
    assert seen["04"].when == "+120 ms · played"
    assert seen["06"].when == "+130 ms"
    assert (seen["07"].tone, seen["06"].tone) == ("inconclusive", "failed")
    assert seen["06"].way == "Nango → Backend"


def test_from_a_tenth_of_a_second_on_nobody_reads_tenths_of_a_millisecond(clean: Run) -> None:
    """A step has the digits that a reader can use."""
    times = (99.94, 100.0)
    steps = tuple(FlowStep(item="01", at_ms=at, took_ms=at, what="x") for at in times)
    drawn = sequence(
        dataclasses.replace(clean, flow=Flow(check="NAF-01.1", scenario="s", steps=steps))
    )

    assert drawn is not None
    assert [row.when for row in drawn.observed[:2]] == ["+99.9 ms", "+100 ms"]
    assert [row.took for row in drawn.observed[:2]] == ["99.9 ms", "100 ms"]


def test_a_step_without_a_verdict_has_the_colour_of_what_did_not_run(every_verdict: Run) -> None:
    """A run of some checks draws the flow, and judges no item."""
    drawn = sequence(dataclasses.replace(every_verdict, items=()))

    assert drawn is not None
    assert {(row.tone, row.seen) for row in drawn.observed} == {
        ("not-run", True),
        ("not-run", False),
    }


def test_a_long_word_is_cut_in_the_drawing_and_whole_in_the_table(clean: Run) -> None:
    """A hostile answer does not run over the times beside it."""
    step = FlowStep(item="08", at_ms=0.0, took_ms=None, what="shown as " + "x" * 200)
    drawn = sequence(
        dataclasses.replace(clean, flow=Flow(check="NAF-08.1", scenario="s", steps=(step,)))
    )

    assert drawn is not None
    row = drawn.observed[0]
    assert (len(row.short), row.short[-1]) == (WORDS_LIMIT, "…")
    assert row.words.endswith("x" * 200)
    assert row.way == "Backend"


def test_a_drawing_has_a_name_a_description_and_a_table(
    every_verdict: Run, clauses: Mapping[str, Clause]
) -> None:
    """Whoever does not see it reads the same."""
    text = render(every_verdict, "html", clauses)
    figures = re.findall(r'<svg class="sequence"[^>]*aria-labelledby="([^"]*)"', text)

    assert figures == ["required-title required-desc", "observed-title observed-desc"]
    assert text.count('role="img"') == 2
    for name in " ".join(figures).split():
        assert f'id="{name}"' in text
    table = text[text.index("The same as a table") :]
    assert "POST /connect/sessions → 201" in table[: table.index("</table>")]
    assert "not seen" in table[: table.index("</table>")]


def test_a_drawing_has_its_colours_where_no_style_sheet_reaches(every_verdict: Run) -> None:
    """As in a PDF, where what lies under a label would be black and hide it."""
    page = render(every_verdict, "html")
    drawn = re.findall(r'<(?:rect class="(?:under|v-)|g class="step)[^>]*>', page)

    assert {*map(str, Outcome)} <= INKS.keys()
    assert {one.split('class="')[1].split('"')[0].split(" ")[0] for one in drawn} >= {
        "under",
        "step",
        "v-passed",
    }
    assert all(re.search(r' fill="#[0-9a-f]{6}"', one) for one in drawn)


@pytest.mark.parametrize(
    ("tone", "name"),
    [("passed", "good"), ("failed", "bad"), ("waived", "part"), ("inconclusive", "doubt")],
)
def test_the_colours_of_a_drawing_are_those_of_the_page(tone: str, name: str) -> None:
    """In print, which is light."""
    css = (resources.files("reports") / "templates" / "checklist.css").read_text("utf-8")

    assert f"--{name}: {INKS[tone]};" in css.partition("@media")[0]

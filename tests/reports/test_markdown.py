"""The Markdown summary shows what a run says and nothing that a target would like it to say."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping

import pytest
from markdown_it import MarkdownIt

from nango_conformance.results import Exhibit, Outcome, Run, RunVerdict
from reports import Clause, as_markdown, render
from reports.as_markdown import LIMIT, coded, escaped, fenced

NASTY = "a|b\n# c\r\n<script>x</script> `d` **e** [f](http://g) ![h](i) @j ~k~ \\ & \u202e\x00"


def drawn(markdown: str) -> str:
    """Return the HTML of a Markdown with tables, HTML in it not drawn."""
    return str(MarkdownIt("gfm-like", {"html": False, "linkify": False}).render(markdown))


def test_what_failed_comes_before_the_tables(
    every_verdict: Run, clauses: Mapping[str, Clause]
) -> None:
    """The headline, then the failed check with its exhibit, then the checklist, then the rest."""
    text = render(every_verdict, "markdown", clauses)
    places = [
        text.index(words)
        for words in (
            "# ✗ Not conformant, with 3 of 15 checks unanswered: Acme mail backend",
            "### ✗ Failed: NAF\\-06.1",
            "HTTP/1.1 401 Unauthorized",
            "### ? Inconclusive: NAF\\-07.1",
            "## The checklist: ten items",
            "## Every check",
        )
    ]

    assert places == sorted(places)
    assert "- **What to do:** Verify X\\-Nango\\-Hmac\\-Sha256 over the raw body" in text


@pytest.mark.parametrize("text", [NASTY, "1. list", "- list", "=====", "a::b", "|" * 9, "# x"])
def test_an_escaped_text_is_drawn_as_it_is(text: str) -> None:
    """In a cell of a table the text adds no cell, no line and no markup."""
    html = drawn(f"| a | b |\n| --- | --- |\n| {escaped(text)} | end |")

    assert html.count("<td>") == 2
    assert not re.search("<(?!/?(table|thead|tbody|tr|th|td)>)", html)
    assert "\u202e" not in html


@pytest.mark.parametrize("text", ["```", "`````\nx\n~~~", "plain", "", "```text\n</details>"])
def test_a_fence_cannot_be_closed_from_inside(text: str) -> None:
    """The text of an exhibit stays inside its block of code."""
    html = drawn(f"{fenced(text)}\n\nafter")

    assert html.count("<pre>") == 1
    assert html.rstrip().endswith("<p>after</p>")


def test_a_strangers_text_makes_no_heading_and_no_row(every_verdict: Run) -> None:
    """Hostile titles change neither the headings nor the number of rows."""
    poisoned = dataclasses.replace(
        every_verdict,
        target=dataclasses.replace(every_verdict.target, name=NASTY, base_url=NASTY),
        items=tuple(dataclasses.replace(i, title=NASTY) for i in every_verdict.items),
        checks=tuple(
            dataclasses.replace(c, title=NASTY, reason=NASTY, seen=NASTY)
            for c in every_verdict.checks
        ),
        notes=(NASTY,),
        fault=NASTY,
    )
    plain = dataclasses.replace(every_verdict, fault="x")

    counts = [
        (text.count("\n#"), text.count("\n| "), text.count("<script"))
        for text in (render(plain, "markdown"), render(poisoned, "markdown"))
    ]

    assert counts[0] == counts[1]


def test_a_played_item_says_so(every_verdict: Run) -> None:
    """The verdict of an item that the harness played is never a tick alone."""
    row = next(
        line for line in render(every_verdict, "markdown").splitlines() if line.startswith("| 04 ")
    )

    assert "✓ Passed, as played | played by the harness" in row


def test_a_part_is_a_warning(every_verdict: Run) -> None:
    """A selection and a fault are callouts that GitHub draws loud."""
    run = dataclasses.replace(every_verdict, selection={"items": ["06"]}, fault="interrupted")

    text = render(run, "markdown")

    assert "> [!WARNING]\n> **A part of the specification, not the whole.**" in text
    assert "> [!CAUTION]\n> **The run ended early.** interrupted" in text


def test_a_summary_fits_a_job(every_verdict: Run) -> None:
    """However much there is, the summary stays below the limit, whole, with a count of the rest."""
    exhibits = tuple(Exhibit(id=f"e{n}", title="t", text="é`" * 9_000) for n in range(400))
    failed = dataclasses.replace(
        every_verdict.checks[6], exhibits=exhibits, decisive=(), seen="s" * 90_000
    )

    text = render(dataclasses.replace(every_verdict, checks=(failed,) * 3), "markdown")

    assert LIMIT - 50_000 < len(text.encode()) < 1024 * 1024
    assert re.search(r"\*\d+ more parts did not fit here: they are in report\.html\.\*\n$", text)
    assert text.count("<details>") == text.count("</details>")


def test_the_limit_is_that_of_the_whole_text(
    every_verdict: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the byte, with two between the parts and behind the last."""
    whole = render(every_verdict, "markdown")
    size = len(whole.encode()) + 1

    monkeypatch.setattr(as_markdown, "LIMIT", size)
    assert render(every_verdict, "markdown") == whole
    monkeypatch.setattr(as_markdown, "LIMIT", size - 1)
    told = "*1 more parts did not fit here: they are in report.html.*"
    assert render(every_verdict, "markdown").endswith(f"\n\n{told}\n")


@pytest.mark.parametrize(
    ("decisive", "led", "shown"),
    [((), None, ["e1", "e2", "e3"]), (("e2",), None, ["e2"]), (("e3",), "e1", ["e1", "e3"])],
)
def test_of_the_exhibits_those_are_shown_that_tell(
    decisive: tuple[str, ...], led: str | None, shown: list[str], clean: Run
) -> None:
    """What shows a failure and what led to it; all of them where nobody knows which do."""
    check = dataclasses.replace(
        clean.checks[0],
        verdict=Outcome.FAILED,
        exhibits=tuple(Exhibit(id=id_, title="t", text="x") for id_ in ("e1", "e2", "e3")),
        decisive=decisive,
        led=led,
    )

    text = render(dataclasses.replace(clean, checks=(check,)), "markdown")

    assert re.findall(r"Exhibit (\w+):", text) == shown


def test_what_cuts_across_the_items_is_named_above_them(clean: Run) -> None:
    """Ten ticks above a red verdict would else look like a mistake."""
    red = [
        dataclasses.replace(clean.checks[0], id=id_, item=id_[4:6], verdict=Outcome.FAILED)
        for id_ in ("NAF-11.1", "NAF-12.1")
    ]
    run = dataclasses.replace(
        clean, checks=(*clean.checks, *red), verdict=RunVerdict.NOT_CONFORMANT
    )

    text = render(run, "markdown")

    told = "**None of these ten decided the verdict, what cuts across them did:**"
    assert f"\n\n{told} NAF\\-11.1, NAF\\-12.1.\n\n" in text
    assert "What cuts across" not in render(clean, "markdown")


def test_a_text_that_looks_escaped_is_shown_as_it_is() -> None:
    """Whatever was written stands there."""
    assert escaped("&lt;b> <b>") == "&amp;lt;b&gt; &lt;b&gt;"


@pytest.mark.parametrize(("shown", "limit"), [(escaped, 4_000), (coded, 1_000), (fenced, 6_000)])
def test_a_long_text_is_cut(shown: Callable[[str], str], limit: int) -> None:
    """Whoever wants all of it has the results."""
    text = shown("x" * (limit + 7))

    assert "x" * limit in text
    assert "x" * (limit + 1) not in text
    assert "7 more characters are in results" in text


@pytest.mark.parametrize(("text", "fence"), [("x", "```"), ("``", "```"), ("a ```` b", "`````")])
def test_a_fence_is_as_long_as_it_must_be(text: str, fence: str) -> None:
    """Three signs, or one more than the longest row of them inside."""
    assert fenced(text) == f"{fence}text\n{text}\n{fence}"

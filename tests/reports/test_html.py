"""The page is whole, safe and honest, whatever a target puts into it."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser

import pytest
from jinja2 import UndefinedError

from nango_conformance.catalogue import load
from nango_conformance.results import Exhibit, Outcome, Run, RunVerdict, TargetNote
from reports import Clause, render
from reports.as_html import _environment, to_html
from reports.summary import summarise

NASTY = "\"><script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }} ' & \u202e\x00\u2028"

LOADING = (
    *("href", "src", "srcset", "xlink:href", "data", "poster", "background", "action"),
    *("formaction", "manifest", "ping", "cite", "longdesc", "imagesrcset"),
)
"""Attributes that can make a browser ask for something, or send somebody there."""

VOID = {"meta", "link", "br", "rect"}


class Page(HTMLParser):
    """What a page consists of, and whether every element that opens closes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.headings: list[int] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        named = dict(attrs)
        self.tags[tag] += 1
        self.attributes |= set(named)
        self.ids += [str(named["id"])] if "id" in named else []
        self.links += [str(named[key]) for key in LOADING if key in named]
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Refuse an element that closes before those inside it."""
        if tag not in VOID:
            assert self.open.pop() == tag


def poisoned(run: Run) -> Run:
    """Return the run with a hostile text in every place that a target or a person fills."""
    check = dataclasses.replace(
        run.checks[6],
        title=NASTY,
        reason=NASTY,
        seen=NASTY,
        evidence=(NASTY,),
        findings=tuple(dataclasses.replace(f, text=NASTY) for f in run.checks[6].findings),
        exhibits=(Exhibit(id=NASTY, title=NASTY, text=NASTY),),
        scenarios=tuple(
            dataclasses.replace(s, name=NASTY, uri=NASTY, failed_step=NASTY, message=NASTY)
            for s in run.checks[6].scenarios
        ),
    )
    return dataclasses.replace(
        run,
        target=TargetNote(name=NASTY, profile=NASTY, base_url=NASTY, mode=NASTY),
        started=NASTY,
        selection={NASTY: [NASTY]},
        notes=(NASTY,),
        fault=NASTY,
        items=tuple(dataclasses.replace(i, title=NASTY, reason=NASTY) for i in run.items),
        checks=(check,),
    )


def test_a_page_is_well_formed_with_landmarks_and_headings_in_order(every_verdict: Run) -> None:
    """Elements close, ids are unique, links arrive, no heading skips a level."""
    page = Page(render(every_verdict, "html"))

    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert (page.tags["main"], page.tags["header"], page.tags["footer"]) == (1, 1, 1)
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    steps = zip(page.headings, page.headings[1:], strict=False)
    assert all(after - before <= 1 for before, after in steps)


def test_a_page_asks_the_network_for_nothing(
    every_verdict: Run, clauses: Mapping[str, Clause]
) -> None:
    """No link, source, import or font leads out; there is no script; the policy forbids both."""
    text = render(every_verdict, "html", clauses)
    page = Page(text)
    style = text[text.index("<style>") : text.index("</style>")]

    assert all(link.startswith("#") or link == "data:," for link in page.links)
    assert "url(" not in style
    assert "@import" not in style
    assert page.tags["script"] == 0
    assert "style" not in page.attributes
    assert not any(name.startswith("on") for name in page.attributes)
    assert "default-src 'none'; style-src 'sha256-" in text
    outside = set(re.findall(r"https?://[^\s<\"']+", text))
    assert outside == {"http://127.0.0.1:3000", "http://127.0.0.1:3000/api/connect"}


@pytest.mark.parametrize("verdict", [Outcome.PASSED, Outcome.FAILED, Outcome.NOT_OBSERVABLE])
def test_the_whole_catalogue_stays_below_a_megabyte(clean: Run, verdict: Outcome) -> None:
    """With as much evidence as a run can gather, and a reason in every check."""
    pieces = tuple(
        Exhibit(id=f"E{n:04d}", title="Ada → backend: POST /x", text=f"> POST\n< 200\n{'<x' * 700}")
        for n in range(40)
    )
    checks = tuple(
        dataclasses.replace(
            clean.checks[0],
            id=check.id,
            item=check.item,
            title=check.title,
            verdict=verdict,
            reason="" if verdict is Outcome.PASSED else "expected this; saw that " * 8,
            exhibits=() if verdict is Outcome.PASSED else pieces,
            digest=pieces[:5] if verdict is Outcome.PASSED else (),
            evidence=tuple(f"E{n:04d}" for n in range(450)),
            scenarios=clean.checks[0].scenarios * 4,
        )
        for check in load().checks
    )

    text = render(dataclasses.replace(clean, checks=checks), "html")

    assert 400_000 < len(text.encode()) < 1_000_000


def test_no_text_of_a_stranger_becomes_markup(every_verdict: Run) -> None:
    """A hostile text in every field adds no element, no attribute and no unseen character."""
    plain = Page(render(every_verdict, "html"))
    text = render(poisoned(every_verdict), "html")
    page = Page(text)

    assert page.tags["script"] == page.tags["img"] == 0
    assert page.attributes <= plain.attributes
    assert page.open == []
    assert "{{ 7*7 }}" in text
    assert not re.search("[\x00\u202e\u2028]", text)
    assert "&lt;U+202E&gt;" in text


def test_only_what_passed_wears_the_tick(every_verdict: Run) -> None:
    """Each tick belongs to the class of passed, and a word stands beside each mark."""
    text = render(every_verdict, "html")
    ticks = re.findall(r'class="(\w+) v-([\w-]+)"><span class="mark" aria-hidden="true">✓', text)

    assert {verdict for _, verdict in ticks} == {"passed"}
    assert not re.findall(r'<span class="mark"[^>]*>.</span>\s*</', text)


def test_a_played_item_says_so_in_its_verdict(every_verdict: Run) -> None:
    """An item that the harness played is never just ticked."""
    text = render(every_verdict, "html")

    assert "Passed, as played</span>" in text
    assert "seen in a browser" in text


def test_every_check_has_an_anchor(every_verdict: Run) -> None:
    """A link can point at one check."""
    page = Page(render(every_verdict, "html"))

    assert {check.id for check in every_verdict.checks} <= set(page.ids)


def test_a_red_check_shows_what_a_developer_needs(
    every_verdict: Run, clauses: Mapping[str, Clause]
) -> None:
    """Reason, what was seen, the demand, the remedy, the source, the exchange and how to repeat."""
    text = render(every_verdict, "html", clauses)
    start = text.index('id="NAF-06.1"')
    entry = text[start : text.index('<section class="group"', start)]

    for words in (
        " open>",
        "The genuine webhook was refused",
        "401 invalid_signature to the delivery",
        "A 2xx answer to the exact bytes",
        "Verify X-Nango-Hmac-Sha256 over the raw body",
        "Nango 0.71.4, webhooks: signatures; RFC 2104",
        "HTTP/1.1 401 Unauthorized",
        "features/webhooks.feature:18",
        "The creation webhook exactly as Nango posts it.",
        "Takes the wrong header",
        "D02",
        "nango-conformance run --check NAF-06.1 --seed 20260312",
    ):
        assert words in entry


def test_a_part_and_a_fault_are_banners(every_verdict: Run) -> None:
    """Whoever reads only the top learns that it was a part and that it broke off."""
    run = dataclasses.replace(
        every_verdict, selection={"items": ["06"]}, fault="The target died (exit status 137)."
    )

    head = render(run, "html").split('id="overview-title"')[0]

    assert "Not conformant, in the part that was selected" in head
    assert "A part of the specification, not the whole" in head
    assert "items 06" in head
    assert "The target died (exit status 137)." in head


def test_a_run_of_nothing_can_be_drawn(clean: Run) -> None:
    """A run that ended before its first check is a page too, and not a green one."""
    run = dataclasses.replace(
        clean, verdict=RunVerdict.INCONCLUSIVE, checks=(), items=(), fault="no target"
    )

    text = render(run, "html")

    assert "0 of 0 checks have an answer" in text
    assert 'class="verdict r-inconclusive' in text
    assert "Could not be judged, and the run ended early" in text


def test_a_huge_exhibit_is_cut_with_a_count(clean: Run) -> None:
    """A hostile answer of a megabyte does not make a page of one."""
    huge = Exhibit(id="e", title="t", text="x" * 1_000_000)
    check = dataclasses.replace(clean.checks[0], verdict=Outcome.FAILED, exhibits=(huge,))

    text = render(dataclasses.replace(clean, checks=(check,)), "html")

    assert len(text) < 100_000
    assert "996,000 more characters are in results.json" in text


def test_on_paper_what_passed_names_its_evidence_and_does_not_show_it(clean: Run) -> None:
    """What is printed cannot be opened, and all of it is in the file that is attached."""
    read = Exhibit(id="E1", title="a read", text="what was read")
    passed = dataclasses.replace(clean.checks[0], digest=(read,), evidence=("E1",))
    view = summarise(dataclasses.replace(clean, checks=(passed,)), {})

    assert "what was read" in to_html(view)
    assert "what was read" not in to_html(view, paper=True)
    assert "Evidence: E1 in evidence.ndjson." in to_html(view, paper=True)


def test_a_template_that_names_what_is_not_there_is_an_error() -> None:
    """A gap in a page would be a fact that nobody misses."""
    with pytest.raises(UndefinedError):
        _environment().from_string("{{ nothing }}").render()

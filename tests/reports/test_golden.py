"""Each format of a run that shows every verdict is, byte for byte, the one that was looked at."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import pytest

import reports
from nango_conformance.catalogue import load
from nango_conformance.results import Run
from reports import FILES, FORMATS, Clause, Clauses, render, render_pdf
from reports.clauses import known
from reports.summary import summarise
from tests.reports.accepting import accepted


@pytest.mark.parametrize("kind", FORMATS)
def test_a_report_is_the_golden_one(
    kind: str, every_verdict: Run, clauses: Mapping[str, Clause]
) -> None:
    """GOLDEN=write accepts the present reports: look at them before they are committed."""
    report = render(every_verdict, kind, clauses)

    assert report == accepted(FILES[kind], report)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_run_gives_the_same_bytes(kind: str, every_verdict: Run) -> None:
    """No clock, no random number and no order of a set shows in a report."""
    copy = dataclasses.replace(every_verdict, checks=(*every_verdict.checks,))

    assert render(every_verdict, kind) == render(copy, kind)


def test_a_format_that_is_none_is_named() -> None:
    """The error says which formats there are."""
    with pytest.raises(ValueError, match="no format 'pdf'; there are html, markdown, junit, sarif"):
        render(None, "pdf")  # type: ignore[arg-type]


def test_the_catalogue_of_the_release_is_the_default(clean: Run) -> None:
    """Without clauses from the caller each check has the reason that the catalogue knows."""
    assert load().check("NAF-06.1").why in render(clean, "html")


@pytest.mark.parametrize("given", [None, {}])
def test_a_pdf_is_drawn_of_the_view_of_every_format(
    clean: Run, given: Clauses | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the evidence, and with the catalogue of the release where no other is given."""
    asked: list[object] = []

    def draw(*more: object) -> bytes:
        asked.extend(more)
        return b"%PDF"

    monkeypatch.setattr(reports, "to_pdf", draw)

    assert render_pdf(clean, "the evidence", given) == b"%PDF"
    assert asked == [summarise(clean, known() if given is None else given), "the evidence"]

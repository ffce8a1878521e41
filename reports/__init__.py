"""A run as data becomes a page, a summary or a machine-readable file; nothing here does I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from nango_conformance.results import Run
from reports.as_badge import to_badge
from reports.as_github import to_github
from reports.as_html import to_html
from reports.as_json import problems, schema, to_json
from reports.as_junit import to_junit
from reports.as_markdown import to_markdown
from reports.as_oscal import to_oscal
from reports.as_pdf import check_pdf, to_pdf
from reports.as_sarif import to_sarif
from reports.clauses import Clause, Clauses, known
from reports.summary import Summary, summarise

__all__ = [
    "FILES",
    "FORMATS",
    "PDF",
    "USUAL",
    "Clause",
    "Clauses",
    "check_pdf",
    "problems",
    "render",
    "render_pdf",
    "schema",
]

_RENDERERS: Final[Mapping[str, Callable[[Summary], str]]] = MappingProxyType(
    {
        "html": to_html,
        "markdown": to_markdown,
        "junit": to_junit,
        "sarif": to_sarif,
        "github": to_github,
        "badge": to_badge,
        "json": to_json,
        "oscal": to_oscal,
    }
)

FORMATS: Final = tuple(_RENDERERS)
"""The names that `render` knows."""

FILES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "html": "report.html",
        "markdown": "report.md",
        "junit": "junit.xml",
        "sarif": "report.sarif",
        "github": "annotations.txt",
        "badge": "badge.json",
        "json": "results.json",
        "oscal": "oscal.json",
        "pdf": "report.pdf",
    }
)
"""What the file of each format is called in a report folder."""

PDF: Final = "pdf"
"""The format that is bytes and needs an extra: `render_pdf` makes it, and `all` leaves it out."""

USUAL: Final = ("html", "markdown", "junit", "json")
"""The formats of a run that asks for no others."""


def render(run: Run, format: str, clauses: Clauses | None = None) -> str:  # noqa: A002 - its word
    """
    Return the run in one of the `FORMATS`; raise ValueError for any other name.

    The clauses are the catalogue by check id, this release's own unless others are given. A
    check that they lack is drawn without its source and its remedy.
    """
    if format not in _RENDERERS:
        raise ValueError(f"no format {format!r}; there are {', '.join(FORMATS)}")
    return _RENDERERS[format](summarise(run, known() if clauses is None else clauses))


def render_pdf(run: Run, evidence: str | None = None, clauses: Clauses | None = None) -> bytes:
    """
    Return the run as a tagged PDF, the evidence file attached where it is given.

    Raise UsageError where the extra `pdf` is missing.
    """
    return to_pdf(summarise(run, known() if clauses is None else clauses), evidence)

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
from reports.as_sarif import to_sarif
from reports.clauses import Clause, Clauses, known
from reports.summary import Summary, summarise

__all__ = ["FILES", "FORMATS", "USUAL", "Clause", "Clauses", "problems", "render", "schema"]

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
    }
)
"""What the file of each format is called in a report folder."""

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

"""The page for an auditor: one file, no script, nothing fetched, every value escaped."""

from __future__ import annotations

import base64
import functools
import hashlib
import html
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import resources
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from nango_conformance.failures import meaning_of
from nango_conformance.results import RunVerdict
from reports.about import about, address
from reports.exchanges import LONGEST, evidence_of, ranges
from reports.sequence import INKS, LANES, WAYS, sequence
from reports.summary import Summary, schedule_again
from reports.visible import cut, one_line, visible
from reports.words import LEVELS, MODES, OUTCOMES, SHOWN_BY, SHOWN_BY_MEANINGS, STATUSES, TERMS

_WORST_LIMIT = 180
"""Characters of the worst finding of an item: the whole is with its check."""


def to_html(summary: Summary, *, paper: bool = False) -> str:
    """Return the page; the same run gives the same bytes. On paper what passed is brief."""
    css = _template("checklist.css")
    return (
        _environment()
        .get_template("checklist.html")
        .render(
            summary=summary,
            run=summary.run,
            ids={check.id for check in summary.run.checks},
            proofs=evidence_of(summary.run),
            flow=sequence(summary.run),
            css=Markup(css),  # noqa: S704 - our own style sheet, from inside the package
            style_hash=_hash(css),
            words=_words(),
            about=tuple(about(summary.run)),
            address=address(summary.run),
            paper=paper,
        )
    )


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_template),
        auto_reload=False,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        finalize=_finalize,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        {
            "again": lambda one, run: schedule_again(run, one),
            "clock": _clock,
            "cut": lambda text: cut(text, LONGEST),
            "pre": _pre,
            "short": lambda text: _shortened(one_line(text)),
            "lasted": _lasted,
            "lapse": _lapse,
            "one_line": one_line,
            "segments": _segments,
        }
    )
    environment.globals.update(
        {
            "inks": INKS,
            "lanes": LANES,
            "means": meaning_of,
            "modes": MODES,
            "ranged": ranges,
            "ways": WAYS,
        }
    )
    return environment


def _words() -> Mapping[str, Any]:
    return {
        "outcomes": OUTCOMES,
        "statuses": [STATUSES[verdict] for verdict in RunVerdict],
        "shown_by": [(SHOWN_BY[kind], SHOWN_BY_MEANINGS[kind]) for kind in SHOWN_BY],
        "levels": LEVELS,
        "terms": TERMS,
    }


def _template(name: str) -> str:
    return (resources.files("reports") / "templates" / name).read_bytes().decode()


def _hash(css: str) -> str:
    """Return the source expression that lets this style sheet, and no other, apply (CSP 3)."""
    digest = hashlib.sha256(css.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _finalize(value: object) -> object:
    """Draw unseen characters in every value that a template prints, before it is escaped."""
    return visible(value) if type(value) is str else value


def _pre(text: str) -> Markup:
    """Return a text for the inside of an element, where no quotation mark needs an escape."""
    return Markup(html.escape(visible(text), quote=False))  # noqa: S704 - it has just been escaped


def _shortened(text: str) -> str:
    return text if len(text) <= _WORST_LIMIT else f"{text[:_WORST_LIMIT].rstrip()} …"


def _clock(started: str) -> str:
    """Return a moment for people, 2026-03-12 09:30:00 UTC; what is no moment stays as it is."""
    try:
        moment = datetime.fromisoformat(started)
    except ValueError:
        return started
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _lasted(seconds: float) -> str:
    """Return a duration for people: 340 ms, 4.2 s, 2 min 05 s."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s"


def _lapse(ms: float) -> str:
    """Return a time since the first exchange of an example: 340 ms, 4.2 s."""
    return _lasted(ms / 1000)


def _segments(summary: Summary) -> list[tuple[str, float, float]]:
    """Return the bar of all checks as verdict, left edge and width, of a thousand."""
    total = sum(tally.count for tally in summary.tallies)
    edges, left = [], 0
    for tally in summary.tallies:
        if tally.count:
            edges.append((tally.verdict.value, 1000 * left / total, 1000 * tally.count / total))
        left += tally.count
    return edges

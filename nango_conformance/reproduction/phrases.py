"""
A step of the specification becomes the lines of a shell that do the same.

A table of phrases, as `steps/` has them. A step without a phrase here cannot be shown by a script,
and neither can its check: better none than one that says something else.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from nango_conformance.reproduction import acting, judging, oddly
from nango_conformance.reproduction.selectors import Unscriptable
from nango_conformance.reproduction.telling import Telling

Writer = Callable[..., list[str]]
"""Takes the telling and the words of the step by name; returns lines of a shell."""

_WORDS: Final[Mapping[str, str]] = {
    "who": "Ada|Grace|Mallory",
    "other": "Ada|Grace|Mallory",
    "account": "her account in her second workspace|her other account|her account",
    "word": ".+?",
}
"""What each placeholder of a phrase may stand for."""

PHRASES: Final[Mapping[str, Writer]] = {
    **acting.PHRASES,
    **oddly.PHRASES,
    **judging.PHRASES,
}
"""Every phrase that a script can tell."""


def told(text: str, telling: Telling) -> list[str]:
    """Return the lines for one step; raise Unscriptable where there are none."""
    for pattern, writer in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            with contextlib.suppress(ValueError):
                # The words of an open placeholder may be another phrase's.
                return writer(telling, **found.groupdict())
    raise Unscriptable(WHY.get(text) or _why(text))


def _patterns() -> Iterable[tuple[re.Pattern[str], Writer]]:
    return ((_pattern(phrase), writer) for phrase, writer in PHRASES.items())


def _pattern(phrase: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", phrase)
    return re.compile(
        "".join(
            f"(?P<{part}>{_WORDS[part]})" if place % 2 else re.escape(part)
            for place, part in enumerate(parts)
        )
    )


WHY: Final[Mapping[str, str]] = {
    "no answer in this run held a key": "it is judged over every answer of a whole run",
}

_TIME: Final = "it is about time, which a shell cannot tell well enough"
_CROWD: Final = "it is about requests at the same moment"
_TROUBLE: Final = "the backend is put into trouble, which only a run that started it can do"
_WHOLE: Final = "it is judged over all that a run has seen, or over a database"

_REASONS: Final = (
    (r"fifty people|both start|twice at once", _CROWD),
    (r"silence|constant time|syncs are slow|too soon", _TIME),
    (r"in this run|no credential", _WHOLE),
    (r"the database takes nothing|without its key", _TROUBLE),
    (r"browser loads", "it reads what a browser loads"),
)
"""Words of steps, and why no shell can show them."""


def _why(text: str) -> str:
    for pattern, reason in _REASONS:
        if re.search(pattern, text):
            return reason
    return f"no lines of a shell are known for the step {text!r}"

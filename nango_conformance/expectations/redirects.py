"""Item 16: where an answer of the target's leads."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Sequence
from typing import Final

from nango_conformance.errors import ControlFailed, Nonconformance
from nango_conformance.evidence import Exchange, Note, leaves
from nango_conformance.expectations.statuses import is_error
from nango_conformance.kinds import Kind

"""From here on an answer is a refusal: what it quotes, nobody follows."""

_LINKS: Final = r"""(?:href|src|action|content|url)\s*=\s*["']?[^"'>]*|<script[^>]*>[^<]*"""


def nothing_off_site(answers: Sequence[Exchange], mark: str, shown: str | None) -> tuple[Note, ...]:
    """
    No header, page or link of an answer leads to the site that the mark is part of.

    What a status route, whose path begins with `shown`, tells of it is stored and not followed.
    """
    if not answers:
        raise ControlFailed("the target was asked nothing")
    stored = False
    for answer in answers:
        place = _leading(answer, mark)
        if place is None:
            continue
        if place.startswith("$") and shown and _path(answer).startswith(shown):
            stored = True
            continue
        raise Nonconformance(
            "nothing that leads to another site",
            f"it at {place} of {answer.said}",
            (answer.id,),
            kind=Kind.LEADS_OFF_SITE,
        )
    text = "an address of another site is stored and shown: whoever follows it leaves the site"
    return (Note(level="SHOULD", text=text),) if stored else ()


def _leading(answer: Exchange, mark: str) -> str | None:
    """Return the place of an answer that leads away, if one does."""
    for name, value in answer.headers:
        if mark in value or mark in name:
            return f"the header {name}"
    if answer.status is None or is_error(answer.status):
        return None
    if "html" in (answer.header("content-type") or ""):
        found = re.search(f"(?:{_LINKS}){re.escape(mark)}", answer.body, re.IGNORECASE)
        return "a link of the page" if found else None
    return next((f"$.{path}" for path, value in leaves(answer.json) if mark in str(value)), None)


def _path(answer: Exchange) -> str:
    return urllib.parse.urlsplit(answer.url).path

"""What must not come of a start, each with how it is looked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from nango_conformance.evidence import Note
from nango_conformance.expectations import links, starts
from nango_conformance.stage import browsing, crowd, looking, returning
from nango_conformance.stage.oddities import CHALLENGE
from nango_conformance.stage.returning import MARK
from nango_conformance.stage.stage import Stage

Notes = tuple[Note, ...]


class Harm(StrEnum):
    """What must not be."""

    EFFECT = "comes of it"
    SMUGGLED = "that she added reaches Nango"
    KEPT = "may keep the answer with the token"
    BLANK = "empty or too long reaches Nango"
    OFF_SITE = "leads off the site"
    SECRET = "that was loaded holds a secret"  # noqa: S105 - words of the features
    BREAKDOWN = "breaks under the load"


def none(stage: Stage, who: str, harm: Harm) -> Notes:
    """What somebody did led to nothing of the kind."""
    return _JUDGES[harm](stage, who)


def _no_effect(stage: Stage, who: str) -> Notes:
    route, answer = stage.target.connect, stage.the_answer()
    notes = starts.without_effect(route, answer, stage.nango.issued(stage.when))
    notes += starts.no_markup(answer, CHALLENGE)
    if stage.probe.available:
        notes += links.unchanged(stage.attempt(who).before, looking.settled(stage, who))
    return notes


def _nothing_smuggled(stage: Stage, who: str) -> Notes:
    calls = looking.calls_of_the_when(stage, who)
    return starts.nothing_smuggled(calls, stage.the_answer(), MARK)


def _not_kept(stage: Stage, who: str) -> Notes:
    return starts.not_kept(stage.target.connect, stage.attempt(who).exchange)


def _nothing_blank(stage: Stage, who: str) -> Notes:
    return starts.nothing_blank(stage.nango.calls(stage.attempt(who).mark))


def _no_secret(stage: Stage, who: str) -> Notes:
    del who
    return browsing.clean(stage)


_JUDGES: Final[Mapping[Harm, Callable[[Stage, str], Notes]]] = {
    Harm.EFFECT: _no_effect,
    Harm.SMUGGLED: _nothing_smuggled,
    Harm.KEPT: _not_kept,
    Harm.BLANK: _nothing_blank,
    Harm.BREAKDOWN: crowd.unbroken,
    Harm.OFF_SITE: returning.nothing_off_site,
    Harm.SECRET: _no_secret,
}

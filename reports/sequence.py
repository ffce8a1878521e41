"""
The flow as a sequence between four parties: as it has to be, and as one scenario showed it.

Only geometry and words are made here; the template draws them. What was not seen is a row, too:
a gap that is not drawn would look like a shorter flow.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from nango_conformance.results import Flow, Outcome, Run
from reports.visible import one_line
from reports.words import GOOD

LANES: Final = ("Frontend", "Backend", "Nango", "Provider")
"""The parties, from left to right."""

INKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "passed": "#14603a",
        "passed-with-findings": "#7a4a00",
        "failed": "#a3191f",
        "waived": "#7a4a00",
        "inconclusive": "#5c3c97",
        "not-observable": "#5c3c97",
        "not-applicable": "#55514a",
        "not-run": "#55514a",
        "none": "#57534b",
        "edge": "#8b867c",
        "ink": "#1d1b18",
        "paper": "#ffffff",
    }
)
"""
The colours of a drawing where no style sheet reaches into it, as in a PDF.

They are those of the style sheet in print, which has the last word in a browser.
"""

ROW: Final = 38
TOP: Final = 30
"""Units of the drawing, which is 400 wide: the height of a step, and where the first begins."""

WORDS_LIMIT: Final = 38
"""Characters of a step that fit beside its time."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One of the ten steps as it has to be: from whom, to whom, and what it is in words."""

    source: int
    target: int
    words: str


WAYS: Final[Mapping[str, Way]] = MappingProxyType(
    {
        "01": Way(source=0, target=1, words="asks for a session token"),
        "02": Way(source=1, target=2, words="creates the connect session"),
        "03": Way(source=0, target=2, words="opens the modal with the token"),
        "04": Way(source=0, target=3, words="the user gives consent"),
        "05": Way(source=3, target=2, words="OAuth callback"),
        "06": Way(source=2, target=1, words="webhook: connection created"),
        "07": Way(source=1, target=2, words="accepts the webhook"),
        "08": Way(source=1, target=1, words="connection becomes active"),
        "09": Way(source=1, target=1, words="connectionId is saved"),
        "10": Way(source=1, target=2, words="triggers the first sync"),
    }
)
"""The ten steps, by the number of their item."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One step to draw; `when` is empty where it is a demand, `seen` false for a gap."""

    item: str
    words: str
    when: str
    took: str
    way: str
    tone: str
    seen: bool
    y: int
    start: int
    end: int

    @property
    def short(self) -> str:
        """The words as far as they fit."""
        fits = len(self.words) <= WORDS_LIMIT
        return self.words if fits else f"{self.words[: WORDS_LIMIT - 1]}…"

    @property
    def head(self) -> str:
        """The points of the arrow's head; of a step within one party, a small loop's."""
        side = -1 if self.end >= self.start else 1
        base = self.end + 7 * side
        return f"{self.end},{self.y} {base},{self.y - 4} {base},{self.y + 4}"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """What is drawn of a run's flow: the demand, what was seen, and where it was seen."""

    required: tuple[Row, ...]
    observed: tuple[Row, ...]
    check: str
    scenario: str
    missing: tuple[str, ...]
    height: int


def sequence(run: Run) -> Sequence | None:
    """Return what is to be drawn; None for a run in which no step was seen."""
    if run.flow is None:
        return None
    tones = {item.item: item.verdict.value for item in run.items}
    played = {item.item for item in run.items if item.shown_by == "played"}
    seen = {step.item for step in run.flow.steps}
    observed = (*_seen(run.flow, tones, played), *_gaps(run.flow, tones))
    return Sequence(
        required=tuple(
            _row(item, way.words, place, tone="none")
            for place, (item, way) in enumerate(WAYS.items())
        ),
        observed=observed,
        check=run.flow.check,
        scenario=run.flow.scenario,
        missing=tuple(item for item in WAYS if item not in seen),
        height=TOP + ROW * max(len(WAYS), len(observed)) + 8,
    )


def lane(place: int) -> int:
    """Return where the line of a party stands."""
    return 50 + 100 * place


def _seen(flow: Flow, tones: Mapping[str, str], played: set[str]) -> Iterator[Row]:
    for place, step in enumerate(flow.steps):
        by = " · played" if step.item in played else ""
        yield _row(
            step.item,
            one_line(step.what),
            place,
            when=f"+{_ms(step.at_ms)}{by}",
            took="" if step.took_ms is None else _ms(step.took_ms),
            tone=tones.get(step.item, Outcome.NOT_RUN.value),
        )


def _gaps(flow: Flow, tones: Mapping[str, str]) -> Iterator[Row]:
    seen = {step.item for step in flow.steps}
    missing = [item for item in WAYS if item not in seen]
    for place, item in enumerate(missing, len(flow.steps)):
        tone = tones.get(item, Outcome.NOT_RUN.value)
        # Another example may have shown it, so its item is good; here it was not seen.
        tone = Outcome.NOT_OBSERVABLE.value if tone in GOOD else tone
        yield _row(item, WAYS[item].words, place, when="not seen", tone=tone, seen=False)


def _ms(milliseconds: float) -> str:
    places = 1 if milliseconds < 100 else 0  # noqa: PLR2004 - from here on nobody reads a tenth
    return f"{milliseconds:.{places}f} ms"


def _row(
    item: str,
    words: str,
    place: int,
    *,
    tone: str,
    when: str = "",
    took: str = "",
    seen: bool = True,
) -> Row:
    way = WAYS[item]
    start, end = lane(way.source), lane(way.target)
    return Row(
        item=item,
        words=words,
        when=when,
        took=took,
        way=f"{LANES[way.source]} → {LANES[way.target]}" if start != end else LANES[way.source],
        tone=tone,
        seen=seen,
        y=TOP + ROW * place + 26,
        start=start,
        end=end,
    )

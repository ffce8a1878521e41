"""What several workers left becomes what one would have left: the same order, the same ids."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from nango_conformance.assembly import Gathered
from nango_conformance.evidence import Entry, Heard, Redactor, finished
from nango_conformance.parallel.words import Ended, Part
from nango_conformance.recorder import Told, cleaned, midway, renumbered
from nango_conformance.records import ScenarioRecord
from nango_conformance.verdict import Finding, Outcome


@dataclasses.dataclass(slots=True)
class Harvest:
    """
    What the workers have told so far, by the index of the scenario.

    `first` is what was recorded before all scenarios, `heard_out` what was found in the logs
    and databases when all but the last of them had ended. A scenario at which the target ended by
    itself for a second time ends the run there, as it does where one process plays.
    """

    parts: tuple[Part, ...] = ()
    built: frozenset[str] = frozenset()
    base_url: str | None = None
    first: tuple[Entry, ...] = ()
    heard_first: Heard = dataclasses.field(default_factory=Heard)
    heard_out: list[Heard] = dataclasses.field(default_factory=list)
    ended: dict[int, Ended] = dataclasses.field(default_factory=dict)
    fault: str | None = None

    @property
    def cut(self) -> int | None:
        """The index at which the target ended for the second time, if it did."""
        deaths = sorted(index for index, one in self.ended.items() if one.death is not None)
        return deaths[1] if len(deaths) > 1 else None

    def heard(self) -> Heard:
        """Return what all answers, logs and databases gave away so far, in order."""
        stories = (self.ended[index].heard for index in sorted(self.ended))
        return sum((self.heard_first, *stories, *self.heard_out), Heard())


def lost(part: Part, index: int, why: str, *, now: float) -> Ended:
    """Return what is to be said of a scenario whose worker is gone: it proved nothing."""
    told = Told(
        finding=Finding(check=part.check, outcome=Outcome.INCONCLUSIVE, reason=why),
        record=ScenarioRecord(
            uri=part.uri,
            name=part.name,
            line=part.line,
            steps=(),
            started=now,
            tags=part.tags,
            fault=why,
        ),
        notes=(),
        duration_s=0.0,
    )
    return Ended(index=index, told=told, entries=(), schema_breaks=(), heard=Heard(), secrets={})


def merged(gathered: Gathered, harvest: Harvest, redact: Redactor, fault: str | None) -> Gathered:
    """Return the run as if one process had played it."""
    cut, how = harvest.cut, None
    ended = [one for index, one in sorted(harvest.ended.items()) if cut is None or index <= cut]
    if cut is not None and (how := ended[-1].death) is not None:
        ended[-1] = _at_the_end(ended[-1], how)
    told, entries = _numbered(harvest.first, ended)
    breaks = (redact(text) for one in ended for text in one.schema_breaks)
    return dataclasses.replace(
        gathered,
        told=tuple(cleaned(one, redact.again) for one in told),
        built=harvest.built,
        entries=tuple(finished(entry, redact) for entry in entries),
        fault=_known(harvest.fault or (midway(how) if how is not None else fault), redact),
        schema_breaks=tuple(dict.fromkeys(breaks)),
        base_url=harvest.base_url,
    )


def _known(fault: str | None, redact: Redactor) -> str | None:
    """A fault of one worker may quote what only another knows for a secret."""
    return None if fault is None else redact(fault)


def _at_the_end(one: Ended, how: str) -> Ended:
    """A target that ends again is unusable: what it was asked last proves nothing."""
    if one.told is None:
        return one
    finding = dataclasses.replace(
        one.told.finding, outcome=Outcome.INCONCLUSIVE, reason=how, seen=""
    )
    record = dataclasses.replace(one.told.record, fault=how)
    return dataclasses.replace(
        one, told=dataclasses.replace(one.told, finding=finding, record=record)
    )


def _numbered(
    first: Sequence[Entry], ended: Iterable[Ended]
) -> tuple[tuple[Told, ...], list[Entry]]:
    """Number the evidence through, scenario by scenario; every worker began at one."""
    entries: list[Entry] = []
    told: list[Told] = []

    def take(some: Sequence[Entry]) -> Mapping[str, str]:
        ids = {one.id: f"E{len(entries) + n:04d}" for n, one in enumerate(some, 1)}
        entries.extend(dataclasses.replace(one, id=ids[one.id]) for one in some)
        return ids

    take(first)
    for one in ended:
        ids = take(one.entries)
        if one.told is not None:
            told.append(renumbered(one.told, ids))
    return tuple(told), entries

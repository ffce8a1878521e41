"""
Two runs side by side: what broke, what is no longer seen, what was mended.

A check is red (failed), excused (waived), green (passed) or dark (all else: nobody saw it, or there
is nothing to see), and where it goes says what has happened:

    to red from anything else           broken; a check that is new and red as well
    to dark from red, excused or green  newly unseen: a failure that nobody sees is not mended
    to excused from anything else       newly waived
    to green from red or excused        fixed
    to green from dark                  newly seen
    from dark to another dark           unseen otherwise

Nothing here calls a run better than its own verdict does.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from nango_conformance.results import Outcome, Run, RunVerdict
from reports.scope import differences_of_scope
from reports.steady import LATER, Entry, entries


class Kind(StrEnum):
    """What became of a check between two runs, the worst first."""

    BROKEN = "broken"
    NEWLY_UNSEEN = "newly-unseen"
    NEWLY_WAIVED = "newly-waived"
    REMOVED = "removed"
    NEW = "new"
    UNSEEN_OTHERWISE = "unseen-otherwise"
    EVIDENCE_CHANGED = "evidence-changed"
    NEWLY_SEEN = "newly-seen"
    FIXED = "fixed"


_OF_WAIVER: Final = "the waiver of "
"""How every note begins that says of a waiver that it ended or is needless."""

DIMMED: Final = frozenset({Kind.NEWLY_UNSEEN, Kind.NEWLY_WAIVED, Kind.REMOVED})
"""Nothing broke that anybody saw, and yet less is shown than before."""


class _Light(StrEnum):
    RED = "red"
    EXCUSED = "excused"
    GREEN = "green"
    DARK = "dark"


_LIGHTS: Final[Mapping[Outcome, _Light]] = MappingProxyType(
    {
        Outcome.FAILED: _Light.RED,
        Outcome.WAIVED: _Light.EXCUSED,
        Outcome.PASSED: _Light.GREEN,
    }
)
"""What is not here is dark."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is said of a check in both runs, and not the same."""

    name: str
    before: str
    after: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """
    One check, or order of events, that is not what it was; `before` or `after` is None without it.

    `reason` is why it is what it is now, `again` the command that shows it.
    """

    kind: Kind
    id: str
    title: str
    level: str
    before: Outcome | None
    after: Outcome | None
    reason: str = ""
    differences: tuple[Difference, ...] = ()
    again: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """One of the ten items whose verdict is another now."""

    item: str
    title: str
    before: Outcome
    after: Outcome


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """
    Everything that is different in the second run, the worst first.

    `scope` says in sentences why the two may not be comparable; `unchanged` counts what is the
    same, whatever colour it has.
    """

    before: Run
    after: Run
    scope: tuple[str, ...]
    changes: tuple[Change, ...]
    items: tuple[ItemChange, ...]
    unchanged: int

    @property
    def broke(self) -> bool:
        """Whether a check or a waiver broke, or the run as a whole became not conformant."""
        red = RunVerdict.NOT_CONFORMANT
        became_red = self.after.verdict is red and self.before.verdict is not red
        broken = any(change.kind is Kind.BROKEN for change in self.changes)
        return became_red or broken or bool(self.waivers)

    @property
    def waivers(self) -> tuple[str, ...]:
        """What is newly said of waivers that make the second run not conformant."""
        if self.after.verdict is not RunVerdict.NOT_CONFORMANT:
            return ()
        new = (note for note in self.after.notes if note not in self.before.notes)
        return tuple(note for note in new if note.startswith(_OF_WAIVER))

    @property
    def dimmed(self) -> bool:
        """Whether less is shown than before: unseen, waived, removed, or no verdict any more."""
        dark = RunVerdict.INCONCLUSIVE
        lost = self.after.verdict is dark and self.before.verdict is not dark
        return lost or any(change.kind in DIMMED for change in self.changes)

    def of(self, kind: Kind) -> tuple[Change, ...]:
        """Return the changes of one kind, in the order of the catalogue."""
        return tuple(change for change in self.changes if change.kind is kind)


def compare(before: Run, after: Run) -> Comparison:
    """Return what is different in the second run."""
    old, new = entries(before, after), entries(after, before)
    ids = [*new, *(id_ for id_ in old if id_ not in new)]
    changes = [change for id_ in ids if (change := _change(old.get(id_), new.get(id_)))]
    order = list(Kind)
    return Comparison(
        before=before,
        after=after,
        scope=differences_of_scope(before, after),
        changes=tuple(sorted(changes, key=lambda change: order.index(change.kind))),
        items=tuple(_items(before, after)),
        unchanged=len(ids) - len(changes),
    )


def _change(old: Entry | None, new: Entry | None) -> Change | None:
    differences = () if old is None or new is None else tuple(_differences(old, new))
    kind = _kind(old, new, differences)
    told = new or old
    if kind is None or told is None:
        return None
    return Change(
        kind=kind,
        id=told.id,
        title=told.title,
        level=told.level,
        before=old.outcome if old else None,
        after=new.outcome if new else None,
        reason=new.reason if new else "",
        differences=differences if kind is Kind.EVIDENCE_CHANGED else (),
        again=told.again if new else "",
    )


def _kind(old: Entry | None, new: Entry | None, differences: Sequence[Difference]) -> Kind | None:
    if new is None:
        return Kind.REMOVED
    now = _LIGHTS.get(new.outcome, _Light.DARK)
    if old is None:
        return Kind.BROKEN if now is _Light.RED else Kind.NEW
    if old.outcome is new.outcome:
        return Kind.EVIDENCE_CHANGED if differences else None
    return _moved(_LIGHTS.get(old.outcome, _Light.DARK), now)


def _moved(was: _Light, now: _Light) -> Kind:
    if now is _Light.RED:
        return Kind.BROKEN
    if now is _Light.EXCUSED:
        return Kind.NEWLY_WAIVED
    if now is _Light.DARK:
        return Kind.UNSEEN_OTHERWISE if was is _Light.DARK else Kind.NEWLY_UNSEEN
    return Kind.NEWLY_SEEN if was is _Light.DARK else Kind.FIXED


def _differences(old: Entry, new: Entry) -> Iterator[Difference]:
    for name, was in old.facts.items():
        now = new.facts[name]
        known = name not in LATER or (was.text and now.text)
        if known and was.steady != now.steady:
            yield Difference(name=name, before=was.text, after=now.text)


def _items(before: Run, after: Run) -> Iterator[ItemChange]:
    were = {item.item: item.verdict for item in before.items}
    for item in after.items:
        was = were.get(item.item, item.verdict)
        if was is not item.verdict:
            yield ItemChange(item=item.item, title=item.title, before=was, after=item.verdict)

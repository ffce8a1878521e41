"""What a run is narrowed to, and what has to run with it so that it means anything."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from nango_conformance.catalogue import Catalogue, Check, Level
from nango_conformance.errors import UsageError
from nango_conformance.schedules import ALL, schedule_of

_RANK = {Level.MAY: 0, Level.SHOULD: 1, Level.MUST: 2}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """
    The options that narrow a run; empty ones narrow nothing.

    `level` is the lowest level that runs. With `schedules`, these are played and no check runs.
    """

    checks: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    level: Level | None = None
    essential: bool = False
    schedules: tuple[str, ...] = ()

    @property
    def narrows(self) -> bool:
        """Say whether anything is left out."""
        return bool(self.checks or self.items or self.level or self.essential or self.schedules)

    def told(self) -> Mapping[str, Any] | None:
        """Return what `results.json` says of it: None for a whole run."""
        if not self.narrows:
            return None
        said = {
            "checks": list(self.checks),
            "items": list(self.items),
            "level": self.level.value if self.level else None,
            "essential": self.essential,
            "schedules": list(self.schedules),
        }
        return {key: value for key, value in said.items() if value}


def parse_selection(
    catalogue: Catalogue,
    *,
    checks: Sequence[str] = (),
    items: Sequence[str] = (),
    level: str | None = None,
    essential: bool = False,
    schedules: Sequence[str] = (),
) -> Selection:
    """Return the selection; raise UsageError for a check or an item that does not exist."""
    if schedules and (checks or items or level or essential):
        raise UsageError("give either --schedule or what selects checks: they do not run together")
    for schedule in schedules:
        # What is no id is said before anything starts.
        if schedule.strip().lower() != ALL:
            schedule_of(schedule)
    checks = tuple(check.upper() for check in checks)
    for wanted in checks:
        try:
            catalogue.check(wanted)
        except KeyError as error:
            hint = "`nango-conformance checks` lists them all"
            raise UsageError(f"--check {wanted}: {error.args[0]}; {hint}") from error
    known = {check.item for check in catalogue.checks}
    numbers = tuple(item.zfill(2) for item in items)
    for number in numbers:
        if number not in known:
            raise UsageError(f"--item {number}: there are items 01 to 10 and groups 11 to 20")
    return Selection(
        checks=tuple(checks),
        items=numbers,
        level=Level(level.upper()) if level else None,
        essential=essential,
        schedules=tuple(ALL if one.strip().lower() == ALL else one for one in schedules),
    )


def selected(catalogue: Catalogue, selection: Selection) -> frozenset[str]:
    """Return the ids that were asked for, without their controls."""
    return frozenset(check.id for check in catalogue.checks if _wanted(check, selection))


COMPANIONS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "NAF-15.1": ("NAF-11.1", "NAF-12.1", "NAF-14.1"),
        "NAF-15.4": ("NAF-11.1", "NAF-12.1", "NAF-14.1"),
        "NAF-17.1": ("NAF-11.1", "NAF-12.1", "NAF-14.1"),
    }
)
"""What is judged over all answers needs answers of many kinds: refusals and failures too."""


def with_controls(catalogue: Catalogue, wanted: Iterable[str]) -> frozenset[str]:
    """Return the ids with every positive control that they need, companions, and theirs."""
    found: set[str] = set()
    waiting = list(wanted)
    while waiting:
        check = catalogue.check(waiting.pop())
        if check.id not in found:
            found.add(check.id)
            waiting.extend((*check.controls, *COMPANIONS.get(check.id, ())))
    return frozenset(found)


def _wanted(check: Check, selection: Selection) -> bool:
    return (
        (not selection.checks or check.id in selection.checks)
        and (not selection.items or check.item in selection.items)
        and (selection.level is None or _RANK[check.level] >= _RANK[selection.level])
        and (not selection.essential or check.essential)
    )

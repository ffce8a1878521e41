"""
Records of a sync as `GET /records` serves them, and how a run changes them.

A record that is new is added, one whose fields differ is updated, the rest stay; what a
run does not see is left alone. Order is that of the last change, then of an id that
nobody chose, and the cursor is made of both. (Nango 0.71.4, records)
"""

from __future__ import annotations

import base64
import binascii
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fake_nango.clock import iso_micro, iso_offset

MAX_RECORDS = 10_000
ADDED, UPDATED, DELETED = "ADDED", "UPDATED", "DELETED"
_CURSOR_SEPARATOR = "||"
# Records of one run are a microsecond apart, so they are served in the order they were found.
_APART_S = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record, and when it was seen first and changed last."""

    key: str
    fields: Mapping[str, Any]
    first_seen: float
    last_modified: float
    last_action: str
    pruned_at: float | None = None

    @property
    def order(self) -> tuple[str, str]:
        """Where the record stands among the others."""
        return iso_micro(self.last_modified), self.key

    @property
    def cursor(self) -> str:
        """What a reader must remember to go on after this record."""
        return base64.b64encode(_CURSOR_SEPARATOR.join(self.order).encode()).decode()

    def as_json(self) -> dict[str, Any]:
        """Write the record as Nango's API shows it."""
        deleted = self.last_action == DELETED
        metadata = {
            "first_seen_at": iso_offset(self.first_seen),
            "last_modified_at": iso_micro(self.last_modified),
            "last_action": self.last_action,
            "deleted_at": iso_offset(self.last_modified) if deleted else None,
            "pruned_at": None if self.pruned_at is None else iso_offset(self.pruned_at),
            "cursor": self.cursor,
        }
        return {**self.fields, "_nango_metadata": metadata}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How many records were added, updated and deleted."""

    added: int = 0
    updated: int = 0
    deleted: int = 0

    def and_then(self, other: Change) -> Change:
        """Add up two changes of which the first is not told yet."""
        return Change(
            added=self.added + other.added,
            updated=self.updated + other.updated,
            deleted=self.deleted + other.deleted,
        )


Records = tuple[Record, ...]


def merged(held: Records, found: Iterable[Mapping[str, Any]], now: float) -> tuple[Records, Change]:
    """Take over what a run has found, and count what that changed."""
    known = {str(each.fields["id"]): each for each in held}
    added = updated = 0
    for place, fields in enumerate(found):
        moment = _moment(now, place)
        name = str(fields["id"])
        before = known.get(name)
        if before is None:
            added += 1
            known[name] = _new(fields, moment)
        elif dict(before.fields) != dict(fields) or before.last_action == DELETED:
            updated += 1
            known[name] = replace(
                before,
                fields=dict(fields),
                last_modified=moment,
                last_action=UPDATED,
                pruned_at=None,
            )
    records = sorted(known.values(), key=lambda each: each.order)
    return tuple(records[-MAX_RECORDS:]), Change(added=added, updated=updated)


def _moment(now: float, place: int) -> float:
    # From a whole microsecond on: between two of them, rounding would make equals of neighbours.
    return round(now, 6) + place * _APART_S


def without(held: Records, rows: Iterable[Mapping[str, Any]], now: float) -> Records:
    """Mark as deleted what is held and not among these rows; it stays, as Nango's does."""
    kept = {str(each["id"]) for each in rows}
    marked = (
        each
        if str(each.fields["id"]) in kept or each.last_action == DELETED
        else replace(each, last_modified=_moment(now, place), last_action=DELETED)
        for place, each in enumerate(held)
    )
    return tuple(sorted(marked, key=lambda each: each.order))


def pruned(records: Records, cursor: str, limit: int, now: float) -> tuple[Records, int, bool]:
    """
    Empty the records up to a cursor, it included, but for their ids; ValueError without one.

    Returns the records, how many were emptied, and whether the limit left some over.
    """
    rest = after(records, cursor)
    if rest is None:
        raise ValueError("This is no cursor")
    later = {each.key for each in rest}
    full = [each for each in records if each.key not in later and each.pruned_at is None]
    chosen = {each.key for each in full[:limit]}
    emptied = tuple(
        replace(each, fields={"id": each.fields["id"]}, pruned_at=now)
        if each.key in chosen
        else each
        for each in records
    )
    return emptied, len(chosen), len(full) > limit


def count(records: Records) -> int:
    """Count the records that are not deleted."""
    return sum(each.last_action != DELETED for each in records)


def after(records: Records, cursor: str) -> Records | None:
    """Leave out what comes up to a cursor; None when the cursor is not one."""
    try:
        text = base64.b64decode(cursor, validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    moment, separator, key = text.partition(_CURSOR_SEPARATOR)
    if not separator:
        return None
    return tuple(each for each in records if each.order > (moment, key))


def _new(fields: Mapping[str, Any], now: float) -> Record:
    return Record(
        key=str(uuid.uuid4()),
        fields=dict(fields),
        first_seen=now,
        last_modified=now,
        last_action=ADDED,
    )

"""
Syncs of a connection: how they stand, and the records that they serve.

A connection has its integration's syncs from the moment it is created; `runs` is what
happens when one of them runs. (Nango 0.71.4, syncs)
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fake_nango.model import Connection
from fake_nango.records import DELETED, Change, Records, count, merged, without
from fake_nango.settings import SyncSettings, labelled
from fake_nango.store import key_of
from fake_nango.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncState:
    """How a sync of one connection stands."""

    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    runs: int = 0
    running: bool = False
    paused: bool = True
    failed: bool = False
    finished_at: float | None = None
    # What the last run changed, by model.
    last_changes: Mapping[str, Change] = field(default_factory=dict)
    # How often it runs, where an application has said so.
    frequency: str | None = None
    checkpoint: Mapping[str, Any] | None = None


def state_of(world: World, connection: Connection, sync: SyncSettings) -> SyncState:
    """Find the state of a sync; one that has never run starts paused unless it is automatic."""
    key = (key_of(connection), sync.label)
    state = world.store.syncs.get(key)
    if state is None:
        state = world.store.syncs[key] = SyncState(paused=not sync.auto_start)
    return state


def change_state(
    world: World, connection: Connection, sync: SyncSettings, **changes: Any
) -> SyncState:
    """Note that a sync stands otherwise from now on."""
    changed = replace(state_of(world, connection, sync), **changes)
    world.store.syncs[key_of(connection), sync.label] = changed
    return changed


def records_of(
    world: World, connection: Connection, model: str, variant: str | None = None
) -> Records:
    """Return what is served for a model of a connection."""
    return world.store.records.get((key_of(connection), labelled(model, variant)), ())


def replace_records(
    world: World,
    connection: Connection,
    model: str,
    rows: Iterable[Mapping[str, Any]],
    *,
    mark_deleted: bool = False,
) -> None:
    """
    Serve these rows from now on, whatever the mailbox holds; runs leave them as they are.

    With `mark_deleted` they change what there is, and what is not among them is served as
    deleted; the next run of the sync tells of it. Without it they take its place.
    """
    key = (key_of(connection), model)
    now, rows = world.clock.now(), list(rows)
    held = world.store.records.get(key, ()) if mark_deleted else ()
    kept = without(held, rows, now)
    world.store.records[key], change = merged(kept, rows, now)
    told = world.store.given_records.get(key, Change()) if mark_deleted else Change()
    deleted = Change(deleted=count(held) - count(kept))
    world.store.given_records[key] = told.and_then(change).and_then(deleted)


def empty_records(world: World, connection: Connection, sync: SyncSettings) -> None:
    """
    Forget the records of a sync, so that its next run finds all of them anew.

    Those that control has put are what there is to find.
    """
    for model in sync.every_model:
        key = (key_of(connection), labelled(model, sync.variant))
        held = world.store.records.take(key) or ()
        if key in world.store.given_records:
            rows = [each.fields for each in held if each.last_action != DELETED]
            records, change = merged((), rows, world.clock.now())
            world.store.records[key] = records
            world.store.given_records[key] = change

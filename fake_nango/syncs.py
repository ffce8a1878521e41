"""
Syncs of a connection: when they run, what they find, and that they say so.

A connection has its integration's syncs from the moment it is created. A run reads the
mailbox of the connection's account at the built-in provider (or keeps the records that
control has put there), stores what is new, and ends in a webhook: INITIAL for the first
run, INCREMENTAL for those that follow. (Nango 0.71.4, syncs and sync webhooks)
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fake_nango.clock import iso_ms
from fake_nango.mailbox import records as mail_records
from fake_nango.model import Connection
from fake_nango.records import Change, Records, count, merged, without
from fake_nango.settings import SyncSettings, labelled
from fake_nango.store import ConnectionKey
from fake_nango.webhooks import Run
from fake_nango.world import Environment, World

INITIAL, INCREMENTAL = "INITIAL", "INCREMENTAL"
# A run takes a moment, so the answer that started it goes out before its webhook.
RUN_S = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncState:
    """How a sync of one connection stands."""

    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    runs: int = 0
    running: bool = False
    paused: bool = True
    finished_at: float | None = None
    # What the last run changed, by model.
    last_changes: Mapping[str, Change] = field(default_factory=dict)
    # How often it runs, where an application has said so.
    frequency: str | None = None
    checkpoint: Mapping[str, Any] | None = None


def key_of(connection: Connection) -> ConnectionKey:
    """Identify a connection."""
    return (connection.environment, connection.integration, connection.connection_id)


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


def start_automatic(world: World, environment: Environment, connection: Connection) -> None:
    """Start the syncs that need no telling."""
    for sync in connection.syncs:
        state_of(world, connection, sync)
        if sync.auto_start:
            start_run(world, environment, connection, sync)


def start_run(
    world: World, environment: Environment, connection: Connection, sync: SyncSettings
) -> None:
    """Run a sync in the background."""
    world.spawn(_run(world, environment, connection, sync))


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


async def _run(
    world: World, environment: Environment, connection: Connection, sync: SyncSettings
) -> None:
    change_state(world, connection, sync, running=True)
    started = world.clock.now()
    try:
        await asyncio.sleep(RUN_S)
        held = world.store.connections.get(key_of(connection))
        # A connection that has been deleted meanwhile has taken its syncs along.
        if held is not None:
            for run in _ended(world, held, sync, started):
                world.deliveries.sync(environment, held, sync, run.model, run)
    finally:
        if key_of(connection) in world.store.connections:
            change_state(world, connection, sync, running=False)


def _ended(
    world: World, connection: Connection, sync: SyncSettings, started: float
) -> Iterable[Run]:
    """Note that a run has ended, and return what there is to tell: one run for each model."""
    state, ended = state_of(world, connection, sync), world.clock.now()
    changes = {each: _collect(world, connection, sync, each) for each in sync.every_model}
    sync_type = INCREMENTAL if state.runs else INITIAL
    checkpoint = {"lastSyncedAt": iso_ms(started)}
    checkpoints = {"from": state.checkpoint, "to": checkpoint} if sync.checkpoints else None
    change_state(
        world,
        connection,
        sync,
        runs=state.runs + 1,
        finished_at=ended,
        last_changes=changes,
        checkpoint=checkpoint,
    )
    return [
        Run(
            sync=sync.name,
            variant=sync.variant,
            model=model,
            sync_type=sync_type,
            started_at=iso_ms(started),
            ended_at=iso_ms(ended),
            added=change.added,
            updated=change.updated,
            deleted=change.deleted,
            checkpoints=checkpoints,
        )
        for model, change in changes.items()
    ]


def _collect(world: World, connection: Connection, sync: SyncSettings, model: str) -> Change:
    key = (key_of(connection), labelled(model, sync.variant))
    untold = world.store.given_records.get(key)
    if untold is not None:
        world.store.given_records[key] = Change()
        return untold
    held = world.store.records.get(key, ())
    now = world.clock.now()
    world.store.records[key], change = merged(held, _mails(world, connection), now)
    return change


def _mails(world: World, connection: Connection) -> Iterable[Mapping[str, Any]]:
    token = connection.credentials.get("access_token", "")
    account = world.provider.account_of(token) if isinstance(token, str) else None
    if account is None:
        seed, owner, since = connection.connection_id, "", connection.created_at
    else:
        seed, owner, since = account.address, account.name, account.since
    return mail_records(world.mailroom.mailbox(seed, owner=owner, now=since))

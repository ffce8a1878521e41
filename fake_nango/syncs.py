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
from dataclasses import dataclass, field
from typing import Any

from fake_nango.clock import iso_ms
from fake_nango.mailbox import records as mail_records
from fake_nango.model import Connection
from fake_nango.records import Change, Records, given, merged
from fake_nango.settings import SyncSettings
from fake_nango.store import ConnectionKey
from fake_nango.webhooks import Run
from fake_nango.world import Environment, World

INITIAL, INCREMENTAL = "INITIAL", "INCREMENTAL"
# A run takes a moment, so the answer that started it goes out before its webhook.
RUN_S = 0.02


@dataclass(slots=True)
class SyncState:
    """How a sync of one connection stands; changed by its runs and by start and pause."""

    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    runs: int = 0
    running: bool = False
    paused: bool = True
    finished_at: float | None = None
    last_change: Change = field(default_factory=lambda: Change(added=0, updated=0))


def key_of(connection: Connection) -> ConnectionKey:
    """Identify a connection."""
    return (connection.environment, connection.integration, connection.connection_id)


def state_of(world: World, connection: Connection, sync: SyncSettings) -> SyncState:
    """Find the state of a sync; one that has never run starts paused unless it is automatic."""
    key = (key_of(connection), sync.name)
    state = world.store.syncs.get(key)
    if state is None:
        state = world.store.syncs[key] = SyncState(paused=not sync.auto_start)
    return state


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


def records_of(world: World, connection: Connection, model: str) -> Records:
    """Return what is served for a model of a connection."""
    return world.store.records.get((key_of(connection), model), ())


def replace_records(
    world: World, connection: Connection, model: str, rows: Iterable[Mapping[str, Any]]
) -> None:
    """Serve these rows from now on, whatever the mailbox holds; runs leave them as they are."""
    key = (key_of(connection), model)
    world.store.records[key] = given(rows, world.clock.now())
    world.store.given_records[key] = True


async def _run(
    world: World, environment: Environment, connection: Connection, sync: SyncSettings
) -> None:
    state = state_of(world, connection, sync)
    state.running = True
    started = world.clock.now()
    try:
        await asyncio.sleep(RUN_S)
        held = world.store.connections.get(key_of(connection))
        # A connection that has been deleted meanwhile has taken its syncs along.
        if held is not None:
            change = _collect(world, held, sync, first=state.runs == 0)
            run = _ended(world, state, sync, started, change)
            world.deliveries.sync(environment, held, sync, sync.model, run)
    finally:
        state.running = False


def _ended(
    world: World, state: SyncState, sync: SyncSettings, started: float, change: Change
) -> Run:
    ended = world.clock.now()
    sync_type = INCREMENTAL if state.runs else INITIAL
    state.finished_at, state.last_change = ended, change
    state.runs += 1
    return Run(
        sync=sync.name,
        model=sync.model,
        sync_type=sync_type,
        started_at=iso_ms(started),
        ended_at=iso_ms(ended),
        added=change.added,
        updated=change.updated,
    )


def _collect(world: World, connection: Connection, sync: SyncSettings, *, first: bool) -> Change:
    key = (key_of(connection), sync.model)
    held = world.store.records.get(key, ())
    if key in world.store.given_records:
        return Change(added=len(held) if first else 0, updated=0)
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

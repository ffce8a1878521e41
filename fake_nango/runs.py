"""
Runs of a sync: what one finds, or how it fails, and that it says so.

A run reads the mailbox of the connection's account at the built-in provider (or keeps the
records that control has put there), stores what is new, and ends in a webhook for each
model: INITIAL for the first run and for one that starts over, INCREMENTAL for the others.
Without credentials that work it fails, which is one webhook. (Nango 0.71.4, sync webhooks)
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable, Mapping
from typing import Any, Final

from fake_nango.clock import iso_ms
from fake_nango.mailbox import records as mail_records
from fake_nango.model import Connection
from fake_nango.records import Change, merged
from fake_nango.refresh import RefreshFailed, refresh
from fake_nango.settings import SyncSettings, labelled
from fake_nango.store import key_of
from fake_nango.syncs import change_state, empty_records, state_of
from fake_nango.webhooks import Failure, Run
from fake_nango.world import Environment, World

INITIAL, INCREMENTAL = "INITIAL", "INCREMENTAL"
# A run takes a moment, so the answer that started it goes out before its webhook.
RUN_S: Final = 0.02
FAILED: Final = "script_error"


def start_automatic(world: World, environment: Environment, connection: Connection) -> None:
    """Start the syncs that need no telling."""
    for sync in connection.syncs:
        state_of(world, connection, sync)
        if sync.auto_start:
            start_run(world, environment, connection, sync)


def start_run(
    world: World,
    environment: Environment,
    connection: Connection,
    sync: SyncSettings,
    *,
    over: bool = False,
    empty: bool = False,
) -> None:
    """Run a sync in the background; from the start (`over`), and with nothing left (`empty`)."""
    if over:
        change_state(world, connection, sync, runs=0, checkpoint=None)
    if empty:
        empty_records(world, connection, sync)
    world.spawn(_run(world, environment, connection, sync))


async def _run(
    world: World, environment: Environment, connection: Connection, sync: SyncSettings
) -> None:
    change_state(world, connection, sync, running=True)
    started, key = world.clock.now(), key_of(connection)
    try:
        await asyncio.sleep(RUN_S)
        failure = await _hindered(world, connection)
        held = world.store.connections.get(key)
        # A connection that has been deleted meanwhile has taken its syncs along.
        if held is None:
            return
        if failure is not None:
            run = _failed(world, held, sync, started)
            world.deliveries.sync(environment, held, sync, run.model, run, error=failure)
            return
        for run in _ended(world, held, sync, started):
            world.deliveries.sync(environment, held, sync, run.model, run)
    finally:
        if key in world.store.connections:
            change_state(world, connection, sync, running=False)


async def _hindered(world: World, connection: Connection) -> Failure | None:
    """Get credentials that work, or say why there are none."""
    held = world.store.connections.get(key_of(connection))
    if held is None:
        return None
    try:
        await refresh(world, held)
    except RefreshFailed as refused:
        return Failure(type=FAILED, description=refused.message)
    return None


def _failed(world: World, connection: Connection, sync: SyncSettings, started: float) -> Run:
    """Note that a run has failed, and return the one thing there is to tell."""
    ended, state = world.clock.now(), state_of(world, connection, sync)
    log = f"{int(ended * 1000)}_{secrets.token_hex(10)}"
    errors = {**connection.sync_errors, sync.label: log}
    world.store.change(connection, sync_errors=errors)
    change_state(world, connection, sync, finished_at=ended, failed=True, last_changes={})
    return Run(
        sync=sync.name,
        variant=sync.variant,
        model=",".join(sync.every_model),
        sync_type=INCREMENTAL if state.runs else INITIAL,
        started_at=iso_ms(started),
        ended_at=iso_ms(ended),
        checkpoints={"from": state.checkpoint, "to": None} if sync.checkpoints else None,
    )


def _ended(
    world: World, connection: Connection, sync: SyncSettings, started: float
) -> Iterable[Run]:
    """Note that a run has ended, and return what there is to tell: one run for each model."""
    state, ended = state_of(world, connection, sync), world.clock.now()
    changes = {each: _collect(world, connection, sync, each) for each in sync.every_model}
    sync_type = INCREMENTAL if state.runs else INITIAL
    checkpoint = {"lastSyncedAt": iso_ms(started)}
    checkpoints = {"from": state.checkpoint, "to": checkpoint} if sync.checkpoints else None
    if sync.label in connection.sync_errors:
        left = {name: log for name, log in connection.sync_errors.items() if name != sync.label}
        world.store.change(connection, sync_errors=left)
    change_state(
        world,
        connection,
        sync,
        runs=state.runs + 1,
        finished_at=ended,
        failed=False,
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

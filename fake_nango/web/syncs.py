"""
Commands to syncs: trigger, start, pause, status.

A command names syncs of one connection or of all connections of an integration; one
unknown name and nothing happens. What a command does to a sync that exists it never
reports. (Nango 0.71.4, syncs)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any, Final

from fake_nango.answers import Answer, json_answer, refused, refused_with_payload
from fake_nango.clock import iso_ms
from fake_nango.fields import connection_id, integration_key
from fake_nango.model import Connection
from fake_nango.records import count
from fake_nango.rules import (
    Rule,
    boolean,
    demand,
    each,
    either,
    one_of,
    optional,
    shape,
    text,
)
from fake_nango.runs import INCREMENTAL, INITIAL, start_run
from fake_nango.settings import BASE, SyncSettings
from fake_nango.syncs import change_state, records_of, state_of
from fake_nango.web.call import Call
from fake_nango.web.routes import Route

_MOST_SYNCS: Final = 256
# What older clients say for a run that starts over; the last one forgets the records, too.
_FULL: Final = ("full_refresh", "full_refresh_and_clear_cache")
_SYNC_SHAPE = "Each sync must be either a string or a { name: string, variant: string } object"
_NO_INTEGRATION = (
    "There is no Provider Configuration matching this key. Please make sure this value exists"
    " in the Nango dashboard {}"
)
_NO_CONNECTION = (
    "No connection matching the provided params of 'connection_id' and 'provider_config_key'."
    " Please make sure these values exist in the Nango dashboard {\n"
    '  "connectionId": "%s",\n  "providerConfigKey": "%s"\n}'
)

Found = list[tuple[Connection, SyncSettings]]


def _names_sync(value: Any) -> bool:
    if isinstance(value, dict):
        parts = (value.get("name"), value.get("variant"))
        return set(value) == {"name", "variant"} and all(isinstance(part, str) for part in parts)
    return isinstance(value, str)


_syncs = each(either(_names_sync, _SYNC_SHAPE), most=_MOST_SYNCS)
_trigger = shape(
    {
        "syncs": _syncs,
        "provider_config_key": optional(integration_key),
        "connection_id": optional(connection_id),
        "opts": optional(shape({"reset": optional(boolean), "emptyCache": optional(boolean)})),
        "sync_mode": optional(
            one_of("incremental", "full_refresh", "full_refresh_and_clear_cache")
        ),
        "full_resync": optional(boolean),
    }
)
_start = shape(
    {
        "syncs": _syncs,
        "provider_config_key": integration_key,
        "connection_id": optional(connection_id),
    }
)
_status = shape(
    {
        "syncs": text(),
        "provider_config_key": integration_key,
        "connection_id": optional(connection_id),
    }
)


async def trigger(call: Call) -> Answer:
    """Run syncs once, now."""
    _check(call, _trigger)
    body = call.json
    if "opts" in body and ("sync_mode" in body or "full_resync" in body):
        text = "Cannot use opts with deprecated sync_mode/full_resync parameters"
        raise refused(400, "invalid_body", text)
    key = body.get("provider_config_key") or call.header("Provider-Config-Key")
    if not key:
        raise refused(
            400,
            "missing_provider_config_key",
            "Missing provider_config_key. Provide it in the body or headers.",
        )
    found = _found(call, key, body.get("connection_id") or call.header("Connection-Id"))
    over, empty = _wanted(body)
    return _apply(call, found, partial(start_run, over=over, empty=empty))


def _wanted(body: Mapping[str, Any]) -> tuple[bool, bool]:
    """Say whether syncs start over, and whether their records are forgotten before."""
    opts, mode = body.get("opts", {}), body.get("sync_mode")
    over = opts.get("reset") or body.get("full_resync") or mode in _FULL
    return bool(over), bool(opts.get("emptyCache") or mode == _FULL[-1])


async def start(call: Call) -> Answer:
    """Start the schedules of syncs; each runs at once."""

    def begin(world: Any, environment: Any, connection: Connection, sync: SyncSettings) -> None:
        change_state(world, connection, sync, paused=False)
        start_run(world, environment, connection, sync)

    _check(call, _start)
    body = call.json
    found = _found(call, body["provider_config_key"], body.get("connection_id"))
    return _apply(call, found, begin)


async def pause(call: Call) -> Answer:
    """Pause the schedules of syncs."""

    def rest(world: Any, _environment: Any, connection: Connection, sync: SyncSettings) -> None:
        change_state(world, connection, sync, paused=True)

    _check(call, _start)
    body = call.json
    found = _found(call, body["provider_config_key"], body.get("connection_id"))
    return _apply(call, found, rest)


async def status(call: Call) -> Answer:
    """Show how syncs stand; names that do not exist are left out."""
    demand(_status, call.query, "invalid_query_params")
    key, cid = call.query["provider_config_key"], call.query.get("connection_id")
    if cid is not None and call.world.store.connection(call.env.name, key, cid) is None:
        raise refused(400, "invalid_body", "Connection not found")
    wanted = call.query["syncs"].split(",")
    names = None if wanted == ["*"] else {_parsed(each) for each in wanted}
    shown = [
        _shown(call, connection, sync)
        for connection in _connections(call, key, cid)
        for sync in connection.syncs
        if names is None or (sync.name, sync.variant) in names
    ]
    return json_answer(200, {"syncs": shown})


def _check(call: Call, rule: Rule) -> None:
    call.refuse_query()
    demand(rule, call.json, "invalid_body")


def _found(call: Call, key: str, cid: str | None) -> Found:
    call.integration = key
    if key not in call.env.integrations:
        raise refused_with_payload(400, "unknown_provider_config", _NO_INTEGRATION)
    if cid is not None and call.world.store.connection(call.env.name, key, cid) is None:
        raise refused_with_payload(
            404,
            "unknown_connection",
            _NO_CONNECTION % (cid, key),
            {"connectionId": cid, "providerConfigKey": key},
        )
    wanted = {_parsed(each) for each in call.json["syncs"]}
    connections = _connections(call, key, cid)
    found = [
        (connection, sync)
        for connection in connections
        for sync in connection.syncs
        if not wanted or (sync.name, sync.variant) in wanted
    ]
    known = {(sync.name, sync.variant) for _, sync in found}
    if wanted - known or (not found and cid is None):
        raise refused_with_payload(400, "no_syncs_found", "No syncs found given the inputs.")
    return found


def _parsed(sync: Any) -> tuple[str, str]:
    if isinstance(sync, dict):
        return sync["name"], sync["variant"]
    name, _, variant = sync.partition("::")
    return name, variant or BASE


def _connections(call: Call, key: str, cid: str | None) -> list[Connection]:
    held: Iterable[Connection] = call.world.store.connections.values()
    return [
        each
        for each in held
        if (each.environment, each.integration) == (call.env.name, key)
        and cid in {None, each.connection_id}
    ]


def _apply(
    call: Call, found: Found, act: Callable[[Any, Any, Connection, SyncSettings], None]
) -> Answer:
    for connection, sync in found:
        act(call.world, call.env, connection, sync)
    return json_answer(200, {"success": True})


def _shown(call: Call, connection: Connection, sync: SyncSettings) -> dict[str, Any]:
    state = state_of(call.world, connection, sync)
    finished = state.finished_at
    outcome = "ERROR" if state.failed else "SUCCESS"
    return {
        "id": state.id,
        "connection_id": connection.connection_id,
        "type": INCREMENTAL if state.runs else INITIAL,
        "name": sync.name,
        "variant": sync.variant,
        "status": "RUNNING" if state.running else "PAUSED" if state.paused else outcome,
        "frequency": state.frequency or sync.frequency,
        "finishedAt": iso_ms(finished) if finished is not None else None,
        "nextScheduledSyncAt": None,
        "latestResult": None
        if finished is None
        else {model: asdict(change) for model, change in state.last_changes.items()},
        "latestExecutionStatus": None if finished is None else outcome,
        "recordCount": {
            each: count(records_of(call.world, connection, each, sync.variant))
            for each in sync.every_model
        },
        "checkpoint": state.checkpoint if sync.checkpoints else None,
    }


ROUTES = (
    Route("POST", "/sync/trigger", trigger),
    Route("POST", "/sync/start", start),
    Route("POST", "/sync/pause", pause),
    Route("GET", "/sync/status", status),
)

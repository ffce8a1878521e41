"""
What an application may change about a sync of a connection: how often it runs, and variants.

A variant is a second sync of the same name, with records of its own. (Nango 0.71.4, sync
frequency; sync variants)
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from fake_nango.answers import Answer, invalid, json_answer, refused
from fake_nango.fields import LONGEST, connection_id, integration_key
from fake_nango.model import Connection
from fake_nango.rules import demand, either, issue, optional, shape, text
from fake_nango.settings import BASE, SyncSettings
from fake_nango.store import key_of
from fake_nango.syncs import change_state, state_of
from fake_nango.web.call import Call
from fake_nango.web.routes import Route

_EVERY: Final = re.compile(
    r"(every\s+)?(half|\d+(\.\d+)?)?\s*"
    r"(s|sec|seconds?|m|min|minutes?|h|hrs?|hours?|d|days?|w|weeks?|months?)",
    re.IGNORECASE,
)


def _text_or_null(value: Any) -> bool:
    return value is None or isinstance(value, str)


_frequency = shape(
    {
        "sync_name": text(least=1, most=LONGEST),
        "sync_variant": optional(text(least=1, most=LONGEST)),
        "provider_config_key": integration_key,
        "connection_id": connection_id,
        "frequency": either(_text_or_null),
    }
)
_owner = shape({"provider_config_key": integration_key, "connection_id": connection_id})


async def set_frequency(call: Call) -> Answer:
    """Say how often a sync runs; null restores what its integration says."""
    call.refuse_query()
    demand(_frequency, call.json, "invalid_body")
    body = call.json
    connection = _connection(call)
    if connection is None:
        raise refused(400, "unknown_connection")
    sync = _sync(connection, body["sync_name"], body.get("sync_variant") or BASE)
    if sync is None:
        raise refused(400, "unknown_sync")
    wanted = body["frequency"]
    if wanted is not None and not _EVERY.fullmatch(wanted.strip()):
        problem = issue("custom", "Sync interval is invalid", ("frequency",))
        raise invalid("invalid_body", [problem])
    change_state(call.world, connection, sync, frequency=wanted)
    return json_answer(200, {"frequency": wanted or sync.frequency})


async def create_variant(call: Call) -> Answer:
    """Give a connection one more sync like one that it has."""
    connection, name, variant = _wanted(call)
    if _sync(connection, name, variant) is not None:
        raise refused(400, "sync_variant_already_exists")
    base = _sync(connection, name, BASE)
    if base is None:
        raise refused(404, "not_found", "Sync not found")
    made = replace(base, variant=variant, auto_start=False)
    call.world.store.put(replace(connection, syncs=(*connection.syncs, made)))
    state = state_of(call.world, connection, made)
    return json_answer(200, {"id": state.id, "name": name, "variant": variant})


async def delete_variant(call: Call) -> Answer:
    """Take a variant away, and its state with it."""
    connection, name, variant = _wanted(call)
    sync = _sync(connection, name, variant)
    if sync is None:
        raise refused(404, "not_found", "Sync variant not found")
    kept = tuple(each for each in connection.syncs if each is not sync)
    call.world.store.put(replace(connection, syncs=kept))
    call.world.store.syncs.take((key_of(connection), sync.label))
    return json_answer(200, {"success": True})


def _wanted(call: Call) -> tuple[Connection, str, str]:
    call.refuse_query()
    demand(_owner, call.json, "invalid_body")
    name, variant = call.param(), call.param(1)
    if variant.lower() == BASE:
        message = f'Variant name "{BASE}" is protected and cannot be used.'
        raise refused(400, "invalid_variant", message)
    connection = _connection(call)
    if connection is None:
        raise refused(400, "unknown_connection")
    return connection, name, variant


def _connection(call: Call) -> Connection | None:
    body = call.json
    return call.world.store.connection(
        call.env.name, body["provider_config_key"], body["connection_id"]
    )


def _sync(connection: Connection, name: str, variant: str) -> SyncSettings | None:
    found = (each for each in connection.syncs if (each.name, each.variant) == (name, variant))
    return next(found, None)


ROUTES = (
    Route("PUT", "/sync/update-connection-frequency", set_frequency),
    Route("POST", "/sync/:name/variant/:variant", create_variant),
    Route("DELETE", "/sync/:name/variant/:variant", delete_variant),
)

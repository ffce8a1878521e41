"""
Metadata of connections: replaced by POST, merged by PATCH, for one connection or several.

(Nango 0.71.4, connections API: metadata)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fake_nango.answers import Answer, json_answer, refused, refused_with_payload
from fake_nango.fields import CONNECTION_ID, LONGEST, integration_key
from fake_nango.model import Connection
from fake_nango.rules import anything, demand, either, record, shape
from fake_nango.web.call import Call
from fake_nango.web.routes import Route

_UNKNOWN = (
    "Connection with connection id {ids} and provider config key {key} not found."
    " Please make sure the connection exists in the Nango dashboard"
)
_NOTHING_DONE = ". No actions were taken on any of the connections as a result of this failure."


def _ids(value: Any) -> bool:
    listed = value if isinstance(value, list) else [value]
    return bool(listed) and all(
        isinstance(each, str) and len(each) <= LONGEST and CONNECTION_ID.fullmatch(each)
        for each in listed
    )


_body = shape(
    {
        "connection_id": either(_ids),
        "provider_config_key": integration_key,
        "metadata": record(None, anything),
    }
)


async def replace(call: Call) -> Answer:
    """Replace the metadata of connections."""
    for connection in _named(call):
        call.world.store.change(connection, metadata=call.json["metadata"])
    return json_answer(201, call.json)


async def merge(call: Call) -> Answer:
    """Merge into the metadata of connections, at the first level."""
    for connection in _named(call):
        merged = {**(connection.metadata or {}), **call.json["metadata"]}
        call.world.store.change(connection, metadata=merged)
    return json_answer(200, call.json)


async def replace_one(call: Call) -> Answer:
    """Replace the metadata of one connection with the whole body; the older way."""
    connection = _one(call)
    call.world.store.change(connection, metadata=call.json)
    return json_answer(201, call.json)


async def merge_one(call: Call) -> Answer:
    """Merge the whole body into the metadata of one connection; the older way."""
    connection = _one(call)
    call.world.store.change(connection, metadata={**(connection.metadata or {}), **call.json})
    return json_answer(200, call.json)


def _named(call: Call) -> list[Connection]:
    call.refuse_query()
    demand(_body, call.json, "invalid_body")
    body: Mapping[str, Any] = call.json
    ids, key = body["connection_id"], body["provider_config_key"]
    wanted = ids if isinstance(ids, list) else [ids]
    found = [call.world.store.connection(call.env.name, key, each) for each in wanted]
    missing = [each for each, held in zip(wanted, found, strict=True) if held is None]
    if missing:
        message = _UNKNOWN.format(ids=", ".join(missing), key=key)
        raise refused(
            404, "unknown_connection", message + (_NOTHING_DONE if len(wanted) > 1 else "")
        )
    return [each for each in found if each is not None]


def _one(call: Call) -> Connection:
    key = call.query.get("provider_config_key") or call.header("Provider-Config-Key") or ""
    connection = call.world.store.connection(call.env.name, str(key), call.param())
    if connection is None:
        message = _UNKNOWN.format(ids=call.param(), key=key)
        raise refused_with_payload(404, "unknown_connection", message)
    if not isinstance(call.json, dict):
        raise refused_with_payload(400, "missing_metadata", "Missing param 'metadata'.")
    call.connection, call.integration = connection.connection_id, connection.integration
    return connection


ROUTES = (
    *(
        Route(method, f"/{root}/metadata", handler)
        for root in ("connections", "connection")
        for method, handler in (("POST", replace), ("PATCH", merge))
    ),
    Route("POST", "/connection/:connectionId/metadata", replace_one),
    Route("PATCH", "/connection/:connectionId/metadata", merge_one),
)

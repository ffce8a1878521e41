"""
One connection on HTTP: show it with fresh credentials, change it, delete it.

What "unknown" looks like differs from method to method, as it does in Nango 0.71.4
(connections API: unknown X matrix).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fake_nango.answers import Answer, json_answer, refused
from fake_nango.connection_view import single
from fake_nango.connections import delete_connection, note
from fake_nango.fields import connection_id, end_user, integration_key, tags, webhook_url
from fake_nango.model import Connection, person_of
from fake_nango.query_rules import says_yes, spoken_boolean
from fake_nango.refresh import RefreshFailed, refresh
from fake_nango.rules import Rule, demand, optional, shape
from fake_nango.tags import end_user_of, tags_of
from fake_nango.web.call import Call
from fake_nango.web.routes import Route
from fake_nango.web.scopes import READ_CREDENTIALS, grants

_switch = optional(spoken_boolean)
_get_query = shape(
    {
        "provider_config_key": integration_key,
        "refresh_token": _switch,
        "force_refresh": _switch,
        "refresh_github_app_jwt_token": _switch,
    }
)
_CREDENTIAL_OPTIONS: Final = ("refresh_token", "force_refresh", "refresh_github_app_jwt_token")
_NO_CREDENTIALS: Final = f"Credential and refresh options require the {READ_CREDENTIALS} scope"
_key_query = shape({"provider_config_key": integration_key})
_path = shape({"connectionId": connection_id})
_patch_body = shape(
    {
        "end_user": optional(end_user),
        "tags": optional(tags),
        "webhook_url_override": optional(webhook_url),
    }
)


async def show(call: Call) -> Answer:
    """Show a connection; its token is refreshed when it is due, or when that is asked for."""
    _check(call, _get_query)
    query = call.query
    with_credentials = call.scopes is None or grants(call.scopes, READ_CREDENTIALS)
    if not with_credentials and any(says_yes(query.get(each)) for each in _CREDENTIAL_OPTIONS):
        raise refused(403, "forbidden", _NO_CREDENTIALS)
    connection = _found(call)
    if not with_credentials:
        # Nobody has looked at the credentials: they are neither refreshed nor noted as fetched.
        return json_answer(200, single(connection, credentials=False))
    try:
        fresh = await refresh(call.world, connection, force=says_yes(query.get("force_refresh")))
    except RefreshFailed as failed:
        shown = single(failed.connection, credentials=False)
        raise refused(
            failed.status, "invalid_credentials", failed.message, payload={"connection": shown}
        ) from failed
    fetched = call.world.store.change(fresh, last_fetched_at=call.world.clock.now())
    return json_answer(200, single(fetched, refresh_token=says_yes(query.get("refresh_token"))))


async def change(call: Call) -> Answer:
    """Replace tags, end user or webhook URL of a connection."""
    _check(call, _key_query)
    demand(_patch_body, call.json, "invalid_body")
    connection = _found(call)
    changed = call.world.store.change(connection, **_changes(call.json))
    if changed != connection:
        note(call.world, changed, "change")
    return json_answer(200, {"success": True})


async def delete(call: Call) -> Answer:
    """Delete a connection; a second time it is unknown."""
    _check(call, _key_query)
    call.connection, call.integration = call.param(), call.query["provider_config_key"]
    connection = call.world.store.connection(call.env.name, call.integration, call.param())
    if connection is None:
        raise refused(400, "unknown_connection")
    delete_connection(call.world, connection)
    return json_answer(200, {"success": True})


def _check(call: Call, query: Rule) -> None:
    demand(query, call.query, "invalid_query_params")
    demand(_path, {"connectionId": call.param()}, "invalid_uri_params")


def _found(call: Call) -> Connection:
    key, cid = call.query["provider_config_key"], call.param()
    call.connection, call.integration = cid, key
    if key not in call.env.integrations:
        raise refused(400, "unknown_provider_config", "Provider does not exists")
    connection = call.world.store.connection(call.env.name, key, cid)
    if connection is None:
        raise refused(404, "not_found", "Failed to find connection")
    return connection


def _changes(body: Mapping[str, Any]) -> dict[str, Any]:
    """Say what a body changes; an end user brings its tags along, unless others are given."""
    changes: dict[str, Any] = {}
    if "end_user" in body:
        changes["end_user"] = end_user_of(body)
    if "tags" in body:
        changes["tags"] = tags_of({"tags": body["tags"]})
    elif "end_user" in body:
        changes["tags"] = tags_of(body)
    if "webhook_url_override" in body:
        changes["webhook_url_override"] = body["webhook_url_override"] or None
    person = person_of(changes.get("end_user"), changes.get("tags", {}))
    return {**changes, "person": person} if person is not None else changes


ROUTES = (
    Route("GET", "/connections/:connectionId", show),
    Route("PATCH", "/connections/:connectionId", change),
    Route("DELETE", "/connections/:connectionId", delete),
    # Older clients know no PATCH.
    Route("GET", "/connection/:connectionId", show),
    Route("DELETE", "/connection/:connectionId", delete),
)

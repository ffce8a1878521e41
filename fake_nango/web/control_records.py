"""The control API's hand on what applications read: records, and what actions give back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiohttp import web

from fake_nango.settings import ActionSettings
from fake_nango.syncs import records_of, replace_records
from fake_nango.web.control_call import (
    Asked,
    Json,
    RefusalError,
    body_of,
    connection_named,
    environment_named,
    integration_named,
    query_of,
)
from fake_nango.world import World

FIRST_ERROR, LAST_ERROR = 400, 599


async def records(world: World, request: web.Request) -> Json:
    """Show what is served to an application that reads records, the deleted ones included."""
    asked = query_of(request)
    asked.only("connection_id", "integration", "model")
    connection = connection_named(
        world, asked.text("connection_id"), asked.text_or_none("integration")
    )
    return {
        "records": [each.as_json() for each in records_of(world, connection, asked.text("model"))]
    }


async def put_records(world: World, request: web.Request) -> Json:
    """Replace what is served to an application that reads records."""
    asked = await body_of(request)
    asked.only("connection_id", "integration", "model", "records", "mark_deleted")
    connection_id, integration = asked.text("connection_id"), asked.text("integration")
    model, new = asked.text("model"), asked.items("records", dict)
    mark_deleted = asked.flag("mark_deleted")
    if not all(_is_id(each.get("id")) for each in new):
        raise RefusalError("Every record needs an 'id', as text or a whole number")
    connection = connection_named(world, connection_id, integration)
    replace_records(world, connection, model, new, mark_deleted=mark_deleted)
    return {"records": len(new)}


async def actions(world: World, request: web.Request) -> Json:
    """Show every action, and what it gives back or how it fails."""
    asked = query_of(request)
    asked.only("environment")
    environment = environment_named(world, asked.text_or_none("environment"))
    return {
        "actions": [
            {
                "integration": integration.unique_key,
                "name": each.name,
                "output": each.output,
                "error": None if each.error is None else dict(each.error),
            }
            for integration in environment.integrations.values()
            for each in integration.actions
        ]
    }


async def put_action(world: World, request: web.Request) -> Json:
    """Say what an action of an integration gives back, or how it fails, from now on."""
    asked = await body_of(request)
    asked.only("environment", "integration", "name", "output", "error")
    key, name, error = asked.text("integration"), asked.text("name"), _error(asked)
    environment = environment_named(world, asked.text_or_none("environment"))
    integration = integration_named(environment, key)
    made = ActionSettings(name=name, output=asked.members.get("output"), error=error)
    others = (each for each in integration.actions if each.name != made.name)
    changed = replace(integration, actions=(*others, made))
    environment.integrations[key] = changed
    return {"actions": [each.name for each in changed.actions]}


def _error(asked: Asked) -> Mapping[str, Any] | None:
    error = asked.mapping("error")
    if error is None:
        return None
    told = Asked(error)
    told.only("type", "message", "payload", "status")
    told.text("type")
    told.text_or_none("message")
    told.mapping("payload")
    told.whole("status", LAST_ERROR, least=FIRST_ERROR, most=LAST_ERROR)
    return error


def _is_id(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and value != ""

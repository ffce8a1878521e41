"""
Actions: run one now, or have it run and ask for its result later.

What an action gives back or how it fails is set by the configuration or by control. An
action that is still running cannot be told from one that never was, and its webhook says
only that it has ended. (Nango 0.71.4, actions)
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from typing import Any, Final

from fake_nango.answers import Answer, invalid, json_answer, refused, refused_with_payload
from fake_nango.fields import LONGEST, connection_id, integration_key
from fake_nango.model import Connection
from fake_nango.query_rules import number, says_yes, spoken_boolean
from fake_nango.rules import anything, demand, issue, optional, shape, text
from fake_nango.settings import ActionSettings
from fake_nango.web.call import Call
from fake_nango.web.named import named_connection, refuse_headers
from fake_nango.web.routes import Route
from fake_nango.world import Environment, World

# An action takes a moment, so whoever had it run later has its id before the webhook.
RUN_S: Final = 0.02
_MOST_RETRIES: Final = 5
_REFUSED_BY_PROVIDER: Final = "script_http_error"
_headers = shape(
    {
        "provider-config-key": integration_key,
        "connection-id": connection_id,
        "x-async": optional(spoken_boolean),
        "x-max-retries": optional(number(least=0, most=_MOST_RETRIES)),
    },
    strict=False,
)
_body = shape({"action_name": text(least=1, most=LONGEST), "input": anything}, strict=False)


async def trigger(call: Call) -> Answer:
    """Run an action and answer with what it gives back, or promise to run it."""
    refuse_headers(call, _headers)
    demand(_body, call.json, "invalid_body")
    connection = named_connection(call)
    if connection is None:
        raise refused(400, "unknown_connection", "Failed to find connection")
    action = _action(call.env, connection, call.json["action_name"])
    if action is None:
        raise refused(404, "not_found", "Action not found")
    if not says_yes(call.header("X-Async")):
        return _result(action)
    action_id = str(uuid.uuid4())
    call.world.spawn(_run(call.world, call.env, connection, action, action_id))
    path = f"/action/{action_id}"
    promise = {"id": action_id, "statusUrl": path}
    return json_answer(202, promise, headers=(("Location", path),))


async def show(call: Call) -> Answer:
    """Tell how an action that was to run later has ended."""
    action_id = call.param()
    try:
        uuid.UUID(action_id)
    except ValueError:
        problem = issue("invalid_format", "Invalid UUID", ("id",))
        raise invalid("invalid_uri_params", [problem]) from None
    ended = call.world.store.actions.get((call.env.name, action_id))
    if ended is None:
        raise refused(404, "not_found", f"No action '{action_id}' found")
    return _result(ended)


async def _run(
    world: World,
    environment: Environment,
    connection: Connection,
    action: ActionSettings,
    action_id: str,
) -> None:
    await asyncio.sleep(RUN_S)
    world.store.actions[environment.name, action_id] = action
    world.deliveries.async_action(environment, connection, action_id)


def _action(environment: Environment, connection: Connection, name: str) -> ActionSettings | None:
    integration = environment.integrations[connection.integration]
    return next((each for each in integration.actions if each.name == name), None)


def _result(action: ActionSettings) -> Answer:
    if action.error is None:
        return json_answer(200, action.output)
    raise _failure(action.error)


def _failure(error: Mapping[str, Any]) -> Exception:
    payload = error.get("payload") or {}
    if error["type"] == _REFUSED_BY_PROVIDER:
        more: dict[str, Any] = {}
        if "status" in error:
            more["upstream"] = {"status": error["status"]}
        return refused(424, _REFUSED_BY_PROVIDER, payload=payload, **more)
    message = error.get("message") or f"The action failed: {error['type']}"
    return refused_with_payload(error.get("status", 500), error["type"], message, payload)


ROUTES = (
    Route("POST", "/action/trigger", trigger),
    Route("GET", "/action/:id", show),
)

"""The control API's view of what there is: keys, connections, records, the clock."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from typing import Any

from aiohttp import web

from fake_nango.clock import iso_ms
from fake_nango.events import EVENTS
from fake_nango.forging import DEFECTS
from fake_nango.model import Connection
from fake_nango.people import People
from fake_nango.settings import ActionSettings
from fake_nango.syncs import replace_records
from fake_nango.web.auth import UUID4
from fake_nango.web.control_call import (
    Asked,
    Json,
    RefusalError,
    body_of,
    connection_named,
    environment_named,
    query_of,
)
from fake_nango.world import Environment, World

NANGO = "0.71.4"
DISTRIBUTION = "nango-conformance"
LONGEST_ADVANCE_S = 10 * 365 * 24 * 3600.0
LARGEST_SCALE = 1000.0

URLS = ("webhook_url", "webhook_url_secondary")
SWITCHES = (
    "on_auth_creation",
    "on_auth_refresh_error",
    "on_sync_completion_always",
    "on_sync_error",
    "on_async_action_completion",
)
_NO_STATUS = 500


async def openapi(_world: World, _request: web.Request) -> Json:
    """Describe the control API."""
    text = resources.files("fake_nango").joinpath("control_openapi.json").read_text("utf-8")
    described: Json = json.loads(text)
    return described


async def info(world: World, _request: web.Request) -> Json:
    """Tell who the fake is, where it listens, and which keys it wants."""
    urls = world.urls
    return {
        "version": _version(),
        "nango": NANGO,
        "urls": {"api": urls.api, "ui": urls.ui, "control": urls.control},
        "environments": [_environment(each) for each in world.environments.values()],
        "defects": list(DEFECTS),
        "events": list(EVENTS),
        "counts": {
            "events": world.journal.mark,
            "sessions": len(world.store.sessions),
            "connections": len(world.store.connections),
            "deliveries": len(tuple(world.deliveries.all())),
            "pending": world.deliveries.pending,
            "faults": len(world.faults),
        },
    }


async def reset(people: People, world: World, _request: web.Request) -> Json:
    """Forget everything but keys and settings."""
    people.clear()
    world.reset()
    return {"mark": world.journal.mark}


async def clock(world: World, _request: web.Request) -> Json:
    """Tell the fake's time."""
    return {
        "now": iso_ms(world.clock.now()),
        "offset_s": world.clock.offset_s,
        "retry_scale": world.clock.retry_scale,
    }


async def set_clock(world: World, request: web.Request) -> Json:
    """Let time pass, or set how quickly retries come due."""
    asked = await body_of(request)
    asked.only("advance_s", "retry_scale")
    seconds = asked.number("advance_s", 0, least=0, most=LONGEST_ADVANCE_S)
    scale = asked.number("retry_scale", world.clock.retry_scale, least=0, most=LARGEST_SCALE)
    world.clock.retry_scale = scale
    if seconds:
        world.clock.advance(seconds)
    return await clock(world, request)


async def connections(world: World, request: web.Request) -> Json:
    """Show connections in full, credentials included."""
    asked = query_of(request)
    person = asked.text_or_none("person")
    wanted = [each for each in world.store.connections.values() if person in {None, each.person}]
    return {"connections": [_connection(each) for each in asked.newest(wanted)]}


async def put_records(world: World, request: web.Request) -> Json:
    """Replace what is served to an application that reads records."""
    asked = await body_of(request)
    asked.only("connection_id", "integration", "model", "records", "mark_deleted")
    connection = connection_named(world, asked.text("connection_id"), asked.text("integration"))
    new = asked.items("records", dict)
    if not all("id" in each for each in new):
        raise RefusalError("Every record needs an 'id'")
    replace_records(
        world, connection, asked.text("model"), new, mark_deleted=asked.flag("mark_deleted")
    )
    return {"records": len(new)}


async def put_action(world: World, request: web.Request) -> Json:
    """Say what an action of an integration gives back, or how it fails, from now on."""
    asked = await body_of(request)
    asked.only("environment", "integration", "name", "output", "error")
    environment = environment_named(world, asked.text_or_none("environment"))
    key = asked.text("integration")
    integration = environment.integrations.get(key)
    if integration is None:
        known = ", ".join(environment.integrations)
        raise RefusalError(f"There is no integration {key!r}; there are: {known}", status=404)
    error = asked.mapping("error")
    if error is not None and not isinstance(error.get("type"), str):
        raise RefusalError("'error' needs a 'type', as text")
    if error is not None and not _is_status(error.get("status", _NO_STATUS)):
        raise RefusalError("'status' of an error is a whole number from 400 to 599")
    made = ActionSettings(name=asked.text("name"), output=asked.members.get("output"), error=error)
    others = (each for each in integration.actions if each.name != made.name)
    changed = replace(integration, actions=(*others, made))
    environment.integrations[key] = changed
    return {"actions": [each.name for each in changed.actions]}


def _is_status(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 400 <= value <= 599  # noqa: PLR2004 - what HTTP calls errors


async def set_environment(world: World, request: web.Request) -> Json:
    """Change webhook URLs, switches or keys; a switch that is not named stays as it is."""
    environment = environment_named(world, request.match_info["name"])
    asked = await body_of(request)
    asked.only(*CHANGES)
    changes = [(name, CHANGES[name](asked, name)) for name in asked.members]
    others = [each for each in world.environments.values() if each is not environment]
    if asked.members.get("secret_key") in {each.secret_key for each in others}:
        raise RefusalError("'secret_key' opens another environment already")
    environment.change(**dict(changes))
    world.index_keys()
    return _environment(environment)


def _url(asked: Asked, name: str) -> str | None:
    url = asked.text_or_none(name)
    if url is not None and not url.startswith(("http://", "https://")):
        raise RefusalError(f"{name!r} is an http or https URL")
    return url


def _secret_key(asked: Asked, name: str) -> str:
    key = asked.text(name)
    if not UUID4.fullmatch(key):
        raise RefusalError(f"{name!r} is a UUID of version 4, as Nango's keys are")
    return key


CHANGES: dict[str, Callable[[Asked, str], Any]] = {
    **dict.fromkeys(URLS, _url),
    **dict.fromkeys(SWITCHES, Asked.flag),
    "secret_key": _secret_key,
    "webhook_signing_key": Asked.text,
}


def _environment(environment: Environment) -> Json:
    shown = {name: getattr(environment, name) for name in ("name", "uuid", *CHANGES)}
    return {**shown, "integrations": list(environment.integrations)}


def _connection(connection: Connection) -> Json:
    """Everything that is stored of a connection; control may see what the API hides."""
    end_user = connection.end_user
    return {
        "id": connection.id,
        "connection_id": connection.connection_id,
        "environment": connection.environment,
        "integration": connection.integration,
        "provider": connection.provider,
        "auth_mode": connection.auth_mode,
        "credentials": dict(connection.credentials),
        "created_at": iso_ms(connection.created_at),
        "updated_at": iso_ms(connection.updated_at),
        "end_user": end_user.as_json() if end_user else None,
        "tags": dict(connection.tags),
        "metadata": None if connection.metadata is None else dict(connection.metadata),
        "connection_config": dict(connection.connection_config),
        "webhook_url_override": connection.webhook_url_override,
        "session": connection.session_id,
        "person": connection.person,
    }


def _version() -> str:
    # Not before somebody asks: it is a megabyte of modules.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        # Run from a source tree that was never installed.
        return "unknown"

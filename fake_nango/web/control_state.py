"""The control API's view of the whole: who the fake is, its environments, its clock."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import resources
from typing import Any

from aiohttp import web

from fake_nango.clock import iso_ms
from fake_nango.events import EVENTS
from fake_nango.forging import DEFECTS
from fake_nango.web.auth import UUID4
from fake_nango.web.control_call import (
    Asked,
    Json,
    RefusalError,
    body_of,
    environment_named,
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


async def reset(world: World, _request: web.Request) -> Json:
    """Forget everything but keys and settings."""
    world.guests.clear()
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


async def environments(world: World, _request: web.Request) -> Json:
    """Show every environment: its keys, URLs, switches and integrations."""
    return {"environments": [_environment(each) for each in world.environments.values()]}


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


def _version() -> str:
    # Not before somebody asks: it is a megabyte of modules.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        # Run from a source tree that was never installed.
        return "unknown"

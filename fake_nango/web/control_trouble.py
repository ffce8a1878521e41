"""The control API's faults."""

from __future__ import annotations

from aiohttp import web

from fake_nango.web.control_call import Json, body_of
from fake_nango.world import World


async def add_fault(world: World, request: web.Request) -> Json:
    """Set up a fault."""
    asked = await body_of(request)
    asked.only("name", "listener", "endpoint", "person", "text", "times", "answer")
    return {"fault": world.faults.add(asked.members).id}


async def faults(world: World, _request: web.Request) -> Json:
    """Show the faults that wait and those that are used up, each with how often it was met."""
    return {"faults": world.faults.listing()}


async def clear_faults(world: World, _request: web.Request) -> Json:
    """Take back all faults."""
    world.faults.clear()
    return {}


async def remove_fault(world: World, request: web.Request) -> Json:
    """Take back one fault; one that is used up already does no harm."""
    return {"removed": world.faults.remove(request.match_info["id"])}

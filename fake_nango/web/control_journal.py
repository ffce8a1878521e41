"""The control API's reading of the journal, at once or after waiting."""

from __future__ import annotations

from itertools import islice

from aiohttp import web

from fake_nango.settling import Filter, found, idle, news, settled
from fake_nango.web.control_call import Asked, Json, RefusalError, query_of
from fake_nango.world import World

LONGEST_WAIT_MS = 600_000
MOST_EVENTS = 20_000
MAX_MARK = 2**53
ASKED = (
    "since",
    "person",
    "session",
    "connection",
    "kind",
    "wait",
    "quiet_ms",
    "timeout_ms",
    "limit",
)


async def mark(world: World, _request: web.Request) -> Json:
    """Tell the number of the last event."""
    return {"mark": world.journal.mark}


async def journal(world: World, request: web.Request) -> Json:
    """Show the wanted events after a mark, once there are some or nothing more comes."""
    asked = query_of(request)
    asked.only(*ASKED)
    since = asked.whole("since", 0, least=0, most=MAX_MARK)
    limit = asked.whole("limit", MOST_EVENTS, least=1, most=MOST_EVENTS)
    wanted = _filter(asked)
    is_settled = await _waited(world, asked, since, wanted)
    # What was quiet a moment ago is told as it is now: no await may come between.
    events = [event.as_json() for event in islice(found(world, since, wanted), limit)]
    return {
        "mark": world.journal.mark,
        "settled": is_settled,
        "dropped": world.journal.dropped,
        "events": events,
    }


async def _waited(world: World, asked: Asked, since: int, wanted: Filter) -> bool:
    wait = asked.text_or_none("wait")
    timeout_s = asked.number("timeout_ms", 5000, least=0, most=LONGEST_WAIT_MS) / 1000
    quiet_s = asked.number("quiet_ms", 200, least=0, most=LONGEST_WAIT_MS) / 1000
    if wait == "settled":
        return await settled(world, quiet_s, timeout_s)
    if wait == "news":
        await news(world, since, wanted, timeout_s)
    elif wait is not None:
        raise RefusalError("'wait' is 'news' or 'settled'")
    return idle(world)


def _filter(asked: Asked) -> Filter:
    kinds = asked.text_or_none("kind") or ""
    return Filter(
        person=asked.text_or_none("person"),
        session=asked.text_or_none("session"),
        connection=asked.text_or_none("connection"),
        kinds=frozenset(kind for kind in kinds.split(",") if kind),
    )

"""
Records: served page by page, and emptied when they are not needed any more.

The connection is named by headers; the query is looked at before them. The last page has
no cursor: a reader goes on from its last record's. (Nango 0.71.4, records)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from fake_nango.answers import Answer, invalid, json_answer, refused
from fake_nango.clock import iso_micro
from fake_nango.fields import LONGEST, connection_id, integration_key
from fake_nango.query_rules import as_number, number
from fake_nango.records import ADDED, DELETED, UPDATED, Records, after, pruned
from fake_nango.rules import (
    MISSING,
    Issues,
    Path,
    demand,
    each,
    either,
    issue,
    optional,
    shape,
    text,
    whole,
    wrong_type,
)
from fake_nango.settings import labelled
from fake_nango.store import key_of
from fake_nango.syncs import records_of
from fake_nango.web.call import Call
from fake_nango.web.named import named_connection, refuse_headers
from fake_nango.web.routes import Route

DEFAULT_LIMIT: Final = "100"
MOST: Final = 10_000
MOST_IDS: Final = 100
_YEAR_S: Final = 366 * 24 * 60 * 60
_MODEL: Final = re.compile(r"[A-Z][a-zA-Z0-9_-]+")
_ACTIONS: Final = frozenset({ADDED, UPDATED, DELETED})


def _moment(value: Any, path: Path, issues: Issues) -> None:
    if not isinstance(value, str):
        issues.append(wrong_type("string", value, path))
    elif _parsed(value) is None:
        issues.append(issue("invalid_format", "Invalid ISO datetime", path))


def _actions(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    listed = value.split(",")
    known = set(_ACTIONS) if value.isupper() else {each.lower() for each in _ACTIONS}
    return all(each in known for each in listed)


def _ids(value: Any, path: Path, issues: Issues) -> None:
    _listed(value if isinstance(value, list) else [value], path, issues)


_listed = each(text(), most=MOST_IDS)
_query = shape(
    {
        "model": text(most=LONGEST, pattern=_MODEL, shown="/^[A-Z][a-zA-Z0-9_-]+$/"),
        "variant": optional(text(least=1, most=LONGEST)),
        "delta": optional(_moment),
        "modified_after": optional(_moment),
        "limit": optional(number(least=1, most=MOST)),
        "filter": optional(either(_actions)),
        "cursor": optional(text(least=1, most=1000)),
        "ids": optional(_ids),
    }
)
_headers = shape(
    {"connection-id": connection_id, "provider-config-key": integration_key}, strict=False
)
_prune = shape(
    {
        "model": text(least=1, most=LONGEST),
        "variant": optional(text(least=1, most=LONGEST)),
        "until_cursor": text(least=1, most=1000),
        "limit": optional(whole(least=1, most=MOST)),
    }
)
_NO_CONNECTION: Final = (
    "Provided ConnectionId and ProviderConfigKey does not match a valid connection"
)


async def show(call: Call) -> Answer:
    """Serve the records of one model of a connection, oldest change first."""
    demand(_query, call.query, "invalid_query_params")
    query = call.query
    _refuse_old(call, query)
    refuse_headers(call, _headers)
    connection = named_connection(call)
    if connection is None:
        raise refused(400, "unknown_connection", _NO_CONNECTION)
    held = records_of(call.world, connection, query["model"], query.get("variant"))
    found = _selected(query, held)
    limit = int(as_number(query.get("limit", DEFAULT_LIMIT)) or 0)
    page = found[:limit]
    cursor = page[-1].cursor if len(found) > limit else None
    return json_answer(200, {"next_cursor": cursor, "records": [each.as_json() for each in page]})


async def prune(call: Call) -> Answer:
    """Empty the records up to a cursor; ids and dates stay, as deletion markers do."""
    call.refuse_query()
    demand(_prune, call.json, "invalid_body")
    refuse_headers(call, _headers)
    connection = named_connection(call)
    if connection is None:
        raise refused(400, "unknown_connection", _NO_CONNECTION)
    body = call.json
    world, key = call.world, (key_of(connection), labelled(body["model"], body.get("variant")))
    try:
        records, count, more = pruned(
            world.store.records.get(key, ()),
            body["until_cursor"],
            int(body.get("limit", MOST)),
            world.clock.now(),
        )
    except ValueError:
        problem = issue("invalid_string", "Invalid cursor value", ("until_cursor",))
        raise invalid("invalid_body", [problem]) from None
    world.store.records[key] = records
    return json_answer(200, {"count": count, "has_more": more})


def _refuse_old(call: Call, query: Mapping[str, Any]) -> None:
    for name in ("delta", "modified_after"):
        moment = _parsed(query.get(name, MISSING))
        if moment is not None and moment < call.world.clock.now() - _YEAR_S:
            problem = issue("custom", "must be within the last 12 months", (name,))
            raise invalid("invalid_query_params", [problem])


def _selected(query: Mapping[str, Any], records: Records) -> Records:
    moment = _parsed(query.get("modified_after", query.get("delta")))
    if moment is not None:
        records = tuple(each for each in records if each.order[0] >= iso_micro(moment))
    if "filter" in query:
        wanted = set(query["filter"].upper().split(","))
        # Nango's own filter loses the deleted ones when it is given a second action.
        wanted = wanted - {DELETED} if len(wanted) > 1 else wanted
        records = tuple(each for each in records if each.last_action in wanted)
    if "ids" in query:
        ids = query["ids"] if isinstance(query["ids"], list) else [query["ids"]]
        records = tuple(each for each in records if str(each.fields["id"]) in ids)
    if "cursor" in query:
        rest = after(records, query["cursor"])
        if rest is None:
            raise refused(500, "server_error", "Failed to fetch records")
        records = rest
    return records


def _parsed(value: Any) -> float | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.timestamp() if moment.tzinfo is not None else None


ROUTES = (
    Route("GET", "/records", show),
    Route("PATCH", "/records/prune", prune),
)

"""
`GET /connections`: the newest first, filtered by what the query asks for.

End users are looked for in the end user's row: connections of tags-only sessions have
none, and are found by tag. (Nango 0.71.4, connections API: list)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from fake_nango.answers import Answer, json_answer
from fake_nango.connection_view import list_item
from fake_nango.fields import LONGEST
from fake_nango.model import Connection
from fake_nango.query_rules import as_number, number
from fake_nango.rules import demand, optional, record, shape, text
from fake_nango.web.call import Call
from fake_nango.web.routes import Route

DEFAULT_LIMIT: Final = 10_000
MOST: Final = 2000

_name = optional(text(least=1, most=LONGEST))
_query = shape(
    {
        "connectionId": _name,
        "search": _name,
        "endUserId": _name,
        "integrationId": _name,
        "endUserOrganizationId": _name,
        "tags": optional(record(None, text(least=1, most=LONGEST))),
        "limit": optional(number(least=1, most=MOST)),
        "page": optional(number(least=0)),
    }
)


async def show_list(call: Call) -> Answer:
    """List the connections of an environment."""
    query = call.query
    demand(_query, query, "invalid_query_params")
    wanted = [
        each
        for each in call.world.store.connections.values()
        if each.environment == call.env.name and _wants(query, each)
    ]
    wanted.sort(key=lambda each: (each.created_at, each.id), reverse=True)
    limit = int(as_number(query.get("limit", str(DEFAULT_LIMIT))) or 0)
    first = int(as_number(query.get("page", "0")) or 0) * limit
    shown = [list_item(each) for each in wanted[first : first + limit]]
    return json_answer(200, {"connections": shown})


def _wants(query: Mapping[str, Any], connection: Connection) -> bool:
    return all(_FILTERS[name](query[name], connection) for name in query if name in _FILTERS)


def _search(sought: str, connection: Connection) -> bool:
    end_user = connection.end_user
    texts = [connection.connection_id]
    if end_user is not None:
        texts += [end_user.display_name or "", end_user.email or ""]
    return any(sought.lower() in each.lower() for each in texts)


def _organization(sought: str, connection: Connection) -> bool:
    end_user = connection.end_user
    organization = end_user.organization if end_user is not None else None
    return organization is not None and organization.get("id") == sought


def _tags(sought: Mapping[str, str], connection: Connection) -> bool:
    return all(connection.tags.get(key.lower()) == value for key, value in sought.items())


def _end_user(sought: str, connection: Connection) -> bool:
    return connection.end_user is not None and connection.end_user.id == sought


_FILTERS: Final[Mapping[str, Callable[[Any, Connection], bool]]] = {
    "connectionId": lambda sought, connection: connection.connection_id == sought,
    "search": _search,
    "endUserId": _end_user,
    "endUserOrganizationId": _organization,
    "integrationId": lambda sought, connection: (
        connection.integration in [each.strip() for each in sought.split(",")]
    ),
    "tags": _tags,
}

ROUTES = (
    Route("GET", "/connections", show_list),
    Route("GET", "/connection", show_list),
)

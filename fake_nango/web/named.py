"""The connection that a request names by its headers, as records and actions want it."""

from __future__ import annotations

from fake_nango.model import Connection
from fake_nango.rules import Rule, demand
from fake_nango.web.call import Call


def refuse_headers(call: Call, rule: Rule) -> None:
    """Refuse a request whose headers break a rule; the rule knows them in lower case."""
    named = {name.lower(): value for name, value in call.request.headers.items()}
    demand(rule, named, "invalid_headers")


def named_connection(call: Call) -> Connection | None:
    """Find the connection that the headers name."""
    key, cid = call.header("Provider-Config-Key") or "", call.header("Connection-Id") or ""
    return call.world.store.connection(call.env.name, key, cid)

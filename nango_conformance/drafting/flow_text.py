"""The sections of the flow: how it starts, where its news comes, what is seen of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nango_conformance.drafting.draft import Draft, Part, Place, Shown
from nango_conformance.drafting.toml import pair

_MODELS: Final = {"client": "client-finalise", "row": "pending-row", "none": "upsert"}


def connect_lines(draft: Draft) -> list[str]:
    """Return the route that starts a connection."""
    unsure = draft.unsure
    lines = [
        "# Starting a connection, and where the answer has Nango's session token; JMESPath.",
        "[connect]",
        pair("method", draft.connect.method),
        pair("path", draft.connect.path, unsure=Part.CONNECT in unsure),
    ]
    if draft.connect.body is not None:
        lines.append(pair("body", draft.connect.body, unsure=Part.BODY in unsure))
    for key, place in (("token", draft.token), ("link", draft.link), ("expires", draft.expires)):
        if place is not None:
            lines.append(pair(key, place, unsure=key == "token" and Part.TOKEN in unsure))
    return lines


def webhook_lines(draft: Draft) -> list[str]:
    """Return where webhooks go."""
    return [
        "# Where Nango's webhooks go. Any 2xx means accepted and any 4xx refused, unless you say:",
        "# accept = [200]",
        "# refuse = [401]",
        "[webhook]",
        pair("path", draft.webhook, unsure=Part.WEBHOOK in draft.unsure),
    ]


def reconcile_lines(draft: Draft) -> list[str]:
    """Return the model that follows from what is there."""
    waits = "row" if draft.shown.pending and draft.status else "none"
    model = _MODELS["client" if draft.finalise else waits]
    return [
        "# pending-row: a row waits for the webhook. upsert: the webhook makes it.",
        "# client-finalise: the browser reports back. mirror: Nango's list is asked.",
        "[reconcile]",
        pair("model", model),
    ]


def status_lines(draft: Draft) -> Iterator[list[str]]:
    """Yield how the state of a connection is seen."""
    if draft.status is None:
        yield [
            "# Without a way to see a connection's state, much is not observable. A route:",
            "# [status.http]",
            '# path = "/connections"',
            "# rows = \"connections[?integration=='{integration.key}']\"",
            "# or a database that is read, never written:",
            "# [status.sql]",
            '# dsn = "env:TARGET_DSN"',
        ]
        return
    unsure, shown = Part.STATUS in draft.unsure, draft.shown
    yield _states(shown, unsure=unsure)
    yield _seen(draft.status, shown, unsure=unsure)


def _states(shown: Shown, *, unsure: bool) -> list[str]:
    if shown.state is None:
        return [
            "# A row means active: your backend has no word for a state.",
            "[status]",
            "presence = true",
        ]
    return [
        "# Your words for the states of a connection.",
        "[status.values]",
        *([pair("pending", shown.pending, unsure=unsure)] if shown.pending else []),
        pair("active", shown.active, unsure=unsure),
        '# broken = ["error"]',
        '# gone = ["disconnected"]',
    ]


def _seen(place: Place, shown: Shown, *, unsure: bool) -> list[str]:
    lines = [
        "# How a user sees her connections; JMESPath.",
        "[status.http]",
        pair("method", place.method),
        pair("path", place.path),
        pair("rows", shown.rows, unsure=unsure),
    ]
    for key, found in (("state", shown.state), ("id", shown.id)):
        if found is not None:
            lines.append(pair(key, found, unsure=unsure))
    if shown.row_id is not None:
        return [*lines, pair("row_id", shown.row_id, unsure=unsure)]
    return [*lines, "# Where a row has your own id of it, if it shows one:", '# row_id = "id"']


def sync_lines(draft: Draft) -> list[str]:
    """Return how the first sync begins."""
    return [
        "# The first sync: none, auto (Nango's), start, trigger, records, proxy, job.",
        "[sync]",
        pair("mode", draft.sync, unsure=Part.SYNC in draft.unsure),
        *([pair("match", draft.match)] if draft.match else []),
    ]


def routes_lines(draft: Draft) -> Iterator[list[str]]:
    """Yield the optional routes, or how to write the one that is missed most."""
    if draft.finalise is not None:
        unsure = Part.FINALISE in draft.unsure
        yield ["# The browser reports back.", *_route("finalise", draft.finalise, unsure=unsure)]
    if draft.disconnect is not None:
        yield [
            "# Cleans up after people who are not fresh.",
            *_route("disconnect", draft.disconnect),
        ]
    elif draft.create is None and draft.status is not None:
        yield [
            "# Without it, what people still have from an earlier run makes checks inconclusive.",
            "# [disconnect]",
            '# method = "DELETE"',
            '# path = "/connections/{connection.id}"',
        ]


def _route(name: str, place: Place, *, unsure: bool = False) -> list[str]:
    lines = [f"[{name}]", pair("method", place.method), pair("path", place.path)]
    return lines if place.body is None else [*lines, pair("body", place.body, unsure=unsure)]


def limits_lines(_: Draft) -> list[str]:
    """Return how long silence has to last."""
    return [
        "# How long silence lasts before 'nothing happened' is believed. 1.5 is the default; 0.1",
        "# is enough for a quick backend, and one that works in the background may need more.",
        "[limits]",
        "quiet_s = 0.5",
    ]

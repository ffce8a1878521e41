"""
What the fake saw becomes evidence: the journal of a scenario, in the ledger and to the schemas.

Every message on Nango's wire is checked against the fake's JSON Schemas here, and the side
that broke one is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fake_nango.client import Event
from fake_nango.wire import problems
from nango_conformance.driver.ear import quotes_of
from nango_conformance.driver.sighting import began
from nango_conformance.driver.transport import Transport
from nango_conformance.evidence import Ledger, Note, call_mark, session_mark, webhook_mark
from nango_conformance.expectations.statuses import is_error

HARNESS_SIDE = "nango"
"""The side that is the fake's own: what it breaks is a fault of the harness."""


def record_journal(
    events: Iterable[Event], ledger: Ledger, transport: Transport
) -> tuple[Note, ...]:
    """
    Keep what happened in a stretch of the journal, and return what broke a schema.

    A note's level is the side that broke it. Answers to webhooks are heard like every other
    answer of the target, and what Nango had said to it is known for all of them.
    """
    broken: list[Note] = []
    quotes: list[str] = []
    for event in events:
        if _is_the_harness(event):
            continue
        if event.kind in _TOLD:
            title, lines = _TOLD[event.kind](event.data)
            ledger.record(title, "\n".join(lines), at=began(event), about=_marks(event))
        if event.kind == "delivery" and event.data["status"] is not None:
            headers = tuple((name, value) for name, value in event.data["answer_headers"])
            transport.ear.answer(
                "the answer to a webhook",
                headers,
                event.data["answer"],
                status=event.data["status"],
            )
        if event.kind == "api" and is_error(event.data["status"]):
            quotes.extend(quotes_of(event.data["answer"]))
        broken.extend(_broken(event))
    transport.ear.over(quotes)
    return tuple(broken)


def _marks(event: Event) -> tuple[str, ...]:
    """Return what the piece is found by, whoever speaks of it."""
    if event.kind == "delivery":
        return (webhook_mark(event.data["delivery"]),)
    session = (session_mark(event.session),) if event.session else ()
    return (call_mark(event.seq), *session)


def _broken(event: Event) -> Iterator[Note]:
    for problem in problems({"kind": event.kind, "data": event.data}):
        yield Note(
            level=problem.side, text=f"{problem.side} broke {problem.where}: {problem.message}"
        )


def _is_the_harness(event: Event) -> bool:
    return bool(event.data.get("played")) or event.data.get("caller") == "browser"


def _api(data: Mapping[str, Any]) -> tuple[str, list[str]]:
    target = _target(data)
    sent = [
        f"> {data['method']} {target}",
        *_headers("> ", data["headers"]),
        ">",
        f"> {data['body']}",
    ]
    got = [
        f"< {data['status']}",
        *_headers("< ", data["answer_headers"]),
        "<",
        f"< {data['answer']}",
    ]
    return f"backend → Nango: {data['method']} {target} → {data['status']}", [*sent, *got]


def _provider(data: Mapping[str, Any]) -> tuple[str, list[str]]:
    target = _target(data)
    line = f"> {data['method']} {target}"
    who = data.get("caller", "somebody")
    title = f"{who} → provider: {data['method']} {data['path']} → {data['status']}"
    return title, [line, ">", f"> {data.get('body', '')}", f"< {data['status']}"]


def _delivery(data: Mapping[str, Any]) -> tuple[str, list[str]]:
    sent = [f"> POST {data['url']}", *_headers("> ", data["headers"]), ">", f"> {data['body']}"]
    if data["status"] is None:
        got = [f"< no answer: {data['error']}"]
    else:
        answer = _headers("< ", data["answer_headers"])
        got = [f"< {data['status']}", *answer, "<", f"< {data['answer']}"]
    defect = f" ({data['defect']})" if data.get("defect") else ""
    result = data["status"] or data["error"]
    return f"Nango → backend: webhook{defect}, attempt {data['attempt']} → {result}", [*sent, *got]


def _target(data: Mapping[str, Any]) -> str:
    query = data.get("query")
    return f"{data['path']}?{query}" if query else str(data["path"])


def _headers(mark: str, headers: list[list[str]]) -> list[str]:
    return [f"{mark}{name}: {value}" for name, value in headers]


_TOLD = {"api": _api, "provider": _provider, "delivery": _delivery}
"""How each kind of event that is evidence is told."""

"""Each kind of event in the fake's journal becomes evidence in its own words, without secrets."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

import pytest

from fake_nango.client import Event
from nango_conformance.driver.record import record_journal
from nango_conformance.driver.transport import Transport
from nango_conformance.evidence import Ledger, Source

MakeTransport = Callable[..., Transport]

KEY: Final = "2f9e1c0a-6d1b-4f5e-9a77-0b1c2d3e4f5a"


class OneEvent:
    """A control API with a journal of one event."""

    def __init__(self, kind: str, **data: Any) -> None:
        self._event = Event(
            seq=1,
            at="2026-03-12T09:30:00.000Z",
            kind=kind,
            environment="dev",
            person=None,
            session=None,
            connection=None,
            integration=None,
            data=data,
        )

    def journal(self, *, since: int) -> Any:
        """Return it."""
        assert since == 0
        return type("Page", (), {"events": (self._event,)})()


DELIVERED: Final = {
    "delivery": "d-1",
    "url": "http://127.0.0.1/hook",
    "headers": [["X-Nango-Signature", "s"]],
    "body": "{}",
    "attempt": 2,
    "status": None,
    "error": "timeout",
    "answer": "",
    "answer_headers": [],
    "defect": "wrong-key",
}
ASKED: Final = {
    "method": "POST",
    "path": "/token",
    "query": "a=1",
    "headers": [["Authorization", f"Bearer {KEY}"]],
    "body": "code=hush-hush&x=1",
    "status": 200,
    "answer": json.dumps({"access_token": "hush-hush"}),
    "answer_headers": [["Set-Cookie", "sid=hush-hush; Path=/"]],
}


@pytest.mark.parametrize(
    ("kind", "data", "title", "lines"),
    [
        (
            "delivery",
            DELIVERED,
            "Nango → backend: webhook (wrong-key), attempt 2 → timeout",
            ["> POST http://127.0.0.1/hook", "> X-Nango-Signature: s", "< no answer: timeout"],
        ),
        (
            "api",
            ASKED,
            "backend → Nango: POST /token?a=1 → 200",
            ["> POST /token?a=1", "< 200", "<"],
        ),
        (
            "provider",
            {**ASKED, "caller": "nango"},
            "nango → provider: POST /token → 200",
            ["> POST /token?a=1", "< 200"],
        ),
        ("provider", {**ASKED, "caller": "browser"}, None, []),
        ("api", {**ASKED, "played": True}, None, []),
        ("session", {"token": "t"}, None, []),
    ],
)
def test_each_kind_of_event_is_told(
    ledger: Ledger,
    make_transport: MakeTransport,
    kind: str,
    data: dict[str, Any],
    title: str | None,
    lines: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Calls and deliveries, redacted; not what a browser or the harness's people did."""
    monkeypatch.setattr("nango_conformance.driver.record.problems", lambda _: ())
    control: Any = OneEvent(kind, **data)

    assert record_journal(control.journal(since=0).events, ledger, make_transport()) == ()

    assert [entry.title for entry in ledger.entries] == ([title] if title else [])
    text = "\n".join(entry.text for entry in ledger.entries)
    assert set(lines) <= set(text.split("\n"))
    assert "hush" not in text
    assert KEY not in text


@pytest.mark.parametrize(("status", "answers"), [(None, 0), (500, 1)])
def test_only_a_delivery_that_was_answered_is_an_answer(
    ledger: Ledger,
    make_transport: MakeTransport,
    status: int | None,
    answers: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the target said nothing there was nothing to search, whatever else is recorded."""
    monkeypatch.setattr("nango_conformance.driver.record.problems", lambda _: ())
    transport = make_transport()
    control: Any = OneEvent("delivery", **{**DELIVERED, "status": status, "answer": KEY})

    record_journal(control.journal(since=0).events, ledger, transport)

    heard = transport.ear.heard
    assert heard.searched.get(Source.ANSWER, 0) == len(heard.slips) == answers
    assert len(ledger.entries) == 1


def test_an_exchange_is_found_by_what_it_is_about_and_began_before_it_ended(
    ledger: Ledger, make_transport: MakeTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal tells when it was over, and how long it took."""
    monkeypatch.setattr("nango_conformance.driver.record.problems", lambda _: ())
    for kind, data in (("api", {**ASKED, "ms": 250.0}), ("delivery", DELIVERED)):
        control: Any = OneEvent(kind, **data)
        record_journal(control.journal(since=0).events, ledger, make_transport())

    call, webhook = ledger.entries

    assert (call.about, webhook.about) == (("call 1",), ("webhook d-1",))
    assert round(webhook.at - call.at, 3) == 0.25

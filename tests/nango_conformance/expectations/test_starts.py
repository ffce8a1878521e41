"""Items 01 and 02: what a start is taken for that no frontend of the target would send."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance
from nango_conformance.evidence import Call, Exchange, Issued
from nango_conformance.expectations import starts
from nango_conformance.target import Connect

ExchangeMaker = Callable[..., Exchange]
IssuedMaker = Callable[..., Issued]
CallMaker = Callable[..., Call]

ROUTE = Connect(path="/connect", token="token", link="link")
TELLING = Connect(path="/connect", token="token", error="errors[0]")


@pytest.mark.parametrize(
    ("route", "status", "body", "notes"),
    [
        (ROUTE, 400, "{}", 0),
        (ROUTE, 499, "{}", 0),
        (ROUTE, 302, "", 1),
        (TELLING, 200, '{"errors": ["no"]}', 0),
        (TELLING, 422, "{}", 0),
    ],
)
def test_a_mistake_is_the_client_s(
    make_exchange: ExchangeMaker, route: Connect, status: int, body: str, notes: int
) -> None:
    """By the status, or by the member that the target declares; a redirect is worth a word."""
    assert len(starts.told_of_mistake(route, make_exchange(status, body))) == notes


@pytest.mark.parametrize(
    ("route", "status", "body", "expected"),
    [
        (ROUTE, 500, "{}", "a 4xx for a request that is wrong; saw status 500"),
        (ROUTE, 200, "{}", "a 4xx"),
        (TELLING, 200, '{"errors": []}', "a 4xx"),
        (ROUTE, 400, '{"token": "x"}', "no token"),
        (ROUTE, 400, "TypeError: x\n    at start (/srv/app.js:3:7)", "no stack trace"),
        (ROUTE, 400, "Traceback (most recent call last):", "no stack trace"),
    ],
)
def test_a_mistake_that_breaks_the_server(
    make_exchange: ExchangeMaker, route: Connect, status: int, body: str, expected: str
) -> None:
    """Or succeeds, or shows how the server is made."""
    with pytest.raises(Nonconformance, match=expected):
        starts.told_of_mistake(route, make_exchange(status, body))


@pytest.mark.parametrize("status", [200, 302, 400, 415])
def test_either_is_an_answer(make_exchange: ExchangeMaker, status: int) -> None:
    """A body without its type may be read or refused."""
    assert starts.answered_at_all(make_exchange(status)) == ()


def test_a_failure_is_neither(make_exchange: ExchangeMaker) -> None:
    """The request was no trouble of the server's."""
    with pytest.raises(Nonconformance, match="saw status 500"):
        starts.answered_at_all(make_exchange(500))


@pytest.mark.parametrize(("status", "notes"), [(404, 0), (405, 0), (200, 1), (500, 1)])
def test_another_method_has_no_effect(
    make_exchange: ExchangeMaker, status: int, notes: int
) -> None:
    """What it is told is worth a word where it is not the usual one."""
    assert len(starts.without_effect(ROUTE, make_exchange(status), [])) == notes


def test_another_method_that_starts_a_connection(
    make_exchange: ExchangeMaker, make_issued: IssuedMaker
) -> None:
    """By Nango's word, or by the token that it hands out."""
    with pytest.raises(Nonconformance, match="no session by POST; saw 1 issued"):
        starts.without_effect(ROUTE, make_exchange(405), [make_issued()])
    with pytest.raises(Nonconformance, match="no token for this request"):
        starts.without_effect(ROUTE, make_exchange(200, '{"token": "x"}'), [])


@pytest.mark.parametrize(
    ("kind", "body", "right"),
    [
        ("text/html; charset=utf-8", "<b>x</b>", False),
        ("text/html", "&lt;b>x&lt;/b>", True),
        ("text/plain", "<b>x</b>", True),
        ("", "<b>x</b>", True),
    ],
)
def test_a_query_is_no_page(
    make_exchange: ExchangeMaker, kind: str, body: str, *, right: bool
) -> None:
    """A challenge may be answered as text, or escaped."""
    headers = (("Content-Type", kind),) if kind else ()
    exchange = dataclasses.replace(make_exchange(200, body), headers=headers)
    if right:
        assert starts.no_markup(exchange, "<b>x</b>") == ()
        return
    with pytest.raises(Nonconformance, match="nothing of the query in a page"):
        starts.no_markup(exchange, "<b>x</b>")


@pytest.mark.parametrize(
    ("body", "query", "place"),
    [
        ({"tags": {"a": "is m here"}}, "", "tags.a"),
        ({"m": 1}, "", "m"),
        ({"allowed_integrations": ["m"]}, "", r"allowed_integrations\[0\]"),
        (None, "a=m", "the query"),
    ],
)
def test_what_the_browser_added_is_found(
    make_exchange: ExchangeMaker, make_call: CallMaker, body: object, query: str, place: str
) -> None:
    """As a value or as a name, at any depth, whatever Nango said to it."""
    call = make_call(f"POST /connect/sessions?{query}", status=400, body=body)
    with pytest.raises(Nonconformance, match=f"saw it at '{place}' of POST"):
        starts.nothing_smuggled([call], make_exchange(200), "m")


def test_what_did_not_reach_nango_was_not_added(
    make_exchange: ExchangeMaker, make_call: CallMaker
) -> None:
    """A request of the backend's own is none of the browser's."""
    call = make_call("POST /connect/sessions", body={"end_user": {"id": "u"}})
    assert starts.nothing_smuggled([call], make_exchange(400), "smuggled") == ()


def test_no_answer_proves_nothing(make_exchange: ExchangeMaker) -> None:
    """Neither a refusal nor a mistake."""
    silent = make_exchange(None)
    judges: tuple[Callable[[], object], ...] = (
        lambda: starts.told_of_mistake(ROUTE, silent),
        lambda: starts.answered_at_all(silent),
        lambda: starts.without_effect(ROUTE, silent, []),
    )
    for judge in judges:
        with pytest.raises(ControlFailed, match="did not answer"):
            judge()

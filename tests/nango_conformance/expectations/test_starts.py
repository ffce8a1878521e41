"""Items 01 and 02: what a start is taken for that no frontend of the target would send."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance, NotApplicable
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
        lambda: starts.nothing_smuggled([], silent, "smuggled"),
    )
    for judge in judges:
        with pytest.raises(ControlFailed, match="did not answer"):
            judge()


@pytest.mark.parametrize(
    ("status", "headers", "wrong"),
    [
        (200, (("Cache-Control", "private, No-Store"),), None),
        (200, (("Cache-Control", "No-Store,private"),), None),
        (200, (), "Cache-Control with no-store; saw None"),
        (200, (("Cache-Control", "no-cache"),), "saw 'no-cache'"),
        (200, (("Cache-Control", "no-store"), ("ETag", '"1"')), "no ETag"),
    ],
)
def test_an_answer_with_a_token_is_not_kept(
    make_exchange: ExchangeMaker,
    status: int,
    headers: tuple[tuple[str, str], ...],
    wrong: str | None,
) -> None:
    """It says no-store, among other things, and gives nobody a tag to come back with."""
    exchange = dataclasses.replace(make_exchange(status), headers=headers)
    if wrong is None:
        assert starts.not_kept(ROUTE, exchange) == ()
        return
    with pytest.raises(Nonconformance, match=wrong):
        starts.not_kept(ROUTE, exchange)


def test_an_answer_without_a_token_has_nothing_to_keep(make_exchange: ExchangeMaker) -> None:
    """A failure proves nothing; a declared redirect carries the link by design."""
    with pytest.raises(ControlFailed, match="no answer with a token: status 500"):
        starts.not_kept(ROUTE, make_exchange(500))
    with pytest.raises(ControlFailed, match="no answer with a token: status 302"):
        starts.not_kept(ROUTE, make_exchange(302))
    declared = Connect(path="/c", token="token", success=(200,))
    with pytest.raises(Nonconformance, match="no-store"):
        starts.not_kept(declared, make_exchange(200))
    with pytest.raises(NotApplicable, match="handed over by redirect"):
        starts.not_kept(Connect(path="/c", link="@", success=(302,)), make_exchange(302))


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"end_user": {"email": None}}, "None at 'end_user.email'"),
        ({"end_user": {"display_name": ""}}, "'' at 'end_user.display_name'"),
        ({"tags": {"a": "x" * 256}}, "at most 255 characters at 'tags.a'; saw 256"),
        ({"end_user": {"display_name": "\U0001f600" * 128}}, "'end_user.display_name'; saw 256"),
    ],
)
def test_what_nango_does_not_take_is_not_sent(
    make_call: CallMaker, body: object, wrong: str
) -> None:
    """Lengths are counted as Nango counts them."""
    with pytest.raises(Nonconformance, match=wrong):
        starts.nothing_blank([make_call("POST /connect/sessions", status=400, body=body)])


def test_what_nango_takes_may_be_sent(make_call: CallMaker) -> None:
    """Only names and tags are bounded, and only sessions are looked at."""
    body = {"end_user": {"id": "u", "display_name": "x" * 255}, "more": "y" * 300, "n": 0}
    calls = [make_call("POST /sync/trigger", body={"a": None})]
    with pytest.raises(ControlFailed, match="asked Nango for no session"):
        starts.nothing_blank(calls)
    assert starts.nothing_blank([*calls, make_call("POST /connect/sessions", body=body)]) == ()


def test_a_session_is_in_one_person_s_name(make_exchange: ExchangeMaker) -> None:
    """Hers, or it is not hers to use."""
    assert starts.in_her_name("u-1", "u-1", make_exchange(200)) == ()
    with pytest.raises(Nonconformance, match="a session for 'u-1'; saw one for 'u-2'"):
        starts.in_her_name("u-2", "u-1", make_exchange(200))

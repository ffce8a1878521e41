"""Items 01 and 02: what a handed-out token and the request for it are taken for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nango_conformance.errors import (
    ControlFailed,
    Nonconformance,
    NotObservable,
)
from nango_conformance.evidence import Call, Exchange, Issued
from nango_conformance.expectations import sessions
from nango_conformance.target import Attribution, Connect

ExchangeMaker = Callable[..., Exchange]
IssuedMaker = Callable[..., Issued]
CallMaker = Callable[..., Call]

TOKEN = Connect(path="/connect", token="data.token")
LINK = Connect(path="/connect", link="link")
BOTH = Connect(path="/connect", token="token", link="link")
ONLY_201 = Connect(path="/connect", token="token", success=(201,))
HERS = "http://ui/?session_token=t-1"


@pytest.mark.parametrize(
    ("route", "body", "handed"),
    [
        (TOKEN, '{"data": {"token": "t-1"}}', ("t-1", None)),
        (TOKEN, '{"token": "t-1"}', (None, None)),
        (LINK, '{"link": "u"}', (None, "u")),
        (BOTH, '{"link": "u", "token": null}', (None, "u")),
        (BOTH, "no json", (None, None)),
    ],
)
def test_what_is_handed_out_stands_where_declared(
    make_exchange: ExchangeMaker, route: Connect, body: str, handed: tuple[Any, Any]
) -> None:
    """A token at another place was not handed out."""
    assert sessions.handed_out(route, make_exchange(200, body)) == handed


@pytest.mark.parametrize(
    ("route", "status", "body"),
    [
        (TOKEN, 200, '{"data": {"token": "t-1"}}'),
        (TOKEN, 201, '{"data": {"token": "t-2"}}'),
        (LINK, 200, f'{{"link": "{HERS}"}}'),
        (BOTH, 200, f'{{"link": "{HERS}", "token": "t-1"}}'),
        (ONLY_201, 201, '{"token": "t-1"}'),
    ],
)
def test_nangos_own_token_is_right(
    make_exchange: ExchangeMaker, make_issued: IssuedMaker, route: Connect, status: int, body: str
) -> None:
    """The token or the link of any session that this call made."""
    issued = [make_issued("t-1"), make_issued("t-2")]

    assert sessions.token_is_nangos(route, make_exchange(status, body), issued) == ()


@pytest.mark.parametrize(
    ("route", "status", "body", "expected"),
    [
        (TOKEN, 500, '{"data": {"token": "t-1"}}', "a declared success status"),
        (ONLY_201, 200, '{"token": "t-1"}', "a declared success status"),
        (TOKEN, None, "", "a declared success status"),
        (TOKEN, 200, "{}", "Nango's token at 'data.token'"),
        (TOKEN, 200, '{"data": {"token": "nango_connect_session_0"}}', "Nango's token at"),
        (TOKEN, 200, '{"data": {"token": "[object Object]"}}', "Nango's token at"),
        (LINK, 200, '{"link": "http://ui/"}', "Nango's link at 'link'"),
        (BOTH, 200, '{"token": "t-1"}', "Nango's link at 'link'"),
        (BOTH, 200, f'{{"link": "{HERS}"}}', "Nango's token at 'token'"),
    ],
)
def test_another_token_is_wrong(
    make_exchange: ExchangeMaker,
    make_issued: IssuedMaker,
    route: Connect,
    status: int | None,
    body: str,
    expected: str,
) -> None:
    """Missing, token-shaped, an object, or with a failure: not what Nango issued."""
    with pytest.raises(Nonconformance) as caught:
        sessions.token_is_nangos(route, make_exchange(status, body), [make_issued()])

    assert caught.value.expected.startswith(expected)
    assert caught.value.evidence == ("E0001",)


@pytest.mark.parametrize(
    ("body", "seen"),
    [('{"data": {"token": "x"}}', "str 'x'"), ("{}", "nothing"), ("[1]", "nothing")],
)
def test_a_token_without_a_session_is_wrong(
    make_exchange: ExchangeMaker, body: str, seen: str
) -> None:
    """Where Nango was not asked, nothing can be right."""
    with pytest.raises(Nonconformance) as caught:
        sessions.token_is_nangos(TOKEN, make_exchange(200, body), [])

    assert caught.value.seen == f"{seen}, and no session was asked for"


def test_a_long_token_is_told_short(make_exchange: ExchangeMaker) -> None:
    """A page that stands for a token does not fill the report."""
    body = f'{{"data": {{"token": "{"x" * 5000}"}}}}'

    with pytest.raises(Nonconformance) as caught:
        sessions.token_is_nangos(TOKEN, make_exchange(200, body), [])

    assert len(caught.value.seen) < 120


@pytest.mark.parametrize("path", ["/connect/sessions", "/connect/sessions/reconnect"])
@pytest.mark.parametrize("field", ["tags", "end_user"])
def test_one_granted_request_is_right(
    make_call: CallMaker, make_issued: IssuedMaker, path: str, field: str
) -> None:
    """Reads before it are free, and either attribution is one."""
    calls = [make_call("GET /integrations"), make_call(f"POST {path}", status=201)]

    assert sessions.exactly_one_session(calls, [make_issued(**{field: {"id": "a"}})]) == ()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((), "exactly one session request"),
        (("GET /connect/sessions",), "exactly one session request"),
        (("POST /connect/sessions", "POST /connect/sessions"), "exactly one session request"),
        (("POST /connect/sessions/reconnect", "POST /connect/sessions"), "exactly one session"),
    ],
)
def test_another_number_of_requests_is_wrong(
    make_call: CallMaker, make_issued: IssuedMaker, lines: tuple[str, ...], expected: str
) -> None:
    """None at all, or more than the one that is needed."""
    calls = [make_call(line, status=201) for line in lines]

    with pytest.raises(Nonconformance, match=expected):
        sessions.exactly_one_session(calls, [make_issued(tags={})])


@pytest.mark.parametrize(
    ("status", "granted"), [(400, False), (401, False), (200, True), (201, False)]
)
def test_a_request_that_nango_does_not_grant_is_wrong(
    make_call: CallMaker,
    make_issued: IssuedMaker,
    status: int,
    granted: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """The body is told, because that is where the mistake stands."""
    call = make_call("POST /connect/sessions", status=status, body={"end_user": {"id": ""}})
    issued = [make_issued(tags={})] if granted else []

    with pytest.raises(Nonconformance, match=r"that Nango grants.*'id': ''"):
        sessions.exactly_one_session([call], issued)


def test_a_session_for_nobody_is_wrong(make_call: CallMaker, make_issued: IssuedMaker) -> None:
    """Without tags and end user the webhook could not be told apart."""
    with pytest.raises(Nonconformance, match="an attribution in tags or end_user"):
        sessions.exactly_one_session(
            [make_call("POST /connect/sessions", status=201)],
            [make_issued(allowed_integrations=["outlook"])],
        )


HER_ID = Attribution(path="end_user.id", equals="ada")
HER_TAG = Attribution(path="tags.user", equals="ada@example.com")


def test_a_session_in_her_name_is_right(make_issued: IssuedMaker) -> None:
    """Every declared place has to name her."""
    issued = make_issued(end_user={"id": "ada"})

    assert sessions.attributed(issued, {"user": HER_ID}, "ada@example.com") == ()


def test_an_address_as_a_name_is_worth_telling(make_issued: IssuedMaker) -> None:
    """Another user may come to have it."""
    issued = make_issued(end_user={"id": "ada"}, tags={"user": "ada@example.com"})

    (note,) = sessions.attributed(issued, {"user": HER_ID, "tag": HER_TAG}, "ada@example.com")

    assert note.level == "SHOULD"
    assert "e-mail" in note.text


@pytest.mark.parametrize(
    "request_", [{}, {"end_user": {"id": "grace"}}, {"end_user": {}}, {"end_user": {"id": 1}}]
)
def test_a_session_in_another_name_is_wrong(
    make_issued: IssuedMaker, request_: dict[str, Any]
) -> None:
    """Somebody else, nobody, or another kind of value."""
    with pytest.raises(Nonconformance, match=r"'ada' as the user at 'end_user\.id'"):
        sessions.attributed(make_issued(**request_), {"user": HER_ID}, "ada@example.com")


def test_a_repair_may_leave_to_nango_the_tags_that_it_makes_itself(
    make_issued: IssuedMaker,
) -> None:
    """They are declared for a start; what a repair sends anew comes to the same tags."""
    issued = make_issued(end_user={"id": "ada"})
    declared = {"user": Attribution(path="tags.end_user_id", equals="ada")}
    other = {"user": Attribution(path="tags.end_user_id", equals="grace")}

    assert sessions.attributed(issued, declared, "a@example.com", repairs=True) == ()
    with pytest.raises(Nonconformance, match="saw 'ada'"):
        sessions.attributed(issued, other, "a@example.com", repairs=True)
    with pytest.raises(Nonconformance, match="saw None"):
        sessions.attributed(issued, declared, "a@example.com")


def test_without_a_declared_place_nothing_can_be_seen(make_issued: IssuedMaker) -> None:
    """The target does not say where to look."""
    with pytest.raises(NotObservable, match=r"\[attribution\]"):
        sessions.attributed(make_issued(), {}, "ada@example.com")


def test_without_a_session_there_is_nobody_in_it() -> None:
    """A start that failed proves nothing of whom it would have named."""
    with pytest.raises(ControlFailed):
        sessions.attributed(None, {"user": HER_ID}, "ada@example.com")


@pytest.mark.parametrize("token", ['{"token": "t-1"}', '["t-1"]', "[]", "1"])
def test_what_wraps_a_token_is_none(
    make_exchange: ExchangeMaker, make_issued: IssuedMaker, token: str
) -> None:
    """An object or a list where the text should be is the target's mistake, not the harness's."""
    exchange = make_exchange(200, f'{{"data": {{"token": {token}}}}}')

    with pytest.raises(Nonconformance):
        sessions.token_is_nangos(TOKEN, exchange, [make_issued()])

"""Item 11: what a refusal, a claim and an answer are taken for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance
from nango_conformance.evidence import Call, Exchange, Issued
from nango_conformance.expectations import access
from nango_conformance.target import Connect

ExchangeMaker = Callable[..., Exchange]
IssuedMaker = Callable[..., Issued]
CallMaker = Callable[..., Call]

ROUTE = Connect(path="/connect", token="token", link="link")


@pytest.mark.parametrize("status", [401, 403, 404, 302, 307])
def test_a_stranger_is_sent_away(make_exchange: ExchangeMaker, status: int) -> None:
    """To sign in, or to nothing."""
    assert access.start_refused(ROUTE, make_exchange(status)) == ()


@pytest.mark.parametrize("status", [200, 400, 500])
def test_an_odd_refusal_is_a_note(make_exchange: ExchangeMaker, status: int) -> None:
    """The effect decides: no token was handed out."""
    (note,) = access.start_refused(ROUTE, make_exchange(status, "<html>"))

    assert f"refused with {status}" in note.text


@pytest.mark.parametrize("status", [200, 401])
@pytest.mark.parametrize("body", ['{"token": "x"}', '{"link": "x"}'])
def test_a_token_for_a_stranger_is_wrong(
    make_exchange: ExchangeMaker, status: int, body: str
) -> None:
    """Whatever the status that comes with it."""
    with pytest.raises(Nonconformance, match="no token for a stranger"):
        access.start_refused(ROUTE, make_exchange(status, body))


def test_no_session_was_asked_for(make_issued: IssuedMaker) -> None:
    """None is right; one is wrong, and what it was for is told."""
    assert access.no_session([]) == ()
    with pytest.raises(Nonconformance, match=r"1: \{'tags': 'x'\}"):
        access.no_session([make_issued(tags="x")])


@pytest.mark.parametrize(
    ("status", "body", "named", "notes"),
    [
        (403, "{}", (), 0),
        (400, "{}", (), 0),
        (499, "{}", (), 0),
        (500, "{}", (), 1),
        (200, "{}", (), 1),
        (302, "{}", (), 1),
        (200, '{"token": "t"}', ("w-1",), 0),
        (200, '{"token": "t"}', ("w-2", "w-1"), 0),
    ],
)
def test_nothing_outside_her_workspaces(
    make_exchange: ExchangeMaker,
    make_issued: IssuedMaker,
    status: int,
    body: str,
    named: tuple[str, ...],
    notes: int,
) -> None:
    """Refused, or her own workspace put in its place; an odd refusal is a note."""
    issued = [make_issued(f"t-{number}") for number in range(len(named))]

    found = access.nothing_outside(
        ROUTE, make_exchange(status, body), issued, named, ["w-1", "w-2"]
    )

    assert len(found) == notes


@pytest.mark.parametrize("named", ["w-9", None])
def test_a_session_elsewhere_is_wrong(
    make_exchange: ExchangeMaker, make_issued: IssuedMaker, named: str | None
) -> None:
    """A foreign workspace, or one that nothing tells."""
    with pytest.raises(Nonconformance, match="one of the caller's own workspaces"):
        access.nothing_outside(ROUTE, make_exchange(200), [make_issued()], [named], ["w-1"])


def test_each_session_has_its_workspace(
    make_exchange: ExchangeMaker, make_issued: IssuedMaker
) -> None:
    """One that nobody looked at would be one that nobody judged."""
    with pytest.raises(ValueError, match="shorter"):
        access.nothing_outside(ROUTE, make_exchange(200), [make_issued()], [], ["w-1"])


def test_a_token_without_a_session_is_wrong(make_exchange: ExchangeMaker) -> None:
    """It was somebody's."""
    with pytest.raises(Nonconformance, match="no token without a session"):
        access.nothing_outside(ROUTE, make_exchange(200, '{"link": "x"}'), [], [], ["w-1"])


@pytest.mark.parametrize(
    "request_",
    [
        {"end_user": {"id": "grace"}},
        {"end_user": {"id": "mallory"}, "tags": {"note": "asked for ada"}},
        {"tags": ["x", {"deep": ("y",)}], "count": 1},
    ],
)
def test_a_claim_is_not_believed(
    make_exchange: ExchangeMaker, make_issued: IssuedMaker, request_: dict[str, Any]
) -> None:
    """No value is the victim's; part of a sentence is none."""
    issued = [make_issued(**request_)]

    assert access.never_names(make_exchange(200), issued, ["ada", ""]) == ()
    assert access.never_names(make_exchange(403), [], ["ada"]) == ()


@pytest.mark.parametrize(
    "request_",
    [
        {"end_user": {"id": "ada"}},
        {"end_user": {"id": "ada", "display_name": "Mallory"}},
        {"tags": {"owner": "ada@example.com"}},
        {"tags": [["x"], ("ada",)]},
    ],
)
def test_a_claim_that_was_believed_is_wrong(
    make_exchange: ExchangeMaker, make_issued: IssuedMaker, request_: dict[str, Any]
) -> None:
    """The victim's id or address at any depth of any session."""
    with pytest.raises(Nonconformance, match="the caller's own name"):
        access.never_names(
            make_exchange(200),
            [make_issued(), make_issued(**request_)],
            ["ada", "ada@example.com"],
        )


HERS = {"connection id": "conn-0001", "row": "row-0001", "number": "1", "nothing": None}


def test_nothing_of_hers_is_shown(make_exchange: ExchangeMaker) -> None:
    """An answer without her values is right, whatever its status."""
    for status in (200, 403, 500):
        assert (
            access.nothing_shown(
                make_exchange(status, '{"id": "conn-0002", "statusCode": 401}'), HERS
            )
            == ()
        )


def test_what_is_shown_of_hers_is_named_not_quoted(make_exchange: ExchangeMaker) -> None:
    """The report says which of her values came out, and not the value."""
    with pytest.raises(Nonconformance) as caught:
        access.nothing_shown(make_exchange(403, "no: conn-0001 is in row-0001"), HERS)

    assert caught.value.seen == "her connection id, row"


def test_the_owner_sees_her_own(make_exchange: ExchangeMaker) -> None:
    """The positive control: one of the values is enough."""
    assert access.owner_sees(make_exchange(200, '{"id": "conn-0001"}'), HERS) == ()


@pytest.mark.parametrize("hers", [HERS, {}, {"empty": ""}])
def test_an_owner_who_sees_nothing_is_no_control(
    make_exchange: ExchangeMaker, hers: dict[str, str | None]
) -> None:
    """A route that shows nobody anything is not secure."""
    with pytest.raises(ControlFailed, match="the owner does not see"):
        access.owner_sees(make_exchange(200, "{}"), hers)


def unanswered(exchange: Exchange) -> list[Callable[[], object]]:
    """Return each judgement of a refusal over the same exchange."""
    return [
        lambda: access.start_refused(ROUTE, exchange),
        lambda: access.nothing_outside(ROUTE, exchange, [], [], []),
        lambda: access.never_names(exchange, [], ["ada"]),
        lambda: access.nothing_shown(exchange, HERS),
    ]


def test_silence_is_no_refusal(make_exchange: ExchangeMaker) -> None:
    """A target that is down would else be secure."""
    for judge in unanswered(make_exchange(None)):
        with pytest.raises(ControlFailed, match="did not answer: refused"):
            judge()


def test_calls_about_another_connection_are_not_about_this_one(
    make_call: Callable[..., Call],
) -> None:
    """Nor are those about none in particular."""
    calls = [make_call("GET /connections"), make_call("GET /connections/c-2", "c-2")]

    assert access.not_asked(calls, "c-1") == ()


def test_a_call_about_the_connection_is_told(make_call: Callable[..., Call]) -> None:
    """What nobody signed made the backend work."""
    calls = [make_call("GET /connections/c-1", "c-1")]

    with pytest.raises(Nonconformance, match="saw GET /connections/c-1 → 200"):
        access.not_asked(calls, "c-1")

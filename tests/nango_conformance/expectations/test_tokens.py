"""What is no token of Nango's is known by what it seems to be."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from nango_conformance.errors import Nonconformance
from nango_conformance.evidence import Exchange, Issued
from nango_conformance.expectations import sessions
from nango_conformance.expectations.tokens import mistake
from nango_conformance.target import Connect

TOKEN = "nango_connect_session_" + "0aB1" * 16


@pytest.fixture
def issued(make_issued: Callable[..., Issued]) -> Issued:
    """Give the session that Nango issued for the call."""
    return make_issued(TOKEN)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "one level down, at data.token: whoever reads .token of the answer itself gets"),
        ("undefined", "this is what a missing value is written as"),
        ("", "this is what a missing value is written as"),
        ("[object Object]", "an object was written as a text"),
        (f"http://ui/?session_token={TOKEN}", "it is the link that Nango issued"),
        (f"s-{TOKEN}", "it is the session's id"),
        ({"token": TOKEN, "expires_at": "x"}, "it is a whole object of Nango's answer"),
        ({"data": {"token": TOKEN}}, "it is a whole object of Nango's answer"),
        ({"error": "x"}, "it is no text"),
        (7, "it is no text"),
        (json.dumps(TOKEN), "in quotation marks: it was written as JSON twice"),
        (f"{TOKEN}\n", "with white space around it"),
        (TOKEN.replace("_", "%5F"), "escaped as for an address"),
        (TOKEN.lower(), "in other letter case"),
        (TOKEN[:40], "cut off before its end"),
        (f"Bearer {TOKEN}", "with something before or behind it"),
        ("nango_connect_session_of_yesterday", "it is the token of an earlier session"),
        ("nango_connect_session_0", "looks like Nango's, and Nango never issued it"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2ln", "a token of the backend's own making"),
        ("something", ""),
        (TOKEN[:4], ""),
    ],
)
def test_a_wrong_token_is_known(
    issued: Issued, make_issued: Callable[..., Issued], value: Any, told: str
) -> None:
    """Each by what only it is; what is like nothing is not guessed at."""
    earlier = [make_issued("nango_connect_session_of_yesterday")]

    found = mistake(value, "token", [issued], earlier)

    assert told in found
    assert bool(told) == bool(found)


def test_a_token_in_the_place_of_the_link_is_known(issued: Issued) -> None:
    """And the other way round."""
    assert mistake(TOKEN, "link", [issued]).startswith("it is the token that Nango issued")


def test_what_it_is_not_is_told_too(issued: Issued) -> None:
    """Whoever hands out one of these takes it for the token."""
    assert mistake(issued.id, "token", [issued]) == (
        "it is the session's id, by which nobody gets in"
    )
    assert mistake("eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2ln", "token", [issued]) == (
        "it is a token of the backend's own making, and not Nango's"
    )


def test_a_link_is_known_as_a_token_is(issued: Issued, make_issued: Callable[..., Issued]) -> None:
    """In an object, and as that of an earlier session."""
    earlier = make_issued("yesterday")

    assert mistake({"a": issued.link}, "link", [issued], [earlier]) == (
        "it is a whole object of Nango's answer, in which the link is one member"
    )
    assert mistake(earlier.link, "link", [], [earlier]) == (
        "it is the link of an earlier session: each start needs one of its own"
    )


def test_the_mistake_is_told_with_the_failure(
    issued: Issued, make_exchange: Callable[..., Exchange]
) -> None:
    """The reason of the check says what to change."""
    exchange = make_exchange(200, json.dumps({"token": json.dumps(TOKEN)}))

    with pytest.raises(Nonconformance, match="it was written as JSON twice"):
        sessions.token_is_nangos(Connect(path="/", token="token"), exchange, [issued])


def test_a_kept_token_is_known_where_nango_was_not_asked(
    issued: Issued, make_exchange: Callable[..., Exchange]
) -> None:
    """A start without a session request hands out what it still had."""
    exchange = make_exchange(200, json.dumps({"token": TOKEN}))

    with pytest.raises(Nonconformance, match="it is that of an earlier session"):
        sessions.token_is_nangos(Connect(path="/", token="token"), exchange, [], [issued])


def test_a_kept_link_is_known_where_nango_was_not_asked(
    issued: Issued, make_exchange: Callable[..., Exchange]
) -> None:
    """Where links are handed out."""
    exchange = make_exchange(200, json.dumps({"link": issued.link}))

    with pytest.raises(Nonconformance, match="it is that of an earlier session"):
        sessions.token_is_nangos(Connect(path="/", link="link"), exchange, [], [issued])


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"data": {"token": TOKEN}}, "saw nothing there; it stands at 'data.token': is [connect] "),
        ({"token": "nango_connect_session_of_yesterday"}, "it is the token of an earlier session"),
        ({"token": "something"}, "saw str 'something' there"),
    ],
)
def test_what_was_handed_out_instead_is_told(
    issued: Issued,
    make_issued: Callable[..., Issued],
    make_exchange: Callable[..., Exchange],
    answer: Any,
    told: str,
) -> None:
    """Where the right one stands, what else it is, or what it looks like."""
    earlier = [make_issued("nango_connect_session_of_yesterday")]
    exchange = make_exchange(200, json.dumps(answer))

    with pytest.raises(Nonconformance, match=re.escape(told)):
        sessions.token_is_nangos(Connect(path="/", token="token"), exchange, [issued], earlier)

"""What stands where in an answer is found by what it is, whatever it is called."""

from __future__ import annotations

from typing import Any, Final

import jmespath
import pytest

from nango_conformance.drafting.draft import Shown
from nango_conformance.drafting.shape import expires_at, link_at, shown_in, token_at, value_at

TOKEN: Final = "nango_connect_session_" + "0a" * 32
LINK: Final = f"http://127.0.0.1:3009/?session_token={TOKEN}"
NAMES: Final = {"integration.key": "mail", "integration.nango_id": "google-mail"}


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        ({"token": TOKEN}, "token"),
        ({"data": {"sessionToken": TOKEN}}, "data.sessionToken"),
        ({"sessions": [{"t": "x"}, {"t": TOKEN}]}, "sessions[1].t"),
        ({"session-token": TOKEN}, '"session-token"'),
        ({'a"b\\c': {"1": TOKEN}}, '"a\\"b\\\\c"."1"'),
        ([TOKEN], "[0]"),
        (TOKEN, "@"),
        ({"link": LINK}, None),
        ({"token": TOKEN.upper()}, None),
        ({"token": "t-1", "n": 1, "x": None}, None),
        (None, None),
    ],
)
def test_a_token_is_found(answer: Any, place: str | None) -> None:
    """Alone in a string; and JMESPath finds it where we say it is."""
    assert token_at(answer) == place
    assert place is None or jmespath.search(place, answer) == TOKEN


@pytest.mark.parametrize(
    ("answer", "link", "expires"),
    [
        ({"url": LINK, "until": "2027-01-01T10:00:00Z"}, "url", "until"),
        ({"token": TOKEN, "d": {"exp": "2027-01-01T10:00+02:00"}}, None, "d.exp"),
        ({"url": "http://127.0.0.1/", "exp": 1700000000}, None, None),
    ],
)
def test_a_link_and_a_moment_are_found(answer: Any, link: str | None, expires: str | None) -> None:
    """A link is one with a token in it; a moment is one in words."""
    assert (link_at(answer), expires_at(answer)) == (link, expires)


def test_a_value_is_found() -> None:
    """The very text, and no part of one."""
    request = {"end_user": {"id": "u_1", "email": "u_1@x"}, "tags": {"end_user_id": "u_1"}}

    assert value_at(request, "u_1") == "end_user.id"
    assert value_at(request, "u") is None


@pytest.mark.parametrize(
    ("answer", "before", "shown"),
    [
        pytest.param(
            {"connections": [{"id": 1, "kind": "mail", "cid": "c-1", "status": "active"}]},
            {"connections": [{"id": 1, "kind": "mail", "status": "pending"}]},
            Shown(
                rows="connections[?kind=='{integration.key}']",
                id="cid",
                state="status",
                row_id="id",
                pending=("pending",),
                active=("active",),
            ),
            id="a list with words for states",
        ),
        pytest.param(
            [{"provider": "google-mail", "connectionId": "c-1"}],
            [],
            Shown(rows="[?provider=='{integration.nango_id}']", id="connectionId"),
            id="a list of what is connected",
        ),
        pytest.param(
            {"data": {"connectionId": "c-1", "isActive": True}},
            {"data": {"connectionId": None, "isActive": False}},
            Shown(
                rows="data",
                id="connectionId",
                state="isActive",
                pending=("false",),
                active=("true",),
            ),
            id="one connection and a flag",
        ),
        pytest.param(
            {"connection-id": "c-1"},
            None,
            Shown(rows="@", id='"connection-id"'),
            id="no more than the id",
        ),
        pytest.param(
            {"rows": [{"a": 1}, {"id": "c-1", "_id": "r", "state": "on"}]},
            {"rows": [{"state": "on"}]},
            Shown(rows="rows", id="id", state="state", row_id="_id", active=("on",)),
            id="a list that names no integration, and no word for waiting",
        ),
    ],
)
def test_a_connection_is_found(answer: Any, before: Any, shown: Shown) -> None:
    """By Nango's id; rows of other integrations are told apart where the row names its own."""
    found = shown_in(answer, "c-1", NAMES, before)

    assert found == shown


@pytest.mark.parametrize("answer", [None, [], {"connections": [{"connectionId": "c-2"}]}, "c-1"])
def test_an_answer_without_the_connection(answer: Any) -> None:
    """Says nothing of how connections are shown."""
    assert shown_in(answer, "c-1", NAMES) is None


def test_rows_of_others_have_no_say_in_the_words_of_this_one() -> None:
    """What another integration waits with is its own word."""
    before = [{"kind": "mail", "status": "new"}, {"kind": "drive", "status": "broken"}]
    after = [before[1], {"kind": "mail", "status": "ok", "cid": "c-1"}]

    found = shown_in(after, "c-1", NAMES, before)

    assert found is not None
    assert (found.pending, found.active) == (("new",), ("ok",))

"""An exchange reads as what was sent and what came back, or did not."""

from __future__ import annotations

import pytest

from nango_conformance.evidence import Exchange

ASKED = Exchange(
    id="E0001",
    who="Ada",
    method="POST",
    url="http://127.0.0.1/connect",
    request_headers=(("content-type", "application/json"),),
    request_body='{"a":\n1}',
    status=201,
    headers=(("Content-Type", "application/json"), ("X", "1"), ("x", "2")),
    body='{"token": "t"}',
    ms=12.4,
)
UNANSWERED = Exchange(id="E0002", who="Ada", method="GET", url="http://127.0.0.1/", error="refused")


def test_told_marks_both_directions() -> None:
    """Each line of the request has its mark, each line of the answer the other."""
    assert ASKED.told().splitlines() == [
        "> POST http://127.0.0.1/connect",
        "> content-type: application/json",
        ">",
        '> {"a":',
        "> 1}",
        "< 201 after 12 ms",
        "< Content-Type: application/json",
        "< X: 1",
        "< x: 2",
        "<",
        '< {"token": "t"}',
    ]


def test_told_without_bodies_ends_at_the_headers() -> None:
    """An empty body leaves no empty line."""
    assert UNANSWERED.told().splitlines() == ["> GET http://127.0.0.1/", "< no answer: refused"]


def test_said_in_a_few_words() -> None:
    """A status, or that none came and why."""
    assert ASKED.said == "status 201"
    assert UNANSWERED.said == "no answer (refused)"


@pytest.mark.parametrize("body", ["", "no json", "{", "\ufeff{}"])
def test_json_of_something_else_is_nothing(body: str) -> None:
    """A page or half an answer is no JSON, and no error."""
    assert Exchange(id="E", who="A", method="GET", url="/", status=200, body=body).json is None


def test_json_is_read() -> None:
    """JSON is what it is."""
    assert ASKED.json == {"token": "t"}


def test_headers_by_any_case() -> None:
    """The first of that name counts (RFC 9110, 5.1: names are case-insensitive)."""
    assert ASKED.header("content-TYPE") == "application/json"
    assert ASKED.header("X") == "1"
    assert ASKED.header("etag") is None

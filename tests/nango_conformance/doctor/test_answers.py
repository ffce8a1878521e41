"""What stands where in an answer, and what an answer is made of."""

from __future__ import annotations

import json

import pytest

from nango_conformance.doctor import answers
from nango_conformance.evidence import Exchange


def exchange(body: str, kind: str = "application/json") -> Exchange:
    """Return an exchange with this answer."""
    return Exchange(
        id="E1",
        who="Ada",
        method="POST",
        url="http://x/c",
        request_body='{"a":\n 1}',
        status=200,
        headers=(("Content-Type", f"{kind}; charset=utf-8"),),
        body=body,
    )


def test_only_the_first_places_are_told() -> None:
    """Nobody reads a hundred."""
    assert answers.first_places(list(range(9)), bool) == ("[1]", "[2]", "[3]", "[4]")


@pytest.mark.parametrize(
    ("body", "kind", "shape"),
    [
        ('{"a": 1, "b": 2}', "application/json", "an object with 'a', 'b'"),
        ("{}", "application/json", "an object with no members"),
        ("[1, 2]", "application/json", "a list of 2"),
        ("3", "application/json", "the value 3"),
        ("<p>", "text/html", "text/html, 3 characters"),
    ],
)
def test_an_answer_is_told_by_its_shape(body: str, kind: str, shape: str) -> None:
    """Enough to see that it is another answer than was meant."""
    assert answers.shape(exchange(body, kind)) == shape


def test_an_exchange_is_shown_in_two_lines() -> None:
    """What is long is cut."""
    sent, got = answers.shown(exchange(json.dumps("z" * 400)))

    assert sent == 'sent  POST http://x/c {"a": 1}'
    assert got == f'got   200 "{"z" * 299}…'

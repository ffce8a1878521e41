"""Routes are found as Express finds them."""

from __future__ import annotations

import pytest

from fake_nango.answers import Answer
from fake_nango.web.call import Call
from fake_nango.web.routes import Route, Routes


async def answer(_call: Call) -> Answer:
    """Answer anything."""
    return Answer(200)


ROUTES = Routes(
    [
        Route("POST", "/connect/sessions", answer),
        Route("GET", "/connections/metadata", answer),
        Route("GET", "/connections/:id", answer),
        Route("*", "/proxy/*", answer),
    ]
)


@pytest.mark.parametrize(
    ("method", "path", "params"),
    [
        ("POST", "/connect/sessions", ()),
        ("POST", "/Connect/Sessions/", ()),
        ("GET", "/connections/metadata", ()),
        ("GET", "/connections/A%2Fb", ("A%2Fb",)),
        ("GET", "/CONNECTIONS/x/", ("x",)),
        ("HEAD", "/connections/x", ("x",)),
        ("PUT", "/proxy/a/b", ("a/b",)),
        ("GET", "/proxy/", ("",)),
    ],
)
def test_a_path_matches_in_any_letter_case_and_with_a_slash(
    method: str, path: str, params: tuple[str, ...]
) -> None:
    """Variable parts keep their case and their encoding."""
    route, found = ROUTES.find(method, path)

    assert route is not None
    assert found == params


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/connect/sessions"),
        ("GET", "/connections/"),
        ("GET", "/connections/a/b"),
        ("DELETE", "/connections/a"),
        ("GET", "/"),
    ],
)
def test_other_paths_and_methods_match_nothing(method: str, path: str) -> None:
    """A variable part is never empty."""
    assert ROUTES.find(method, path) == (None, ())

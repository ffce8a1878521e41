"""Every value of a body has a place, and some are known by their form."""

from __future__ import annotations

from typing import Any, Final

import jmespath
import pytest

from nango_conformance.doctor.answers import looks_like_word
from nango_conformance.evidence import leaves, looks_like_link, looks_like_moment, looks_like_token
from nango_conformance.evidence import places as places_of

TOKEN: Final = "nango_connect_session_" + 64 * "a"
BODY: Final = {"data": [{"a-b": TOKEN, "on": True}], "x": {"y": None, "at": "2026-01-02T03:04Z"}}


def test_every_path_selects_its_value() -> None:
    """The paths are JMESPath, whatever the keys are called."""
    found = dict(leaves(BODY))

    assert found == {
        'data[0]."a-b"': TOKEN,
        "data[0].on": True,
        "x.y": None,
        "x.at": "2026-01-02T03:04Z",
    }
    assert all(jmespath.search(path, BODY) == value for path, value in found.items())


@pytest.mark.parametrize(
    ("fits", "places"),
    [
        (looks_like_token, ('data[0]."a-b"',)),
        (looks_like_moment, ("x.at",)),
        (looks_like_word, ('data[0]."a-b"', "data[0].on")),
    ],
)
def test_values_are_known_by_their_form(fits: Any, places: tuple[str, ...]) -> None:
    """A token, a moment, a word."""
    assert places_of(BODY, fits) == places


def test_a_body_that_is_one_value_is_its_own_place() -> None:
    """JMESPath calls it the current node; a name that is no plain word is quoted."""
    assert dict(leaves("x")) == {"@": "x"}
    for body in ("x", {"a b": 1, 'c"d': 2}, [[3]]):
        for path, value in leaves(body):
            assert jmespath.search(path, body) == value


def test_a_link_has_a_token_in_it() -> None:
    """An address alone has none, and a token alone is no address."""
    assert looks_like_link(f"https://x/?session_token={TOKEN}")
    assert not looks_like_link("https://x/")
    assert not looks_like_link(TOKEN)

"""A piece of evidence is spoken of by what its title says, never by what it does not say."""

from __future__ import annotations

import pytest

from nango_conformance.evidence import spoken_of


@pytest.mark.parametrize(
    ("title", "said", "spoken"),
    [
        ("Ada → backend: GET /status", "saw GET /status say 500", True),
        ("Ada → backend: GET /status", "saw nothing", False),
        ("the target's log", "saw nothing", False),
        ("Ada → backend: ", "saw nothing", False),
        ("Ada → backend:  ", "saw nothing", False),
        ("Ada → backend: GET /status", "", False),
    ],
)
def test_it_is_named_by_what_it_says(title: str, said: str, *, spoken: bool) -> None:
    """A title without a colon, or with nothing behind it, decides nothing."""
    assert spoken_of(title, said) is spoken

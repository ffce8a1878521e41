"""The parts of a test are worth as much as they are different."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fake_nango.robustness.conftest import RANDOM, of_part


def drawn(part: int) -> list[bytes]:
    """Draw what a part would send."""
    found: list[bytes] = []

    @of_part(part)
    @settings(settings.get_profile("fuzz"), max_examples=50)
    @given(st.binary())
    def take(said: bytes) -> None:
        found.append(said)

    take()
    return found


@pytest.mark.skipif(RANDOM in os.environ, reason="nothing comes twice then")
def test_each_part_has_requests_of_its_own_and_the_same_each_time() -> None:
    """Else four parts would be one, sent four times."""
    assert drawn(0) == drawn(0)
    assert drawn(0) != drawn(1)

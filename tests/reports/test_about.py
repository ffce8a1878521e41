"""What a report says of how it came about."""

from __future__ import annotations

import dataclasses

import pytest

from nango_conformance.results import Run
from reports.about import about, address


@pytest.mark.parametrize(
    ("base_url", "told"),
    [
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("http://127.0.0.1:{port}", "http://127.0.0.1:{port}, which never started"),
    ],
)
def test_an_address_without_its_port_was_never_one(base_url: str, told: str, clean: Run) -> None:
    """The port is found when the target starts."""
    target = dataclasses.replace(clean.target, base_url=base_url)

    assert address(dataclasses.replace(clean, target=target)) == told


def test_an_earlier_release_knew_less(clean: Run) -> None:
    """What it did not write down is not told of."""
    assert list(about(clean)) == [("Judged by", "nango-conformance 0.1.0, true to Nango 0.71.4")]

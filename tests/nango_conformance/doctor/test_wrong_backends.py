"""A right description of a wrong backend is right: what the backend does is for a run to judge."""

from __future__ import annotations

import pytest

from tests.nango_conformance.doctor.described import ROOT, Examine


@pytest.mark.parametrize(
    ("mutant", "part", "says"),
    [
        ("D54", "connect", "connect.token: nothing stands at 'sessionToken' of the answer"),
        ("X-ONE-NAME", "connect", "attribution.user: the session request has 'app'"),
        ("D06", "webhook", "an unsigned webhook is answered with status 200"),
        ("D12", "webhook", "it accepts swapped keys: it verifies with the API key"),
        ("D92", "sync", "the first sync is not of the new connection: POST /sync/trigger → 200"),
    ],
)
def test_it_can_be_judged(examine: Examine, mutant: str, part: str, says: str) -> None:
    """The doctor says what it saw, and does not blame the description."""
    run = ROOT / "tests" / "mutants" / "run.py"

    found = examine(
        ('"-m", "reference_backend", "--port"', f'"{run}", "{mutant}", "--port"'),
    )

    assert found.status == 0, found.out
    assert "for a run" in found.standings()[part]
    assert says in found.out

"""In an order of events: who reads records, and who sends genuine webhooks away."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nango_conformance.errors import Nonconformance
from nango_conformance.evidence import Call
from nango_conformance.expectations.orders import judge
from nango_conformance.target import Sync, Target
from tests.nango_conformance.expectations.playing import HERS, NONE, OK, played

MakeTarget = Callable[..., Target]
MakeCall = Callable[..., Call]


def test_records_may_be_read_more_than_once(make_target: MakeTarget, make_call: MakeCall) -> None:
    """Nango says when there is something to read."""
    target = make_target(sync=Sync(mode="records"))
    read = make_call("GET /records?model=Email", HERS)

    assert judge(played("S-w", OK, calls=(read,)), target) == ()
    assert judge(played("S-w", OK, calls=(read, read)), target) == ()


@pytest.mark.parametrize("status", [302, 399, 400, 499])
def test_what_is_not_taken_is_not_repeated(make_target: MakeTarget, status: int) -> None:
    """A redirect is final for Nango, as a refusal is."""
    target = make_target(sync=Sync(mode="none"))

    with pytest.raises(Nonconformance, match=f"status {status}, which Nango takes for final"):
        judge(played("S-w", status, final=NONE), target)


def test_of_many_refusals_the_first_is_told(make_target: MakeTarget) -> None:
    """They are harmless where another was taken."""
    (note,) = judge(played("S-wdd", OK, 404, 409), make_target(sync=Sync(mode="none")))

    assert "status 404, final for Nango; harmless here" in note.text

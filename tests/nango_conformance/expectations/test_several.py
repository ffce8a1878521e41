"""Where several requests are wrong, or none of several is right, all of them are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest

from nango_conformance.errors import Nonconformance
from nango_conformance.evidence import Call, Exchange, Reading
from nango_conformance.expectations import access, endings, syncs
from nango_conformance.target import Sync

MakeCall = Callable[..., Call]
SYNC: Final = Sync(mode="trigger")


def seen(judgement: Callable[..., Any], *evidence: Any) -> str:
    """Return what a judgement that fails has seen."""
    with pytest.raises(Nonconformance) as caught:
        judgement(*evidence)
    return caught.value.seen


def test_what_was_asked_about_a_connection_is_told(make_call: MakeCall) -> None:
    """Each request with its answer."""
    calls = [make_call("GET /connections/c-1", "c-1"), make_call("POST /sync/trigger", "c-1")]

    told = "GET /connections/c-1 → 200; POST /sync/trigger → 200"
    assert seen(access.not_asked, calls, "c-1") == told
    assert seen(endings.looked_up, calls, "c-2") == told


def test_what_was_deleted_instead_is_told(
    make_call: MakeCall,
    make_exchange: Callable[..., Exchange],
    make_reading: Callable[..., Reading],
) -> None:
    """Under another integration, or in vain."""
    calls = [make_call("DELETE /connections/c-1", "c-1", status=status) for status in (500, 503)]

    assert seen(endings.ended_at_nango, calls, "c-1", "outlook", make_exchange(204)) == (
        "DELETE /connections/c-1 → 500 of None; DELETE /connections/c-1 → 503 of None"
    )
    assert seen(endings.replaced, calls, "outlook", make_reading("active:c-2"), "c-1", "c-2") == (
        "DELETE /connections/c-1 → 500; DELETE /connections/c-1 → 503"
    )


def test_what_was_synced_instead_is_told(make_call: MakeCall) -> None:
    """For whom, where another was meant; and every start, where none was."""
    calls = [make_call("POST /sync/trigger", name) for name in ("c-2", None)]

    assert seen(syncs.started, SYNC, calls, "c-1", "outlook", 1) == (
        "POST /sync/trigger → 200 for c-2; POST /sync/trigger → 200 for no connection"
    )
    told = "POST /sync/trigger → 200; POST /sync/trigger → 200"
    assert seen(syncs.nothing_synced, calls, ()) == told

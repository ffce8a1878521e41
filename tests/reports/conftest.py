"""Runs by hand: one of every verdict, a clean one, and what the catalogue says of them."""

from __future__ import annotations

import pytest

from nango_conformance.catalogue import Mistake
from nango_conformance.results import (
    ItemResult,
    Outcome,
    Run,
    RunVerdict,
)
from tests.reports.by_hand import FLOW, ITEMS, SHOWN_BY, Demand, checks, passed, run_of


@pytest.fixture
def every_verdict() -> Run:
    """Return a run that holds each verdict that a check and an item can have."""
    return run_of(
        "Acme mail backend",
        "url",
        verdict=RunVerdict.NOT_CONFORMANT,
        seed=20260312,
        duration_s=7.345,
        items=tuple(
            ItemResult(
                item=item,
                title=title,
                verdict=verdict,
                shown_by=SHOWN_BY.get(item, "backend"),
                reason="" if verdict is Outcome.PASSED else f"See the checks of group {item}.",
            )
            for item, title, verdict in ITEMS
        ),
        checks=checks(),
        notes=("The signing key is the API key: a mix-up of the two cannot be seen.",),
        flow=FLOW,
    )


@pytest.fixture
def clean() -> Run:
    """Return a run of nothing but passed checks, an essential one an item."""
    return run_of(
        "reference backend",
        "own",
        verdict=RunVerdict.CONFORMANT,
        seed=1,
        duration_s=4.2,
        items=tuple(
            ItemResult(
                item=item,
                title=title,
                verdict=Outcome.PASSED,
                shown_by=SHOWN_BY.get(item, "played" if item == "03" else "backend"),
            )
            for item, title, _ in ITEMS
        ),
        checks=tuple(passed(f"{item}.1", title) for item, title, _ in ITEMS),
    )


@pytest.fixture
def clauses() -> dict[str, Demand]:
    """Return what a catalogue says of some checks; the others are unknown to it."""
    return {
        "NAF-11.1": Demand(group="Who may do what for whom"),
        "NAF-12.1": Demand(group="Webhook signatures", controls=("NAF-06.1", "NAF-06.9")),
        "NAF-06.1": Demand(
            group="not the item's own title",
            sends="The creation webhook exactly as Nango posts it.",
            caught=(Mistake(id="D02", defect="Takes the wrong header"),),
            source="Nango 0.71.4, webhooks: signatures; RFC 2104",
            why="A backend that refuses genuine webhooks never learns of a connection.",
            wants="A 2xx answer to the exact bytes, signed with HMAC-SHA256 over them.",
            remedy="Verify X-Nango-Hmac-Sha256 over the raw body, before any JSON parser.",
        ),
    }

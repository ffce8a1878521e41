"""A lie about a connection is told only where the truth about one's own is heard."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance, NotApplicable
from nango_conformance.evidence import Link, LinkState, Reading
from nango_conformance.stage import judging, reporting
from nango_conformance.stage.reporting import NOWHERE, Claim
from nango_conformance.target import Route, Target

FINALISE = Route(path="/finalise", method="POST", success=(200,))
HERS, NONE = "c-grace", Reading(links=(), exchange="E0001")
STOLEN = Reading(
    links=(Link(state=LinkState.ACTIVE, said="active", connection_id=HERS, row_id=None),),
    exchange="E0002",
)


class Backend:
    """A backend that remembers what it is told, and shows Mallory's links in this order."""

    def __init__(self, *shown: Reading) -> None:
        self.told: list[tuple[str, str]] = []
        self.shown = list(shown)

    def call(self, _route: Route, values: dict[str, str], *, person: str) -> str:
        """Take a report."""
        self.told.append((person, values["connection.id"]))
        return "heard"


@pytest.fixture
def make_stage(make_target: Callable[..., Target]) -> Callable[..., Any]:
    """Give a maker of stages: Grace has reported her connection, Mallory has started."""

    def make(backend: Backend, status: int | None = 200, finalise: Route | None = FINALISE) -> Any:
        own = None if status is None else SimpleNamespace(status=status, said=f"status {status}")
        attempts = {
            "Grace": SimpleNamespace(who="Grace", connection_id=HERS, report=own, values={}),
            "Mallory": SimpleNamespace(
                who="Mallory", glimpse=None, values={"connection.id": ""}, mark=0, ended=False
            ),
        }
        return SimpleNamespace(
            target=make_target(finalise=finalise),
            attempt=lambda who, *_: attempts[who],
            endpoints=backend,
            cast=SimpleNamespace(person=lambda who: who),
            nango=SimpleNamespace(settle=lambda: None, hooks=lambda *_: ()),
            read=lambda *_: backend.shown.pop(0),
            needs_sign_in=lambda: None,
            by_status=False,
            twin=None,
            absent=None,
            answer=None,
        )

    return make


@pytest.mark.parametrize(("claimed", "id_"), [(Claim.GRACES, HERS), (Claim.UNKNOWN, NOWHERE)])
def test_mallory_reports_what_is_not_hers(
    make_stage: Callable[..., Any], claimed: Claim, id_: str
) -> None:
    """It is her own request, and only the connection in it is not hers."""
    backend = Backend()

    reporting.claim(make_stage(backend), "Mallory", claimed)

    assert backend.told == [("Mallory", id_)]


@pytest.mark.parametrize("status", [404, None])
def test_a_route_that_refuses_the_owner_proves_nothing(
    make_stage: Callable[..., Any], status: int | None
) -> None:
    """A route that is broken refuses everybody."""
    backend = Backend()

    with pytest.raises(ControlFailed, match="Grace could not report her own connection"):
        reporting.claim(make_stage(backend, status), "Mallory", Claim.GRACES)

    assert backend.told == []


def test_without_a_route_nothing_can_be_reported(make_stage: Callable[..., Any]) -> None:
    """A backend that does without the browser does not have this door."""
    with pytest.raises(NotApplicable, match=r"no \[finalise\] route"):
        reporting.claim(make_stage(Backend(), finalise=None), "Mallory", Claim.GRACES)


def test_a_theft_that_was_undone_is_a_theft(make_stage: Callable[..., Any]) -> None:
    """The owner's own report may take the connection back; until then it was Mallory's."""
    stage = make_stage(Backend(STOLEN, NONE))

    reporting.claim_early(stage, "Mallory", stage.attempt("Grace"))

    with pytest.raises(Nonconformance, match="saw active"):
        judging.none_active(stage, "Mallory")


def test_a_report_without_effect_is_none(make_stage: Callable[..., Any]) -> None:
    """What counts is what Mallory has, not what she was answered."""
    stage = make_stage(Backend(NONE, NONE))

    reporting.claim_early(stage, "Mallory", stage.attempt("Grace"))

    assert judging.none_active(stage, "Mallory") == ()

"""Where connections are an organisation's, to claim another organisation is a lie too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

import pytest

from nango_conformance.driver.cast import Cast, Person
from nango_conformance.driver.endpoints import Endpoints
from nango_conformance.driver.making import Maker
from nango_conformance.driver.nango import Nango
from nango_conformance.driver.probe import Probe
from nango_conformance.driver.transport import Transport
from nango_conformance.errors import Nonconformance
from nango_conformance.evidence import Account, Exchange, Issued, Ledger
from nango_conformance.stage import Attempt, Stage, judging, looking
from nango_conformance.target import Target

ADA: Final = Person(
    name="Ada", id="a-1", email="ada@example.com", display_name="Ada L", secret="pw"
)


class Everybody:
    """A cast in which whoever is asked for is Ada, of the organisation o-1."""

    def person(self, name: str) -> Person:
        """Return Ada."""
        del name
        return ADA

    def workspace(self, name: str) -> str:
        """Return her organisation."""
        return self.workspaces(name)[0]

    def workspaces(self, name: str) -> tuple[str, ...]:
        """Return all that she is in."""
        del name
        return ("o-1",)


class Silent:
    """Part of a stage that gives its place in time, and nothing else."""

    def mark(self) -> int:
        """Return the beginning."""
        return 0


@pytest.fixture
def make(make_target: Callable[..., Target]) -> Callable[[str], Stage]:
    """Give a maker of stages on which nobody but Ada is known."""

    def make_(tenancy: str) -> Stage:
        silent = Silent()
        return Stage(
            target=make_target(tenancy=tenancy),
            nango=cast("Nango", silent),
            endpoints=cast("Endpoints", silent),
            probe=cast("Probe", silent),
            maker=cast("Maker", silent),
            cast=cast("Cast", Everybody()),
            ledger=cast("Ledger", silent),
            transport=cast("Transport", silent),
            api="",
        )

    return make_


def test_an_organisation_can_be_claimed(make: Callable[[str], Stage]) -> None:
    """Under each of its usual names, beside the person; a workspace has a place of its own."""
    claimed = looking.identity(make("org"), "Ada")

    assert claimed.pop("userId") == claimed.pop("user_id") == "a-1"
    assert {"organizationId", "organisation_id", "orgId"} <= claimed.keys()
    assert set(claimed.values()) == {"o-1"}
    assert looking.identity(make("user+workspace"), "Ada") == {"userId": "a-1", "user_id": "a-1"}


def test_a_session_for_another_organisation_is_a_believed_claim(
    make: Callable[[str], Stage],
) -> None:
    """Though it names no person; where connections are a person's, the workspace is no name."""

    def attempted(tenancy: str, **request: Any) -> Stage:
        stage = make(tenancy)
        stage.attempts["Mallory", Account.MAIN] = Attempt(
            who="Mallory",
            account=Account.MAIN,
            integration=stage.target.main_integration(),
            workspace="o-2",
            mark=0,
            exchange=Exchange(id="e", who="Mallory", method="POST", url="/connect", status=201),
            issued=(Issued(id="s", token="t", link="l", request=request, allowed=None),),
        )
        return stage

    for tenancy in ("org", "user+workspace"):
        stage = attempted(tenancy, end_user={"id": "o-2"})
        assert judging.claim_ignored(stage, "Mallory", "Ada") == ()
    assert judging.claim_ignored(attempted("user", tags={"w": "o-1"}), "Mallory", "Ada") == ()
    with pytest.raises(Nonconformance, match="a session in the caller's own name"):
        judging.claim_ignored(attempted("org", end_user={"id": "o-1"}), "Mallory", "Ada")

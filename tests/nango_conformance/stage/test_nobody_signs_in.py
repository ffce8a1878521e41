"""Without a sign-in whoever calls is whom she says she is: nothing about callers can be judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, cast

import pytest

from nango_conformance.driver.cast import Cast
from nango_conformance.driver.endpoints import Endpoints
from nango_conformance.driver.making import Maker
from nango_conformance.driver.nango import Nango
from nango_conformance.driver.probe import Probe
from nango_conformance.driver.transport import Transport
from nango_conformance.errors import NotApplicable
from nango_conformance.evidence import Ledger
from nango_conformance.stage import Stage, looking, moments, reporting, starting
from nango_conformance.target import Auth, Target

LIES: Final[Mapping[str, Callable[[Stage], object]]] = MappingProxyType(
    {
        "no sign-in": lambda s: starting.start_as_stranger(s, starting.Credential.NONE),
        "a foreign workspace": lambda s: starting.start_in(s, "Mallory", starting.Workspace.ADAS),
        "a claim": lambda s: starting.start_claiming(s, "Mallory", "Ada", starting.Place.BODY),
        "a look": lambda s: looking.look_for(s, "Mallory", looking.Sought.USER),
        "a report": lambda s: reporting.claim(s, "Mallory", reporting.Claim.GRACES),
        "an early report": lambda s: moments.authorise_when(s, "Grace", moments.Moment.CLAIMED),
        "a look elsewhere": lambda s: looking.look_into_first_workspace(s, "Ada"),
    }
)


class Untouched:
    """Part of a stage that gives its place in time, and nothing else."""

    def mark(self) -> int:
        """Return the beginning."""
        return 0

    def __getattr__(self, name: str) -> Any:
        """Fail: a story that does not apply must not get this far."""
        raise AssertionError(f"{name} was used")


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_what_asks_who_calls_does_not_apply(
    make_target: Callable[..., Target], lie: Callable[[Stage], object]
) -> None:
    """The request names the user, so a request that names another is no lie (NAF-11.1 to 11.5)."""
    untouched = Untouched()
    stage = Stage(
        target=make_target(auth=Auth(mode="none"), tenancy="user+workspace"),
        nango=cast("Nango", untouched),
        endpoints=cast("Endpoints", untouched),
        probe=cast("Probe", untouched),
        maker=cast("Maker", untouched),
        cast=cast("Cast", untouched),
        ledger=cast("Ledger", untouched),
        transport=cast("Transport", untouched),
        api="",
    )

    with pytest.raises(NotApplicable, match=r'\[auth\] mode = "none"'):
        lie(stage)

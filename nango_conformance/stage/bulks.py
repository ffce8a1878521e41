"""Bodies that are far too large, to the routes that anybody can reach."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from nango_conformance.driver import memory
from nango_conformance.driver.bulk import MEGABYTE, Bulk
from nango_conformance.driver.endpoints import Twist
from nango_conformance.errors import ControlFailed, NotObservable
from nango_conformance.evidence import Account, Flood, Note
from nango_conformance.expectations import bulks
from nango_conformance.stage.stage import Stage
from nango_conformance.target import Route
from nango_conformance.target.guard import forbidden


class Load(StrEnum):
    """How much is sent where, and whether its length is said beforehand."""

    START = "two megabytes for a start"
    START_IN_PIECES = "two megabytes for a start, in pieces"
    HUGE_START = "sixty-four megabytes for a start"
    HUGE_START_IN_PIECES = "sixty-four megabytes for a start, in pieces"
    HOOK = "two megabytes for a webhook"
    HOOK_IN_PIECES = "two megabytes for a webhook, in pieces"
    HUGE_HOOK = "sixty-four megabytes for a webhook"
    HUGE_HOOK_IN_PIECES = "sixty-four megabytes for a webhook, in pieces"


_LARGE, _HUGE = 2 * MEGABYTE, 64 * MEGABYTE

BULKS: Final[Mapping[Load, Bulk]] = {
    Load.START: Bulk(size=_LARGE, in_pieces=False),
    Load.START_IN_PIECES: Bulk(size=_LARGE, in_pieces=True),
    Load.HUGE_START: Bulk(size=_HUGE, in_pieces=False),
    Load.HUGE_START_IN_PIECES: Bulk(size=_HUGE, in_pieces=True),
    Load.HOOK: Bulk(size=_LARGE, in_pieces=False),
    Load.HOOK_IN_PIECES: Bulk(size=_LARGE, in_pieces=True),
    Load.HUGE_HOOK: Bulk(size=_HUGE, in_pieces=False),
    Load.HUGE_HOOK_IN_PIECES: Bulk(size=_HUGE, in_pieces=True),
}
"""What each of them is."""


_TO_WEBHOOK: Final = frozenset(
    {Load.HOOK, Load.HOOK_IN_PIECES, Load.HUGE_HOOK, Load.HUGE_HOOK_IN_PIECES}
)


def flood(stage: Stage, who: str, load: Load) -> None:
    """Let somebody send a body that is far too large; nobody has signed it."""
    if (why := forbidden(stage.target, ["oversize"])) is not None:
        raise NotObservable(why)
    bulk = BULKS[load]
    person = stage.cast.person(who)
    integration = stage.integration(Account.MAIN)
    values = {
        "workspace.id": stage.workspace(who, Account.MAIN),
        **integration.values,
    }
    group = 0 if stage.process is None else stage.process.group
    memory.forget_peak(group)
    before = memory.peak(group)
    twist = Twist(reshape=lambda _: bulk)
    if load in _TO_WEBHOOK:
        address = Route(path=stage.target.webhook.path)
        stage.answer = stage.endpoints.call(address, values, twist=twist)
    else:
        route = stage.target.connect
        stage.answer = stage.endpoints.call(route, values, person=person, twist=twist)
    after = memory.peak(group)
    stage.flood = Flood(answer=stage.answer, size=bulk.size, before=before, after=after)


def borne(stage: Stage) -> tuple[Note, ...]:
    """What was sent last was refused, and cost little."""
    if stage.flood is None:
        raise ControlFailed("nothing large was sent")
    return bulks.borne(stage.flood)

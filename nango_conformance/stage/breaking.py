"""A connection that breaks, is healed, and breaks in the same way once more."""

from __future__ import annotations

from nango_conformance.driver.waiting import until
from nango_conformance.errors import ControlFailed, NotApplicable
from nango_conformance.evidence import LinkState
from nango_conformance.expectations import links
from nango_conformance.stage import authorising, looking
from nango_conformance.stage.authorising import Manner
from nango_conformance.stage.stage import Stage


def break_twice(stage: Stage, who: str, manner: Manner) -> None:
    """
    Let a refresh fail, the person authorise anew, and a refresh fail again.

    Nango's bodies have neither id nor time, so the third event equals the first. It keeps the
    declared distance from it, within which an equal event may be taken for a repeat.
    """
    status = stage.target.status
    if status is not None and not status.values.get(LinkState.BROKEN.value):
        raise NotApplicable("[status.values] broken is not declared: no failure is to be seen")
    authorising.break_connection(stage, who)
    if not links.is_broken(looking.broken(stage, who)):
        raise ControlFailed("the first failure of a refresh was not shown either")
    authorising.authorise_anew(stage, who, manner)
    healed = looking.linked(stage, who)
    if not links.is_active(healed):
        raise ControlFailed(f"the connection was not healed in between: {healed.told}")
    until(lambda: False, bool, stage.target.reconcile.duplicate_window_s)
    authorising.break_connection(stage, who)

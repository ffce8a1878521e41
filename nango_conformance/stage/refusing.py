"""How a webhook that Nango did not send is refused, where a 4xx is not all that is wanted."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from nango_conformance.driver.nango import hook_of
from nango_conformance.errors import ControlFailed, NotObservable
from nango_conformance.evidence import Hook, Note
from nango_conformance.expectations import traces, webhooks
from nango_conformance.stage import lengthening
from nango_conformance.stage.forgeries import DEFECTS, Forgery
from nango_conformance.stage.stage import Stage


class Refusal(StrEnum):
    """What more is said of a refusal."""

    UNFAILING = "without failing"
    MADE_UP = "as if its signature were made up"
    ALIKE = "like any unsigned one"
    TRACED = "and writes that down"


_UNREADABLE: Final = frozenset({Forgery.NO_JSON, Forgery.NULL, Forgery.DEEP})
"""Bodies that a parser may refuse before any handler is asked."""


def refused(stage: Stage, how: Refusal) -> tuple[Note, ...]:
    """The forged webhook was refused in this way."""
    hook = stage.the_hook()
    seen = stage.probe.available
    stage.by_status = not seen
    if how is Refusal.TRACED:
        return webhooks.refused(hook, effect_observable=seen) + _traced(stage, hook)
    if how is Refusal.UNFAILING:
        return webhooks.refused_without_failing(hook, effect_observable=seen)
    if how is Refusal.MADE_UP:
        plain = _plain(stage, lengthening.TWIN)
        return webhooks.refused_alike(hook, plain, readable=True, effect_tells=seen)
    readable = hook.defect not in {DEFECTS[one] for one in _UNREADABLE}
    plain = _plain(stage, DEFECTS[Forgery.UNSIGNED])
    return webhooks.refused_alike(hook, plain, readable=readable, effect_tells=False)


def _traced(stage: Stage, hook: Hook) -> tuple[Note, ...]:
    """The log has a line of it that neither its twin nor anything before it left."""
    if stage.log is None:
        raise NotObservable("the target declares no [target.log]")
    if stage.twin is None or stage.twin.heard is None:
        raise ControlFailed("no genuine webhook came to compare with")
    webhooks.twin_accepted(stage.twin.hook, stage.target.webhook)
    heard = stage.twin.heard
    stage.nango.settle()
    later = stage.log.since(heard.mark)
    traces.heard(stage.log.since(0))
    return traces.traced(heard.refused, heard.before + later, hook.body)


def _plain(stage: Stage, defect: str) -> Hook:
    """Send the genuine webhook once more as it is certainly refused, and return how."""
    twin = stage.twin.hook if stage.twin else None
    if twin is None:
        raise ControlFailed("Nango made no webhook to compare with")
    stage.nango.make_room()
    return stage.unthrottled(hook_of(stage.nango.control.forge(twin.id, defect)))

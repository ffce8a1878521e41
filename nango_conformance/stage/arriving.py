"""How genuine webhooks fare on their way: many of them at once, and where they end."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from nango_conformance.errors import ControlFailed, NotObservable
from nango_conformance.evidence import Account, Hook, Note
from nango_conformance.expectations import webhooks
from nango_conformance.stage.delivering import NAMES, Event
from nango_conformance.stage.forgeries import DEFECTS, Forgery
from nango_conformance.stage.stage import Stage

MANY: Final = 30
"""Webhooks within moments, as in a busy hour (catalogue, NAF-06.3)."""


class Burst(StrEnum):
    """What arrives in quick succession."""

    GENUINE = "many webhooks"
    UNSIGNED = "many webhooks that nobody signed"


class Fate(StrEnum):
    """What must not become of a genuine webhook."""

    ELSEWHERE = "sent elsewhere"
    AWAY = "turned away"


def burst(stage: Stage, who: str, kind: Burst) -> None:
    """Send many webhooks about somebody's connection at once, from the address that Nango has."""
    declared = stage.target.limits.webhook_per_minute
    if declared <= MANY:
        raise NotObservable(
            f"[limits] webhook_per_minute = {declared} keeps Nango from sending {MANY} at once"
        )
    attempt = stage.attempt(who)
    if attempt.hook is None:
        raise ControlFailed("there is no webhook to begin with")
    stage.nango.make_room(MANY)
    if kind is Burst.UNSIGNED:
        first = stage.nango.control.forge(attempt.hook.id, DEFECTS[Forgery.UNSIGNED])
    else:
        first = stage.nango.control.emit(
            NAMES[Event.FORWARD],
            integration=attempt.integration.nango_id,
            connection_id=attempt.connection_id,
        )
    stage.nango.control.repeat(first.id, times=MANY - 1, at_once=True)
    stage.crowded = True


def not_so(stage: Stage, fate: Fate) -> tuple[Note, ...]:
    """No genuine webhook of the story met this fate."""
    if fate is Fate.ELSEWHERE:
        return webhooks.not_redirected(_latest(stage), stage.target.webhook)
    _latest(stage)
    genuine = [hook for hook in stage.nango.hooks(stage.mark) if hook.defect is None]
    return webhooks.not_turned_away(genuine)


def _latest(stage: Stage) -> Hook:
    *_, attempt = (one for (_, account), one in stage.attempts.items() if account is Account.MAIN)
    if attempt.hook is None:
        raise ControlFailed("Nango made no webhook for the connection")
    return attempt.hook

"""What repeats, races and outages have led to: each gathers, then asks one expectation."""

from __future__ import annotations

from nango_conformance.driver.waiting import until
from nango_conformance.errors import ControlFailed
from nango_conformance.evidence import Note
from nango_conformance.expectations import links, webhooks
from nango_conformance.stage import looking
from nango_conformance.stage.stage import Stage

Notes = tuple[Note, ...]


def kept(stage: Stage, who: str) -> Notes:
    """What the target did not want to hear again had its effect."""
    hook, attempt = stage.the_hook(), stage.attempt(who)
    if webhooks.comes_again(hook):
        return ()
    return webhooks.kept(hook, looking.connected(stage, who), attempt.connection_id)


def answered(stage: Stage) -> Notes:
    """The answer to the webhook came before Nango gave it up."""
    if stage.timed is None:
        raise ControlFailed("no webhook was timed")
    return webhooks.answered(stage.the_hook(), stage.timed, stage.target.limits.webhook_s)


def one_of_two(stage: Stage, who: str) -> Notes:
    """Of two connections of one session both are somebody's, or one is and the other let go."""
    attempt = stage.attempt(who)
    both = (attempt.rival or "", attempt.connection_id or "")
    several = stage.target.reconcile.multi_account
    until(
        lambda: looking.look_at(stage, who),
        lambda now: links.are_settled(now, both, several=several),
        attempt.patience(stage.target.limits.activation_s),
    )
    reading = looking.settled(stage, who)
    notes = links.settled(reading, both, several=several)
    active = {link.connection_id for link in reading.active}
    return (
        notes
        if several
        else notes
        + links.let_go(stage.nango.calls(attempt.mark), [one for one in both if one not in active])
    )

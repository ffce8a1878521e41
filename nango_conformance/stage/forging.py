"""
What arrives in place of the genuine webhook, and the genuine one after it.

What is to be refused comes first; what it did is looked at. Then its twin arrives: the genuine
webhook, which differs in the one thing that made the other wrong. A refusal counts only if the
twin is accepted, else the target would look safe that refuses everybody.
"""

from __future__ import annotations

from typing import Final

from fake_nango.client import ControlError
from nango_conformance.driver.nango import hook_of
from nango_conformance.errors import ControlFailed, NotApplicable
from nango_conformance.evidence import Account, Hook
from nango_conformance.expectations import endings
from nango_conformance.stage import authorising, lengthening, looking, reporting
from nango_conformance.stage.attempt import Attempt, Heard, Twin
from nango_conformance.stage.forgeries import BELIEVED, DEFECTS, Forgery
from nango_conformance.stage.stage import Stage
from nango_conformance.target import Target
from nango_conformance.target.guard import is_near

SO_ALREADY: Final = frozenset({Forgery.TAGS_ALONE, Forgery.NO_END_USER, Forgery.NO_MAIL})
"""What the webhooks of some sessions are without any forgery: with tags alone, without mail."""


def authorise_but(stage: Stage, who: str, account: Account, forgery: Forgery) -> None:
    """Let somebody agree, and another webhook arrive in place of the genuine one."""
    check_applicable(stage, who, forgery)
    attempt = stage.attempt(who, account)
    stage.when = stage.nango.mark()
    rule = stage.nango.control.hold(session_token=attempt.usable_token())
    authorising.approve(stage, attempt)
    genuine = authorising.held(stage, attempt)
    stage.nango.make_room()
    heard = _listen(stage)
    stage.hook = forged(stage, genuine, forgery)
    stage.nango.control.unhold(rule)
    if forgery is Forgery.TAKEN_ID:
        stage.note(endings.clash(stage.hook, stage.attempt("Ada").connection_id))
    if stage.deprived:
        # Without its key the target can believe nobody, Nango neither.
        stage.nango.control.drop(genuine.id)
    elif forgery in BELIEVED:
        stage.nango.control.drop(genuine.id)
        reporting.report(stage, attempt)
    else:
        _follow(stage, attempt, genuine.id, heard)


def check_applicable(stage: Stage, who: str, forgery: Forgery) -> None:
    """Raise NotApplicable where what a target declares takes the point from a forgery."""
    check_declared(stage.target, forgery)
    if forgery is Forgery.NO_WORKSPACE:
        # Whoever is in one workspace alone may be given that one: Ada must be in two.
        stage.workspace(who, Account.SECOND_WORKSPACE)


def check_declared(target: Target, forgery: Forgery) -> None:
    """Raise NotApplicable where a target's description alone takes the point from a forgery."""
    if forgery is Forgery.TWO_LINES and not is_near(target):
        raise NotApplicable(
            "[target] base_url is on another machine: a proxy on the way may join two lines to one"
        )
    paths = [place.path for place in target.attribution.values()]
    by_tags = bool(paths) and all(path.startswith("tags.") for path in paths)
    by_end_user = any(path.startswith("end_user.") for path in paths)
    if forgery is Forgery.API_KEY and target.nango.signing_key == "same":
        raise NotApplicable(
            '[nango] signing_key = "same": the target cannot work where the keys differ'
        )
    if forgery is Forgery.TAGS_ALONE and not by_tags:
        raise NotApplicable(
            "[attribution] does not name tags alone, so the target need not go by them; it will "
            "have to when Nango gives up end_user"
        )
    if forgery is Forgery.NO_MAIL and not by_end_user:
        raise NotApplicable("[attribution] names no end_user, so no webhook has a mail address")
    if forgery is Forgery.INVENTED_ID and not target.reconcile.confirm:
        raise NotApplicable(
            "[reconcile] confirm = false: the target trusts a signed webhook without asking Nango, "
            "which Nango's guide allows; asking would tell its news from what Nango only forwards"
        )


def forged(stage: Stage, genuine: Hook, forgery: Forgery) -> Hook:
    """Send the forgery; where the genuine webhook is so already, it is as good itself."""
    if forgery is Forgery.LONGER:
        return lengthening.sent(stage, genuine)
    try:
        return hook_of(stage.nango.control.forge(genuine.id, DEFECTS[forgery]))
    except ControlError as refused:
        if forgery not in SO_ALREADY:
            raise ControlFailed(f"Nango cannot send {forgery}: {refused}") from refused
    *_, again = stage.nango.control.repeat(genuine.id)
    return hook_of(again)


def _listen(stage: Stage) -> Heard | None:
    """Keep what the log has said so far, where there is one."""
    if stage.log is None:
        return None
    return Heard(before=stage.log.since(stage.logged), mark=stage.log.mark())


def _heard(stage: Stage, so_far: Heard | None) -> Heard | None:
    """Keep what the log has said since."""
    if stage.log is None or so_far is None:
        return None
    said = stage.log.since(so_far.mark)
    return Heard(before=so_far.before, refused=said, mark=stage.log.mark())


def _follow(stage: Stage, attempt: Attempt, genuine: str, so_far: Heard | None) -> None:
    """Keep what the forgery did, then send the genuine webhook: its twin."""
    stage.nango.settle()
    heard = _heard(stage, so_far)
    before = looking.look_at(stage, attempt.who) if stage.probe.available else None
    mark = stage.nango.mark()
    stage.nango.make_room()
    stage.nango.control.release([genuine])
    attempt.hook = authorising.delivered(stage, attempt)
    stage.twin = Twin(hook=attempt.hook, before=before, mark=mark, heard=heard)
    reporting.report(stage, attempt)

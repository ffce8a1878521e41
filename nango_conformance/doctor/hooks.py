"""The webhook address: a genuine one is taken, an unsigned one is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nango_conformance.doctor.refusal import refused
from nango_conformance.doctor.remark import Key, Part, Remark, Remarks, Standing
from nango_conformance.driver.nango import hook_of
from nango_conformance.evidence import Account, Hook
from nango_conformance.stage import Stage
from nango_conformance.stage.authorising import authorise
from nango_conformance.stage.diagnosing import NO_ROUTE, diagnosis
from nango_conformance.stage.forgeries import DEFECTS, Forgery
from nango_conformance.target import Target

PART: Final = Part.WEBHOOK

_OK: Final = range(200, 300)
_REFUSALS: Final = range(400, 500)


def examined(stage: Stage) -> Remarks:
    """Let Ada authorise, and return how the target took what Nango then sent."""
    heard = len(stage.endpoints.heard)
    authorise(stage, "Ada", Account.MAIN)
    return tuple(_remarks(stage, heard))


def _remarks(stage: Stage, heard: int) -> Iterator[Remark]:
    hook = stage.the_hook()
    genuine = _genuine(stage, hook)
    yield genuine
    if genuine.standing is Standing.WORKS:
        forged = stage.nango.control.forge(hook.id, DEFECTS[Forgery.UNSIGNED])
        yield _unsigned(stage.target, hook_of(forged))
    route, reported = stage.target.finalise, stage.endpoints.heard[heard:]
    for exchange in reported:
        if route is not None and (exchange.status is None or not route.accepts(exchange.status)):
            yield refused(PART, ("finalise",), route, exchange, "the report of the browser")


def _genuine(stage: Stage, hook: Hook) -> Remark:
    target, status = stage.target, hook.status
    url = target.base_url + target.webhook.path
    seen = (f"sent  POST {url} (auth/creation, signed)", f"got   {hook.said}")
    if status in (target.webhook.accept or _OK):
        says = f"a genuine webhook is taken ({status})"
        return Remark(part=PART, standing=Standing.WORKS, says=says)
    standing, key, says, attempt = _untaken(stage, status)
    return Remark(part=PART, standing=standing, key=key, says=says, seen=seen, attempt=attempt)


def _untaken(stage: Stage, status: int | None) -> tuple[Standing, Key, str, str]:
    """Return how it stands, the key, what is so and what to try after an untaken webhook."""
    if status is None or status >= 500:  # noqa: PLR2004 - the class of a status
        return Standing.OPEN, (), "the target fails over a genuine webhook", "read its log"
    if status in NO_ROUTE:
        says = f"the webhook gets {status} at {stage.target.webhook.path}: {NO_ROUTE[status]}"
        return Standing.WRONG, ("webhook", "path"), says, "the path of the target's webhook route"
    if status not in _REFUSALS:
        says = f"a genuine webhook is answered with {status}, which accept does not list"
        return Standing.WRONG, ("webhook", "accept"), says, f"accept = [{status}]"
    says = f"a genuine webhook is refused with {status}; {diagnosis(stage)}"
    if stage.target.mode == "attach":
        attempt = "start it again with the signing key printed above; it may have another's"
        return Standing.WRONG, ("nango", "webhook_signing_key"), says, attempt
    attempt = (
        "see that [target.start] env gives {fake.signing_key} under the name that it reads; "
        'signing_key = "same", if it has one key for both'
    )
    return Standing.OPEN, ("target", "start", "env"), says, attempt


def _unsigned(target: Target, hook: Hook) -> Remark:
    declared, status = target.webhook.refuse, hook.status
    if status not in _REFUSALS:
        says = f"an unsigned webhook is answered with {hook.said}: a run will look what it does"
        return Remark(part=PART, standing=Standing.OPEN, says=says)
    if declared and status not in declared:
        return Remark(
            part=PART,
            standing=Standing.WRONG,
            key=("webhook", "refuse"),
            says=f"an unsigned webhook is refused with {status}, which refuse does not list",
            attempt=f"refuse = [{status}]",
        )
    return Remark(
        part=PART, standing=Standing.WORKS, says=f"an unsigned webhook is refused ({status})"
    )

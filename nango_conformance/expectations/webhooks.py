"""Items 06 and 12: how the target answers what arrives at its webhook address."""

from __future__ import annotations

from typing import Final

from nango_conformance.errors import ControlFailed, Nonconformance
from nango_conformance.evidence import Hook, Note
from nango_conformance.target import Webhook

TOO_MANY: Final = 429
"""The status by which a target says that webhooks come too fast, whatever is in them."""


def unthrottled(hook: Hook, declared: Webhook) -> Hook:
    """Return a webhook that was looked at; one that was turned away unread proves nothing."""
    if hook.status == TOO_MANY and TOO_MANY not in (*declared.accept, *declared.refuse):
        raise ControlFailed(
            "the target answered 429, too many webhooks: declare how many it takes in a minute "
            "with [limits] webhook_per_minute"
        )
    return hook


def accepted(hook: Hook | None, declared: Webhook, diagnosis: str = "") -> tuple[Note, ...]:
    """A genuine webhook gets a success; `diagnosis` says which wrong variant would have got one."""
    if hook is None:
        raise ControlFailed("Nango made no webhook for the connection")
    right = declared.accept or range(200, 300)
    if hook.status not in right:
        more = f"; {diagnosis}" if diagnosis else ""
        raise Nonconformance("a genuine webhook to be accepted", f"{hook.said}{more}")
    if hook.attempts > 1:
        text = f"the genuine webhook was accepted only at attempt {hook.attempts}"
        return (Note(level="SHOULD", text=text),)
    return ()


def twin_accepted(hook: Hook | None, declared: Webhook) -> None:
    """A refusal means something: the genuine webhook that followed got a success."""
    if hook is None or hook.status not in (declared.accept or range(200, 300)):
        said = "it never came" if hook is None else hook.said
        raise ControlFailed(f"the genuine webhook after it was not accepted either: {said}")


def acknowledged(hook: Hook) -> tuple[Note, ...]:
    """
    A genuine event is not answered with a failure.

    Nango treats every 4xx as final, so one is harmless noise (a note); a 5xx or no answer
    makes it repeat the event, and is a Nonconformance.
    """
    if hook.status is None or hook.status >= 500:  # noqa: PLR2004 - the class of a status
        raise Nonconformance("the event to be acknowledged", hook.said)
    if not 200 <= hook.status <= 299:  # noqa: PLR2004 - the class of a status
        name = "/".join(part for part in (hook.kind, hook.operation) if part)
        text = f"{name} was answered with {hook.status}: final for Nango, and counted as a failure"
        return (Note(level="SHOULD", text=text),)
    return ()


def refused(hook: Hook, *, effect_observable: bool) -> tuple[Note, ...]:
    """
    A webhook that Nango did not sign is answered with a client error.

    Where the effect can be observed the code is secondary: what decides is that nothing
    changed, and another code is a note. Where it cannot, the code is all there is.
    """
    if hook.status is None:
        raise ControlFailed(f"the target did not answer the forged webhook: {hook.error}")
    if 400 <= hook.status <= 499:  # noqa: PLR2004 - the class of a status
        return ()
    if not effect_observable:
        raise Nonconformance("a 4xx answer (judged by status code only)", hook.said)
    text = f"a webhook that Nango did not sign was answered with {hook.status} instead of a 4xx"
    return (Note(level="SHOULD", text=text),)

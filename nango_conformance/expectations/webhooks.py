"""Items 06 and 12: how the target answers what arrives at its webhook address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from nango_conformance.errors import ControlFailed, Nonconformance, NotObservable
from nango_conformance.evidence import Hook, Note, Reading, Timed, shows_trace
from nango_conformance.expectations import bodies, timing
from nango_conformance.expectations.links import is_connected
from nango_conformance.expectations.statuses import is_failure, is_redirect, is_refusal, is_success
from nango_conformance.kinds import Kind
from nango_conformance.target import Webhook

TOO_MANY: Final = 429
"""The status by which a target says that webhooks come too fast, whatever is in them."""

_LOSES_THE_BODY: Final = frozenset({301, 302, 303})
"""Redirects after which a client sends a GET without a body (RFC 9110, section 15.4)."""

_TURNED_AWAY: Final = frozenset({403, TOO_MANY})
"""How a limit answers: Nango takes both for final, and the event is lost."""

_UNREADABLE: Final = frozenset({400, 413, 415, 422})
"""How parsers of a body refuse what they cannot read."""


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
        raise Nonconformance(
            "a genuine webhook to be accepted",
            f"{hook.said}{more}",
            (hook.mark,),
            kind=Kind.WEBHOOK_REFUSED,
            cause=diagnosis,
        )
    if hook.attempts > 1:
        text = f"the genuine webhook was accepted only at attempt {hook.attempts}"
        return (Note(level="SHOULD", text=text),)
    return ()


def twin_accepted(hook: Hook | None, declared: Webhook) -> Hook:
    """Return the genuine webhook that followed a refusal, and gives it meaning by its success."""
    if hook is None or hook.status not in (declared.accept or range(200, 300)):
        said = "it never came" if hook is None else hook.said
        raise ControlFailed(f"the genuine webhook after it was not accepted either: {said}")
    return hook


def acknowledged(hook: Hook, *, production: bool = True) -> tuple[Note, ...]:
    """
    A genuine event is not answered with a failure.

    Nango treats every 4xx as final, so one is harmless noise (a note); a 5xx or no answer
    makes it repeat the event, and is a Nonconformance, unless the body was no JSON: then it
    is a note too. An answer in production shows nobody where the code broke.
    """
    if production and shows_trace(hook.answer):
        raise Nonconformance(
            "an answer without a stack trace",
            f"{hook.said} and a stack trace",
            (hook.mark,),
            kind=Kind.TRACE_SHOWN,
        )
    failed = is_failure(hook.status)
    if hook.status is None or (failed and bodies.is_json(hook)):
        silent = hook.status is None
        raise Nonconformance(
            "the event to be acknowledged",
            hook.said,
            (hook.mark,),
            kind=Kind.EVENT_UNANSWERED if silent else Kind.EVENT_NOT_ACKNOWLEDGED,
        )
    if failed:
        text = f"a body that is no JSON was answered with {hook.status}, and Nango repeats it"
        return (Note(level="SHOULD", text=text),)
    if not is_success(hook.status) and bodies.is_json(hook):
        named = "/".join(part for part in (hook.kind, hook.operation) if part) or "an odd event"
        text = f"{named} was answered with {hook.status}: final for Nango, and counted as a failure"
        return (Note(level="SHOULD", text=text),)
    return ()


def not_redirected(hook: Hook, declared: Webhook) -> tuple[Note, ...]:
    """
    A genuine webhook is answered where it was sent.

    Nango follows: 301 to 303 arrive as a GET without a body and count as delivered, while 307
    and 308 keep the message whole, which is a note. Where the address differs by a slash, the
    declared one was mistaken.
    """
    if not hook.hops:
        return _answered(hook)
    told = ", ".join(f"{status} to {url}" for status, url in hook.hops)
    first = urlsplit(hook.hops[0][1]).path
    if first != declared.path and first.removesuffix("/") == declared.path.removesuffix("/"):
        told = f"{told}: [webhook] path = {declared.path!r} is mistaken by a slash"
    if any(status in _LOSES_THE_BODY for status, _ in hook.hops):
        raise Nonconformance(
            "the webhook to be answered where it was sent", told, (hook.mark,), kind=Kind.REDIRECTED
        )
    return (Note(level="SHOULD", text=f"the webhook is sent on before it is answered: {told}"),)


def _answered(hook: Hook) -> tuple[Note, ...]:
    """A redirect that leads nowhere is none that can be followed, and no answer either."""
    if is_redirect(hook.status):
        raise Nonconformance(
            "the webhook to be answered where it was sent",
            hook.said,
            (hook.mark,),
            kind=Kind.REDIRECTED,
        )
    return ()


def not_turned_away(hooks: Sequence[Hook]) -> tuple[Note, ...]:
    """No genuine webhook is lost to a limit: a 429 or a 403 is final for Nango."""
    lost = [hook for hook in hooks if hook.status in _TURNED_AWAY]
    if lost:
        raise Nonconformance(
            "every genuine webhook to be taken, however many there are",
            f"{len(lost)} of {len(hooks)} turned away, the first with {lost[0].said}",
            (lost[0].mark,),
            kind=Kind.WEBHOOK_TURNED_AWAY,
        )
    return ()


def refused(hook: Hook, *, effect_observable: bool) -> tuple[Note, ...]:
    """
    A webhook that Nango did not sign is answered with a client error.

    Where the effect can be observed the code is secondary: what decides is that nothing
    changed, and another code is a note. Where it cannot, the code is all there is.
    """
    if hook.status is None:
        raise ControlFailed(f"the target did not answer the forged webhook: {hook.error}")
    if is_refusal(hook.status):
        return ()
    if not effect_observable:
        raise Nonconformance(
            "a 4xx answer (judged by status code only)",
            hook.said,
            (hook.mark,),
            kind=Kind.FORGERY_ACCEPTED,
        )
    text = f"a webhook that Nango did not sign was answered with {hook.status} instead of a 4xx"
    return (Note(level="SHOULD", text=text),)


def has_failed(hook: Hook) -> bool:
    """Say whether a webhook was answered with a failure of the backend's own."""
    return is_failure(hook.status)


def refused_without_failing(hook: Hook, *, effect_observable: bool) -> tuple[Note, ...]:
    """A signature that is odd is a wrong one, and no reason to fail: Nango repeats after a 5xx."""
    if has_failed(hook):
        raise Nonconformance(
            "a refusal, and no failure of the backend's own",
            hook.said,
            (hook.mark,),
            kind=Kind.FORGERY_CRASHED,
        )
    return refused(hook, effect_observable=effect_observable)


def refused_alike(
    hook: Hook, plain: Hook, *, readable: bool, effect_tells: bool
) -> tuple[Note, ...]:
    """
    What nobody signed is refused like any other unsigned webhook: nothing in it was looked at.

    Where the body is not even readable, a body parser that runs before every handler may say
    so: a note. A 5xx belongs to NAF-14.6. Whoever acknowledges everything shows nothing by that:
    a note where what the webhook leads to tells enough, and not observable where it does not.
    """
    if is_success(plain.status) and hook.status == plain.status:
        text = f"what nobody signed is answered with {plain.status}, too"
        if not effect_tells:
            raise NotObservable(f"{text}: the answer does not show what was looked at first")
        return (Note(level="SHOULD", text=text),)
    if not is_refusal(plain.status):
        raise ControlFailed(f"its twin without a signature is not refused: {plain.said}")
    if hook.status is None:
        raise ControlFailed(f"the target did not answer the forged webhook: {hook.error}")
    if hook.status == plain.status:
        return ()
    if is_failure(hook.status) or (hook.status in _UNREADABLE and not readable):
        text = f"it was answered with {hook.status}, before its signature was looked at"
        return (Note(level="SHOULD", text=text),)
    raise Nonconformance(
        f"the refusal that its twin without a right signature gets ({plain.status})",
        hook.said,
        (plain.mark, hook.mark),
        kind=Kind.BODY_READ_FIRST,
    )


def comes_again(hook: Hook) -> bool:
    """Say whether Nango repeats a webhook: after a 5xx, and where no answer came."""
    return hook.status is None or is_failure(hook.status)


def kept(hook: Hook, reading: Reading, connection_id: str | None) -> tuple[Note, ...]:
    """
    What Nango will not repeat had its effect all the same.

    Whoever answers with less than a 5xx takes the event upon himself: in a durable queue, say.
    """
    if not comes_again(hook) and not is_connected(reading, connection_id or ""):
        raise Nonconformance(
            "a 5xx, or the connection all the same",
            f"{hook.said} and {reading.told}",
            (reading.exchange,),
            kind=Kind.ACKNOWLEDGED_UNKEPT,
        )
    return ()


def answered(hook: Hook, timed: Timed, limit_s: float) -> tuple[Note, ...]:
    """
    The answer to a webhook came in time; a quarter of the time is where a note begins.

    Nango waits for twenty seconds and then sends the event again (0.71.4, parse.ts:880-881,
    observed).
    """
    notes = timing.in_time("the answer to the webhook", timed, limit_s)
    if hook.status is None:
        raise ControlFailed(f"the target did not answer the webhook: {hook.error}")
    if timed.took_s > timed.lag.allowance(limit_s / 4):
        text = f"the answer to the webhook took {timed.took_s:.1f} s, while Nango's calls did"
        return (*notes, Note(level="SHOULD", text=text))
    return notes

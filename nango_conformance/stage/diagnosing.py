"""
Why a target refuses what Nango has signed: the usual mistakes, tried one after the other.

For each mistake there is a webhook that only a target making it would accept. None of them can
come from Nango, so this is no check; it turns "refused" into what to change, and the variants
are evidence like everything that is sent. Where none is accepted, the answers may still tell:
whether the signature was seen at all, and whether it was the webhook's handler that answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from fake_nango.client import ControlError
from nango_conformance.driver.endpoints import Twist
from nango_conformance.driver.nango import hook_of
from nango_conformance.evidence import Hook, Note
from nango_conformance.expectations import webhooks
from nango_conformance.stage.forgeries import DEFECTS, Forgery
from nango_conformance.stage.stage import Stage

NO_ROUTE: Final = {
    404: "nothing is there",
    405: "nothing there takes POST",
    410: "it is gone",
}
"""What a status says of the address rather than of the webhook."""


class Mistake(NamedTuple):
    """A webhook that Nango does not send, what a target does that accepts it, and what not to."""

    sent: str
    means: str
    but_not: str | None = None
    then: str = ""


MISTAKES: Final = (
    Mistake(
        "the HMAC under the legacy name",
        "compares the HMAC with X-Nango-Signature, where Nango sends another digest",
        "a right HMAC and no legacy signature",
        "looks for the HMAC in X-Nango-Signature first, which is always there and holds another "
        "digest",
    ),
    Mistake(
        "a right legacy signature and no HMAC",
        "verifies the older X-Nango-Signature, which can be forged, and not X-Nango-Hmac-Sha256",
    ),
    Mistake(
        "the legacy signature under the HMAC's name",
        "compares a plain hash of key and body with X-Nango-Hmac-Sha256, which is an HMAC",
    ),
    Mistake("swapped keys", "verifies with the API key instead of the webhook signing key"),
    Mistake("the secret as the header", "takes the header for the secret itself"),
    Mistake("the secret as bearer token", "wants the secret as a bearer token, and no signature"),
    Mistake("key and body swapped", "gives the HMAC the body as its key, and the key as its text"),
    Mistake("an empty key", "has no key: it verifies with an empty one"),
    Mistake("the word undefined as key", "has no key: it verifies with the word undefined"),
    Mistake("a signature with the key's own bytes", "decodes the key, which is a text as it is"),
    Mistake("a signature in base64", "writes its digest in base64, Nango in hexadecimal digits"),
    Mistake("a signature with a sha256= prefix", "wants sha256= before the digest, as others send"),
    Mistake("a signature in upper case", "writes its digest in capitals, Nango in small letters"),
    Mistake(
        "a signature under small names",
        "looks the header up by another letter case than it has: names of headers have none",
    ),
    Mistake(
        "a signature of the body as Python writes it",
        "hashes the parsed body, written anew with spaces, instead of the bytes that arrived",
    ),
    Mistake(
        "a signature of the body in ASCII",
        "hashes the parsed body, written anew with escapes, instead of the bytes that arrived",
    ),
    Mistake(
        "a signature of the body as PHP writes it",
        "hashes the parsed body, written anew by json_encode, instead of the bytes that arrived",
    ),
    Mistake(
        "a signature of the body as Go writes it",
        "hashes the parsed body, written anew with <, > and & escaped, instead of the bytes that "
        "arrived",
    ),
    Mistake(
        "a signature of the body over several lines",
        "hashes the parsed body, written anew with line ends, instead of the bytes that arrived",
    ),
    Mistake(
        "a signature of the words object Object",
        "hashes the parsed body as if it were a text, which is the same for all of them",
    ),
    Mistake("an added event id", "demands an event id, which Nango does not send"),
    Mistake("an added timestamp", "demands a timestamp, which Nango does not send"),
)
"""What a genuine webhook is refused for, most usual first."""

LARGE: Final = 64_000
"""Characters of a body from which on its size may be why it is refused."""

_MISSING: Final = re.compile(
    r"\b(miss|requir|absent|no\b.{0,12}\b(signature|header))", re.IGNORECASE
)
"""What an answer says that found no signature, in whatever words."""

_CSRF: Final = re.compile(r"csrf|xsrf|forgery protection|\borigin\b", re.IGNORECASE)


def accepted(stage: Stage) -> tuple[Note, ...]:
    """A genuine webhook got a success, or the mistake is told that kept it from one."""
    notes = webhooks.accepted(stage.hook, stage.target.webhook, diagnosis(stage))
    return notes + tuple(_rewriting(stage))


def _rewriting(stage: Stage) -> Iterator[Note]:
    """
    Tell that bytes are rewritten before they are hashed, where Nango's own do not show it.

    JavaScript writes what Nango has written as Nango has: a backend in JavaScript may hash a
    rewriting, and only a body that Nango does not send shows it. It does no harm today.
    """
    hook = stage.hook
    if hook is None or hook.defect != DEFECTS[Forgery.FOREIGN]:
        return
    if not _accepts(stage, hook, "a pretty-printed body"):
        text = (
            "a pretty-printed body is refused though it is signed rightly: the signature is not "
            "compared over the bytes that arrived, but over the body written anew"
        )
        yield Note(level="MAY", text=text)


def diagnosis(stage: Stage) -> str:
    """Say which mistake a target seems to make that refused a genuine webhook; '' if it did not."""
    hook = stage.hook
    if hook is None or _accepted(stage, hook):
        return ""
    if stage.signed_with is not None:
        return f"it was signed with {stage.signed_with}, and both count while one is changed"
    if hook.status in NO_ROUTE:
        return (
            f"{NO_ROUTE[hook.status]} at POST {stage.target.webhook.path}: "
            "is [webhook] path right? nango-conformance doctor tries it"
        )
    if len(hook.body) > LARGE:
        # What is refused for its size is refused in every variant.
        return f"it is {len(hook.body) // 1000} kB long, perhaps more than the target reads"
    for mistake in MISTAKES:
        if _accepts(stage, hook, mistake.sent):
            return f"it accepts {mistake.sent}: it {_meaning(stage, hook, mistake)}"
    said = "".join(f"; {one}" for one in _answers(stage, hook))
    return f"it accepts none of the {len(MISTAKES)} usual mistaken variants either{said}"


def _meaning(stage: Stage, hook: Hook, mistake: Mistake) -> str:
    if mistake.but_not is not None and _accepts(stage, hook, mistake.but_not):
        return mistake.then
    return mistake.means


def _accepts(stage: Stage, hook: Hook, defect: str) -> bool:
    if hook.defect == defect:
        return False
    try:
        return _accepted(stage, _sent(stage, hook, defect))
    except ControlError:
        # With one key for both, what is signed with the other is no forgery: nothing to try.
        return False


def _sent(stage: Stage, hook: Hook, defect: str) -> Hook:
    stage.nango.make_room()
    return hook_of(stage.nango.control.forge(hook.id, defect))


def _accepted(stage: Stage, hook: Hook) -> bool:
    return hook.status in (stage.target.webhook.accept or range(200, 300))


def _answers(stage: Stage, hook: Hook) -> Iterator[str]:
    """Say what the answer itself tells of a refusal, compared with those to others."""
    *_, attempt = stage.attempts.values()
    stranger = stage.endpoints.call(
        stage.target.connect, attempt.values, twist=Twist(anonymous=True)
    )
    if hook.answer and (stranger.status, stranger.body) == (hook.status, hook.answer):
        yield (
            "it answers as it answers a stranger who wants to connect: sign-in covers the address "
            "of the webhook, and Nango has no account"
        )
        return
    if _CSRF.search(hook.answer):
        yield "it speaks of the request's origin: a guard against forged forms covers the address"
        return
    unsigned = _sent(stage, hook, DEFECTS[Forgery.UNSIGNED])
    invented = _sent(stage, hook, DEFECTS[Forgery.MADE_UP])
    yield from _seen(hook, unsigned, invented)


def _seen(hook: Hook, unsigned: Hook, invented: Hook) -> Iterator[str]:
    said, without, wrong = ((one.status, one.answer) for one in (hook, unsigned, invented))
    if said == without and (without != wrong or _MISSING.search(hook.answer)):
        yield (
            "it answers as if there were no signature: the header is lost on the way, at a proxy, "
            "or it is looked up by another name"
        )
    elif said == wrong != without:
        yield (
            "it sees the signature and takes it for a wrong one: its key is another one, or the "
            "bytes are not those that arrived"
        )
    else:
        yield "its key may be another one, or the signature lost on the way: no answer tells"

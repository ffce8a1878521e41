"""
What arrives in place of the genuine webhook, and the genuine one after it.

What is to be refused comes first; what it did is looked at. Then its twin arrives: the genuine
webhook, which differs in the one thing that made the other wrong. A refusal counts only if the
twin is accepted, else the target would look safe that refuses everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from nango_conformance.driver.nango import hook_of
from nango_conformance.errors import NotApplicable
from nango_conformance.evidence import Account
from nango_conformance.stage import authorising, looking, reporting
from nango_conformance.stage.attempt import Attempt, Twin
from nango_conformance.stage.stage import Stage


class Forgery(StrEnum):
    """What arrives in place of the genuine webhook; the words are the fake's own defects."""

    UNSIGNED = "a webhook with no signature"
    EMPTY = "a webhook with an empty signature"
    OTHER_KEY = "a webhook signed with another key"
    OTHER_BODY = "a webhook with another body's signature"
    CHANGED_ID = "a webhook whose connection id was changed"
    CHANGED_SUCCESS = "a webhook whose success was changed"
    CHANGED_TAG = "a webhook whose tag was changed"
    OTHER_ENVIRONMENT = "a webhook of another environment"
    MADE_UP = "a webhook with a made-up signature"
    API_KEY = "a webhook signed with the API key"
    LEGACY_ONLY = "a webhook with a right legacy signature"
    NO_LEGACY = "a webhook without a legacy signature"
    WRONG_LEGACY = "a webhook with a wrong legacy signature"
    SHORT = "a webhook with half a signature"
    LONG = "a webhook with an endless signature"
    NO_HEX = "a webhook with letters for a signature"
    PREFIXED = "a webhook whose signature names its algorithm"
    BASE64 = "a webhook with a signature in base64"
    JOINED = "a webhook with two signatures in one line"
    IN_FRONT = "a webhook with digits before its signature"
    BEHIND = "a webhook with digits behind its signature"
    TWO_LINES = "a webhook with two lines of signatures"
    FOREIGN = "a webhook with a name of foreign letters"
    EMOJI = "a webhook with a name that has an emoji"
    SEPARATOR = "a webhook with a name on two lines"
    SLASHES = "a webhook with a name of slashes and angles"
    QUOTES = "a webhook with a name of quotes and backslashes"
    NO_JSON = "half a webhook with no signature"
    NULL = "a null with no signature"
    DEEP = "deep nesting with no signature"
    NOBODY = "the news of a stranger with no signature"
    FAILED_CREATION = "the news of a failed creation"
    FAILED_OVERRIDE = "the news of a failed authorisation anew"
    FAILED_REFRESH = "the news of a failed token refresh"


DEFECTS: Final[Mapping[Forgery, str]] = {
    Forgery.UNSIGNED: "no signature",
    Forgery.EMPTY: "an empty signature",
    Forgery.OTHER_KEY: "a signature made by another key",
    Forgery.OTHER_BODY: "a signature of another body",
    Forgery.CHANGED_ID: "a changed connection id",
    Forgery.CHANGED_SUCCESS: "a changed success",
    Forgery.CHANGED_TAG: "a changed tag value",
    Forgery.OTHER_ENVIRONMENT: "the key of another environment",
    Forgery.MADE_UP: "a made-up signature",
    Forgery.API_KEY: "the API key as signing key",
    Forgery.LEGACY_ONLY: "a right legacy signature and a wrong HMAC",
    Forgery.NO_LEGACY: "a right HMAC and no legacy signature",
    Forgery.WRONG_LEGACY: "a right HMAC and a wrong legacy signature",
    Forgery.SHORT: "a short signature",
    Forgery.LONG: "a signature of 8 kB",
    Forgery.NO_HEX: "a signature that is not hex",
    Forgery.PREFIXED: "a signature with a sha256= prefix",
    Forgery.BASE64: "a signature in base64",
    Forgery.JOINED: "two signatures in one header",
    Forgery.IN_FRONT: "a signature with characters in front",
    Forgery.BEHIND: "a signature with characters behind",
    Forgery.TWO_LINES: "two signature headers",
    Forgery.FOREIGN: "a name of foreign letters",
    Forgery.EMOJI: "a name with an emoji",
    Forgery.SEPARATOR: "a name with a line separator",
    Forgery.SLASHES: "a name with slashes and angles",
    Forgery.QUOTES: "a name with quotes and backslashes",
    Forgery.NO_JSON: "no signature and no JSON",
    Forgery.NULL: "no signature and null",
    Forgery.DEEP: "no signature and deep nesting",
    Forgery.NOBODY: "no signature and an unknown user",
    Forgery.FAILED_CREATION: "success false",
    Forgery.FAILED_OVERRIDE: "override success false",
    Forgery.FAILED_REFRESH: "refresh success false for an unknown id",
}
"""What the fake calls each of them."""

BELIEVED: Final = frozenset(
    {
        Forgery.NO_LEGACY,
        Forgery.WRONG_LEGACY,
        Forgery.FOREIGN,
        Forgery.EMOJI,
        Forgery.SEPARATOR,
        Forgery.SLASHES,
        Forgery.QUOTES,
    }
)
"""What is to be taken for the genuine webhook: nothing comes after it."""


def authorise_but(stage: Stage, who: str, account: Account, forgery: Forgery) -> None:
    """Let somebody agree, and another webhook arrive in place of the genuine one."""
    if forgery is Forgery.API_KEY and stage.target.nango.signing_key == "same":
        raise NotApplicable(
            '[nango] signing_key = "same": the target cannot work where the keys differ'
        )
    attempt = stage.attempt(who, account)
    stage.when = stage.nango.mark()
    rule = stage.nango.control.hold(session_token=attempt.usable_token())
    authorising.approve(stage, attempt)
    genuine = authorising.held(stage, attempt)
    stage.nango.make_room()
    stage.hook = hook_of(stage.nango.control.forge(genuine.id, DEFECTS[forgery]))
    stage.nango.control.unhold(rule)
    if forgery in BELIEVED:
        stage.nango.control.drop(genuine.id)
        reporting.report(stage, attempt)
    else:
        _follow(stage, attempt, genuine.id)


def _follow(stage: Stage, attempt: Attempt, genuine: str) -> None:
    """Keep what the forgery did, then send the genuine webhook: its twin."""
    stage.nango.settle()
    before = looking.look_at(stage, attempt.who) if stage.probe.available else None
    mark = stage.nango.mark()
    stage.nango.make_room()
    stage.nango.control.release([genuine])
    attempt.hook = authorising.delivered(stage, attempt)
    stage.twin = Twin(hook=attempt.hook, before=before, mark=mark)

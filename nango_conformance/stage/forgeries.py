"""The words for what arrives in place of the genuine webhook, and what the fake calls each."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from nango_conformance.stage import lengthening


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
    EMPTY_KEY = "a webhook signed with an empty key"
    UNDEFINED = "a webhook signed with the word undefined"
    LEGACY_ONLY = "a webhook with a right legacy signature"
    LONGER = "a webhook longer than what was signed"
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
    # Creations, rightly signed, that are not quite as Nango writes them.
    NO_END_USER = "a creation without an end user"
    TAGS_ALONE = "a creation with tags alone"
    FOREIGN_TAGS = "a creation whose tags mean nothing here"
    UNKNOWN_MEMBERS = "a creation with members that nobody knows"
    OTHER_ORDER = "a creation in another order"
    NO_MAIL = "a creation without a mail address"
    NO_TAGS = "a creation without tags"
    NO_SENDER = "a creation without its sender"
    NO_PROVIDER = "a creation without a provider"
    UNKNOWN_PROVIDER = "a creation of an unknown provider"
    NO_AUTH_MODE = "a creation without an auth mode"
    NO_ENVIRONMENT = "a creation without an environment"
    NO_ID = "a creation without a connection id"
    NO_INTEGRATION = "a creation without an integration"
    NO_OPERATION = "a creation that does not say so"
    NO_TYPE = "a creation without a type"
    OTHER_INTEGRATION = "a creation of another integration"
    UNKNOWN_INTEGRATION = "a creation of an unknown integration"
    ELSEWHERE = "a creation of another environment"
    TEXT_FALSE = "a creation whose success is the text false"
    TEXT_TRUE = "a creation whose success is the text true"
    NUMBER_ONE = "a creation whose success is the number one"
    NULL_SUCCESS = "a creation whose success is null"
    NO_SUCCESS = "a creation without a success"
    NAMELESS = "a creation that names nobody"
    NO_WORKSPACE = "a creation that names no workspace"
    TAKEN_ID = "a creation with Ada's connection id"
    INVENTED_ID = "a creation of a connection that nobody has"
    # Whatever a provider sends goes on to the backend, rightly signed.
    NULL_BODY = "a body of null"
    LIST = "a body that is a list"
    TEXT = "a body that is a text"
    NUMBER = "a body that is a number"
    NOTHING_IN_IT = "a body that is an empty object"
    HALF = "half a body"
    NOT_UTF8 = "a body in broken letters"
    NESTED = "a body nested very deep"
    AS_TEXT = "a body that is called plain text"
    TWICE = "a body with a member twice"


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
    Forgery.EMPTY_KEY: "an empty key",
    Forgery.UNDEFINED: "the word undefined as key",
    Forgery.LEGACY_ONLY: "a right legacy signature and a wrong HMAC",
    Forgery.LONGER: lengthening.LONGER,
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
    Forgery.NO_END_USER: "no end user",
    Forgery.TAGS_ALONE: "no end user",
    Forgery.FOREIGN_TAGS: "no end user and foreign tags",
    Forgery.UNKNOWN_MEMBERS: "extra members",
    Forgery.OTHER_ORDER: "members in another order",
    Forgery.NO_MAIL: "no end user mail",
    Forgery.NO_TAGS: "no tags",
    Forgery.NO_SENDER: "no from",
    Forgery.NO_PROVIDER: "no provider",
    Forgery.UNKNOWN_PROVIDER: "an unknown provider",
    Forgery.NO_AUTH_MODE: "no auth mode",
    Forgery.NO_ENVIRONMENT: "no environment",
    Forgery.NO_ID: "no connection id",
    Forgery.NO_INTEGRATION: "no provider config key",
    Forgery.NO_OPERATION: "no operation",
    Forgery.NO_TYPE: "no type",
    Forgery.OTHER_INTEGRATION: "another integration",
    Forgery.UNKNOWN_INTEGRATION: "an unknown integration",
    Forgery.ELSEWHERE: "another environment",
    Forgery.TEXT_FALSE: "success is the text false",
    Forgery.TEXT_TRUE: "success is the text true",
    Forgery.NUMBER_ONE: "success is the number 1",
    Forgery.NULL_SUCCESS: "success is null",
    Forgery.NO_SUCCESS: "no success",
    Forgery.NAMELESS: "no end user and no tags",
    Forgery.NO_WORKSPACE: "no tag but the end user's",
    Forgery.TAKEN_ID: "the connection id of somebody else",
    Forgery.INVENTED_ID: "an invented connection id",
    Forgery.NULL_BODY: "a body of null",
    Forgery.LIST: "a body that is a list",
    Forgery.TEXT: "a body that is a text",
    Forgery.NUMBER: "a body that is a number",
    Forgery.NOTHING_IN_IT: "an empty object",
    Forgery.HALF: "a truncated body",
    Forgery.NOT_UTF8: "a body that is not UTF-8",
    Forgery.NESTED: "a body nested 200 deep",
    Forgery.AS_TEXT: "a wrong content type",
    Forgery.TWICE: "success twice",
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
        Forgery.TAGS_ALONE,
        Forgery.UNKNOWN_MEMBERS,
        Forgery.NO_MAIL,
    }
)
"""What is to be taken for the genuine webhook: nothing comes after it."""

CONTRADICTED: Final = frozenset(
    DEFECTS[forgery]
    for forgery in (
        Forgery.FOREIGN_TAGS,
        Forgery.NAMELESS,
        Forgery.OTHER_INTEGRATION,
        Forgery.UNKNOWN_INTEGRATION,
    )
)
"""What Nango, if it is asked for the connection, says otherwise: whose it is, and of what."""

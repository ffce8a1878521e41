"""What each forged webhook is to be: both signatures, and what differs from the genuine one."""

from __future__ import annotations

from typing import Any

from fake_nango import webhooks
from fake_nango.forged_texts import NAME_TAG, NAMES, REWRITINGS, TELLING
from fake_nango.forging import BODIES, Keys
from fake_nango.signing import HMAC_HEADER, LEGACY_HEADER, hmac_signature, legacy_signature
from fake_nango.stable_json import stable
from fake_nango.webhooks import Subject

KEYS = Keys(
    signing="right",
    api="api-key",
    stranger="elsewhere",
    integration="github",
    environment="prod",
    connection="c-2",
    person="u-2",
)
GENUINE = webhooks.auth(
    Subject(
        connection_id="c-1",
        integration="outlook",
        provider="microsoft",
        auth_mode="OAUTH2",
        environment="dev",
    ),
    "creation",
    success=True,
    tags={"end_user_id": "u-1", "team": "a"},
    end_user=webhooks.end_user("u-1", email="ada@example.com", tags={"team": "a"}),
)
BODY = stable(GENUINE).encode()
USER = GENUINE["endUser"]
TAGS = GENUINE["tags"]
ERROR = {"type": "invalid_callback", "description": "Did not get authorization code."}

RIGHT, WRONG, MISSING, EMPTY, TWICE = "right", "wrong", "missing", "empty", "twice"
ABSENT = object()
INVENTED = "an id that is made of the payload"
SAME: dict[str, Any] = {}
OTHER_BYTES: dict[str, Any] = {"the same value": "in other bytes"}
NO_OBJECT: dict[str, Any] = {"no object": "at all"}
LARGE: dict[str, Any] = {"padding": "x" * 2 * 1024 * 1024}

# What the newer and the older signature are for the bytes that are sent, and which members of
# the payload are others than those of the genuine webhook.
TABLE: dict[str, tuple[str, str, dict[str, Any]]] = {
    "no signature": (MISSING, MISSING, SAME),
    "an empty signature": (EMPTY, MISSING, SAME),
    "two empty signatures": (EMPTY, EMPTY, SAME),
    "no signature and null": (MISSING, MISSING, NO_OBJECT),
    "no signature and no JSON": (MISSING, MISSING, NO_OBJECT),
    "no signature and deep nesting": (MISSING, MISSING, {"deep": 200}),
    "no signature and an unknown user": (
        MISSING,
        MISSING,
        {
            "tags": {"end_user_id": f"nobody-{INVENTED}", "team": "a"},
            "endUser": {**USER, "endUserId": f"nobody-{INVENTED}"},
        },
    ),
    "no signature and 2 MB": (MISSING, MISSING, LARGE),
    "the secret as bearer token": (MISSING, MISSING, SAME),
    "a signature made by another key": (WRONG, WRONG, SAME),
    "a signature of another body": (WRONG, WRONG, SAME),
    "a changed connection id": (WRONG, WRONG, {"connectionId": INVENTED}),
    "a changed tag value": (WRONG, WRONG, {"tags": {**TAGS, "end_user_id": "u-1-changed"}}),
    "a changed success": (WRONG, WRONG, {"error": ERROR}),
    "the key of another environment": (WRONG, WRONG, SAME),
    "a made-up signature": (WRONG, WRONG, SAME),
    "the API key as signing key": (WRONG, WRONG, SAME),
    "swapped keys": (WRONG, WRONG, SAME),
    "an empty key": (WRONG, WRONG, SAME),
    "the word undefined as key": (WRONG, WRONG, SAME),
    "the secret as the header": (WRONG, WRONG, SAME),
    "a right legacy signature and a wrong HMAC": (WRONG, RIGHT, SAME),
    "a right legacy signature and no HMAC": (MISSING, RIGHT, SAME),
    "a right HMAC and a wrong legacy signature": (RIGHT, WRONG, SAME),
    "a right HMAC and no legacy signature": (RIGHT, MISSING, SAME),
    "the HMAC under the legacy name": (MISSING, WRONG, SAME),
    "a short signature": (WRONG, WRONG, SAME),
    "a signature of 8 kB": (WRONG, WRONG, SAME),
    "a signature that is not hex": (WRONG, WRONG, SAME),
    "a signature with a sha256= prefix": (WRONG, WRONG, SAME),
    "a signature in base64": (WRONG, WRONG, SAME),
    "a signature in upper case": (WRONG, WRONG, SAME),
    "two signatures in one header": (WRONG, WRONG, SAME),
    "a signature with characters in front": (WRONG, WRONG, SAME),
    "a signature with characters behind": (WRONG, WRONG, SAME),
    "two signature headers": (TWICE, TWICE, SAME),
    "success false": (RIGHT, RIGHT, {"success": False, "error": ERROR}),
    "override success false": (
        RIGHT,
        RIGHT,
        {"success": False, "error": ERROR, "operation": "override"},
    ),
    "refresh success false for an unknown id": (
        RIGHT,
        RIGHT,
        {
            "success": False,
            "error": ERROR,
            "operation": "refresh",
            "connectionId": INVENTED,
            "endUser": ABSENT,
        },
    ),
    "an invented connection id": (RIGHT, RIGHT, {"connectionId": INVENTED}),
    "the connection id of somebody else": (RIGHT, RIGHT, {"connectionId": "c-2"}),
    "another person": (
        RIGHT,
        RIGHT,
        {"tags": {**TAGS, "end_user_id": "u-2"}, "endUser": {**USER, "endUserId": "u-2"}},
    ),
    "an unknown person": (
        RIGHT,
        RIGHT,
        {
            "tags": {"end_user_id": f"nobody-{INVENTED}", "team": "a"},
            "endUser": {**USER, "endUserId": f"nobody-{INVENTED}"},
        },
    ),
    "no end user and foreign tags": (
        RIGHT,
        RIGHT,
        {"endUser": ABSENT, "tags": {"colour": "green"}},
    ),
    "no end user and no tags": (RIGHT, RIGHT, {"endUser": ABSENT, "tags": {}}),
    "no tag but the end user's": (
        RIGHT,
        RIGHT,
        {"tags": {"end_user_id": "u-1"}, "endUser": {**USER, "tags": {}}},
    ),
    "no end user mail": (RIGHT, RIGHT, {"endUser": {**USER, "endUserEmail": None}}),
    "another integration": (RIGHT, RIGHT, {"providerConfigKey": "github"}),
    "another environment": (RIGHT, RIGHT, {"environment": "prod"}),
    "an auth event inside a forward": (
        RIGHT,
        RIGHT,
        {
            **dict.fromkeys(set(GENUINE) - {"connectionId", "providerConfigKey"}, ABSENT),
            "from": "microsoft",
            "type": "forward",
            "payload": GENUINE,
        },
    ),
    "an added event id": (RIGHT, RIGHT, {"eventId": INVENTED}),
    "extra members": (
        RIGHT,
        RIGHT,
        {
            "brandNew": True,
            "brandNewList": [{"a": 1}],
            "endUser": {**USER, "brandNew": {"nested": [1, None]}},
        },
    ),
    "no connection id": (RIGHT, RIGHT, {"connectionId": ABSENT}),
    "no end user": (RIGHT, RIGHT, {"endUser": ABSENT}),
    "no tags": (RIGHT, RIGHT, {"tags": ABSENT}),
    "no success": (RIGHT, RIGHT, {"success": ABSENT}),
    "no type": (RIGHT, RIGHT, {"type": ABSENT}),
    "no operation": (RIGHT, RIGHT, {"operation": ABSENT}),
    "no from": (RIGHT, RIGHT, {"from": ABSENT}),
    "no provider": (RIGHT, RIGHT, {"provider": ABSENT}),
    "no provider config key": (RIGHT, RIGHT, {"providerConfigKey": ABSENT}),
    "no auth mode": (RIGHT, RIGHT, {"authMode": ABSENT}),
    "no environment": (RIGHT, RIGHT, {"environment": ABSENT}),
    "success is the text false": (RIGHT, RIGHT, {"success": "false"}),
    "success is the text true": (RIGHT, RIGHT, {"success": "true"}),
    "success is the number 1": (RIGHT, RIGHT, {"success": 1}),
    "success is null": (RIGHT, RIGHT, {"success": None}),
    "an unknown type": (RIGHT, RIGHT, {"type": "brand_new_type"}),
    "an unknown operation": (RIGHT, RIGHT, {"operation": "brand_new_op"}),
    "the operation refresh": (RIGHT, RIGHT, {"operation": "refresh"}),
    "an unknown provider": (RIGHT, RIGHT, {"provider": "unknown"}),
    "an unknown integration": (RIGHT, RIGHT, {"providerConfigKey": "no-such-integration"}),
    **dict.fromkeys(BODIES, (RIGHT, RIGHT, NO_OBJECT)),
    "an empty object": (RIGHT, RIGHT, dict.fromkeys(GENUINE, ABSENT)),
    "members in another order": (RIGHT, RIGHT, OTHER_BYTES),
    "a pretty-printed body": (RIGHT, RIGHT, OTHER_BYTES),
    "a body with escapes": (RIGHT, RIGHT, OTHER_BYTES),
    "success twice": (RIGHT, RIGHT, OTHER_BYTES),
    "a truncated body": (RIGHT, RIGHT, NO_OBJECT),
    "a body that is not UTF-8": (RIGHT, RIGHT, NO_OBJECT),
    "a body nested 200 deep": (RIGHT, RIGHT, {"deep": 200}),
    "a wrong content type": (RIGHT, RIGHT, SAME),
    **{
        name: (RIGHT, RIGHT, {"tags": {**TAGS, NAME_TAG: text}})
        for name, (_, text) in NAMES.items()
    },
    "key and body swapped": (WRONG, MISSING, SAME),
    "a signature of the words object Object": (WRONG, WRONG, SAME),
    "a signature under small names": (MISSING, MISSING, SAME),
    "the legacy signature under the HMAC's name": (WRONG, MISSING, SAME),
    "a signature with the key's own bytes": (WRONG, MISSING, SAME),
    "a longer body": (WRONG, WRONG, NO_OBJECT),
    "a longer body with a made-up signature": (WRONG, WRONG, NO_OBJECT),
    "an added timestamp": (RIGHT, RIGHT, {"timestamp": "2026-01-01T00:00:00.000Z"}),
    **dict.fromkeys(REWRITINGS, (WRONG, WRONG, {"tags": {**TAGS, NAME_TAG: TELLING}})),
}
SIGNED = (
    (HMAC_HEADER, hmac_signature("right", BODY)),
    (LEGACY_HEADER, legacy_signature("right", BODY)),
)

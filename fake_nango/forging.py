"""
Webhooks with one thing wrong, by name.

Each defect is one entry of the table: what happens to the payload, and how it is signed. A
defect of the signature leaves the payload alone, unless it is that the payload was changed
after it had been signed; a defect of the payload is signed rightly. Nothing is random: the
same webhook and defect give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping

from fake_nango import forged_longer, forged_mistakes, forged_texts
from fake_nango import forged_payloads as payload
from fake_nango import forged_signatures as signed
from fake_nango.forgery import Change, Defect, Forged, ForgeryError, Group, Keys, Signer
from fake_nango.signing import signature_headers

ABSENT = {
    "no connection id": "connectionId",
    "no end user": "endUser",
    "no tags": "tags",
    "no success": "success",
    "no type": "type",
    "no operation": "operation",
    "no from": "from",
    "no provider": "provider",
    "no provider config key": "providerConfigKey",
    "no auth mode": "authMode",
    "no environment": "environment",
}
INSTEAD: Mapping[str, tuple[str, object]] = {
    "success is the text false": ("success", "false"),
    "success is the text true": ("success", "true"),
    "success is the number 1": ("success", 1),
    "success is null": ("success", None),
    "an unknown type": ("type", "brand_new_type"),
    "an unknown operation": ("operation", "brand_new_op"),
    "the operation refresh": ("operation", "refresh"),
    "an unknown provider": ("provider", "unknown"),
    "an unknown integration": ("providerConfigKey", "no-such-integration"),
}
BODIES: Mapping[str, bytes] = {
    "a body of null": b"null",
    "a body that is a list": b"[]",
    "a body that is a text": b'"x"',
    "a body that is a number": b"42",
    "an empty object": b"{}",
    "an empty body": b"",
}


def forge(body: bytes, keys: Keys, name: str) -> Forged:
    """Give a webhook the named defect."""
    defect = DEFECTS.get(name)
    if defect is None:
        raise ForgeryError(f"There is no defect {name!r}; there are: {', '.join(DEFECTS)}")
    before = defect.before(body, keys)
    forged = Forged(body=defect.after(before, keys), signatures=defect.sign(before, keys))
    if forged == Forged(body=body, signatures=signature_headers(keys.signing, body)):
        raise ForgeryError(f"This webhook is so already: {name!r} changes nothing about it")
    return forged


def _signature(told: str, sign: Signer, *, before: Change = payload.same) -> Defect:
    return Defect(told=told, group=Group.SIGNATURE, sign=sign, before=before, after=payload.same)


def _tampered(told: str, after: Change, *, before: Change = payload.same) -> Defect:
    return Defect(told=told, group=Group.SIGNATURE, sign=signed.rightly, before=before, after=after)


def _payload(told: str, before: Change, sign: Signer = signed.rightly) -> Defect:
    return Defect(told=told, group=Group.PAYLOAD, sign=sign, before=before, after=payload.same)


_UNSIGNED: Mapping[str, Defect] = {
    "no signature": _signature("Neither signature header is there", signed.not_at_all),
    "an empty signature": _signature("The HMAC header alone, with nothing in it", signed.emptily),
    "two empty signatures": _signature("Both headers, with nothing in them", signed.twice_emptily),
    "no signature and null": _signature(
        "Neither header, and a body of null", signed.not_at_all, before=payload.replaced_by(b"null")
    ),
    "no signature and no JSON": _signature(
        "Neither header, and half of the body", signed.not_at_all, before=payload.truncated
    ),
    "no signature and deep nesting": _signature(
        "Neither header, and a list 200 deep in the body", signed.not_at_all, before=payload.nested
    ),
    "no signature and an unknown user": _signature(
        "Neither header, and an end user whom nobody knows",
        signed.not_at_all,
        before=payload.unknown_person,
    ),
    "no signature and 2 MB": _signature(
        "Neither header, and a member of two megabytes", signed.not_at_all, before=payload.large
    ),
    "the secret as bearer token": _signature(
        "Neither header; the signing key stands in Authorization", signed.secret_as_bearer
    ),
}
_WRONGLY_SIGNED: Mapping[str, Defect] = {
    "a signature made by another key": _signature(
        "Both signatures are right, for a key that nobody has",
        signed.with_key(lambda keys: f"{keys.signing}-other"),
    ),
    "a signature of another body": _signature(
        "Both signatures are right, for a body with one space more", signed.of_other_bytes
    ),
    "a changed connection id": _tampered(
        "The connection id was changed after signing", payload.other_connection
    ),
    "a changed tag value": _tampered("A tag was changed after signing", payload.other_tag),
    "a changed success": _tampered(
        "A failure, signed, was made a success afterwards",
        payload.with_member("success", value=True),
        before=payload.failed,
    ),
    "the key of another environment": _signature(
        "Signed with the signing key of another environment",
        signed.with_key(lambda keys: keys.stranger),
    ),
    "a made-up signature": _signature("Digits of the right number, made up", signed.made_up),
    "the API key as signing key": _signature(
        "Signed with the environment's secret key", signed.with_key(lambda keys: keys.api)
    ),
    "swapped keys": _signature(
        "Signed with the key that opens the API, as by a Nango whose two keys were swapped",
        signed.with_key(lambda keys: keys.api),
    ),
    "an empty key": _signature("Signed with an empty key", signed.with_key(lambda _: "")),
    "the word undefined as key": _signature(
        "Signed with the word undefined", signed.with_key(lambda _: "undefined")
    ),
    "the secret as the header": _signature(
        "Both headers hold the signing key itself", signed.secret_shown
    ),
}
_HALF_SIGNED: Mapping[str, Defect] = {
    "a right legacy signature and a wrong HMAC": _signature(
        "Only the older signature is right", signed.wrong_hmac
    ),
    "a right legacy signature and no HMAC": _signature(
        "Only the older signature is there, and it is right", signed.legacy_alone
    ),
    "a right HMAC and a wrong legacy signature": _signature(
        "Only the newer signature is right: this one should be believed", signed.wrong_legacy
    ),
    "a right HMAC and no legacy signature": _signature(
        "Only the newer signature is there, and it is right: this one should be believed",
        signed.hmac_alone,
    ),
    "the HMAC under the legacy name": _signature(
        "The newer signature stands in the older header, alone", signed.hmac_as_legacy
    ),
}
_ODDLY_SIGNED: Mapping[str, Defect] = {
    "a short signature": _signature(
        "Both values are right, but their second halves are gone", signed.written(signed.short)
    ),
    "a signature of 8 kB": _signature(
        "Both values are right, with zeros behind them up to 8 kB", signed.written(signed.long)
    ),
    "a signature that is not hex": _signature(
        "Both values have the right length, and no digits", signed.written(signed.no_hex)
    ),
    "a signature with a sha256= prefix": _signature(
        "Both values are right behind sha256=", signed.written(lambda right: f"sha256={right}")
    ),
    "a signature in base64": _signature(
        "Both digests are right, in base64", signed.written(signed.as_base64)
    ),
    "a signature in upper case": _signature(
        "Both values are right but for their letter case: this one may be believed",
        signed.written(str.upper),
    ),
    "two signatures in one header": _signature(
        "Both headers have made-up digits, a comma, and the right value",
        signed.written(lambda right: f"{'0' * len(right)},{right}"),
    ),
    "a signature with characters in front": _signature(
        "Both values are right behind two more digits", signed.written(lambda right: f"00{right}")
    ),
    "a signature with characters behind": _signature(
        "Both values are right before two more digits", signed.written(lambda right: f"{right}00")
    ),
    "two signature headers": _signature(
        "Each header comes twice: made-up digits first, the right value second",
        signed.two_headers,
    ),
}
_OTHER_PAYLOADS: Mapping[str, Defect] = {
    "success false": _payload("The creation has failed", payload.failed),
    "override success false": _payload(
        "Authorizing anew has failed, of this connection", payload.failed_override
    ),
    "refresh success false for an unknown id": _payload(
        "A refresh has failed, of a connection that nobody has", payload.failed_refresh_of_another
    ),
    "an invented connection id": _payload(
        "The connection id is one that Nango does not know", payload.other_connection
    ),
    "the connection id of somebody else": _payload(
        "The connection id is that of another person's connection", payload.taken_connection
    ),
    "another person": _payload(
        "Tags and end user name another person that there is", payload.other_person
    ),
    "an unknown person": _payload(
        "Tags and end user name somebody whom nobody knows", payload.unknown_person
    ),
    "no end user and foreign tags": _payload(
        "No end user, and tags that the application never made", payload.foreign_tags
    ),
    "no end user and no tags": _payload(
        "No end user, and no tag at all: as the news of an import", payload.nobody
    ),
    "no tag but the end user's": _payload(
        "The tag of the workspace, and all others, are gone", payload.only_person_tag
    ),
    "no end user mail": _payload("The end user's mail address is null", payload.no_mail),
    "another integration": _payload(
        "The integration is another one of the environment", payload.of_other_integration
    ),
    "another environment": _payload(
        "The environment's name is another one", payload.of_other_environment
    ),
    "an auth event inside a forward": _payload(
        "The payload is what a provider said, passed on by Nango", payload.forwarded
    ),
    "an added event id": _payload(
        "An event id is in the payload and in a header",
        payload.with_event_id,
        signed.with_event_id,
    ),
    "extra members": _payload(
        "Members that a later Nango might add, at the top and inside: this should be believed",
        payload.with_more,
    ),
}
_OTHER_BYTES: Mapping[str, Defect] = {
    "members in another order": _payload(
        "The same payload with its members the other way round", payload.in_another_order
    ),
    "a pretty-printed body": _payload("The same payload over several lines", payload.pretty),
    "a body with escapes": _payload(
        "The same payload with \\u escapes where there need be none", payload.escaped
    ),
    "success twice": _payload("A success of false comes before the other", payload.doubled_member),
    "a truncated body": _payload("The second half of the body is gone", payload.truncated),
    "a body that is not UTF-8": _payload("A text holds a byte that is no UTF-8", payload.not_utf8),
    "a body nested 200 deep": _payload("A member is a list, 200 deep", payload.nested),
    "a wrong content type": _payload(
        "The body is as always, and called text/plain", payload.same, signed.as_text
    ),
}

DEFECTS: Mapping[str, Defect] = {
    **_UNSIGNED,
    **_WRONGLY_SIGNED,
    **_HALF_SIGNED,
    **_ODDLY_SIGNED,
    **_OTHER_PAYLOADS,
    **{
        name: _payload(f"There is no member {member!r}", payload.without(member))
        for name, member in ABSENT.items()
    },
    **{
        name: _payload(f"The member {member!r} is {value!r}", payload.with_member(member, value))
        for name, (member, value) in INSTEAD.items()
    },
    **{
        name: _payload(f"The whole body is {body.decode() or 'empty'}", payload.replaced_by(body))
        for name, body in BODIES.items()
    },
    **_OTHER_BYTES,
    **forged_texts.DEFECTS,
    **forged_mistakes.DEFECTS,
    **forged_longer.DEFECTS,
}

__all__ = ["DEFECTS", "Defect", "Forged", "ForgeryError", "Group", "Keys", "forge"]

"""Each defect is wrong in the one way that its name says, and else the genuine webhook."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from fake_nango import webhooks
from fake_nango.forging import BODIES, DEFECTS, Forged, ForgeryError, Group, Keys, forge
from fake_nango.signing import HMAC_HEADER, LEGACY_HEADER, hmac_signature, legacy_signature
from fake_nango.stable_json import stable
from tests.fake_nango.control.webhooks.forgeries import (
    ABSENT,
    BODY,
    EMPTY,
    GENUINE,
    INVENTED,
    KEYS,
    MISSING,
    NO_OBJECT,
    OTHER_BYTES,
    RIGHT,
    SAME,
    SIGNED,
    TABLE,
    TWICE,
    WRONG,
)


def _judged(forged: Forged, header: str, sign: Callable[[str, bytes], str]) -> str:
    """Say what a receiver finds under this header, for the bytes that it was sent."""
    found = [value for name, value in forged.signatures if name == header]
    if len(found) != 1:
        return TWICE if found else MISSING
    if not found[0]:
        return EMPTY
    return RIGHT if found[0] == sign("right", forged.body) else WRONG


def _depth(value: Any) -> int:
    return 1 + _depth(value[0]) if value else 1


def _changes(body: bytes) -> dict[str, Any]:
    """Compare a body with the genuine one: what is new, what is other, what is gone."""
    if body == BODY:
        return SAME
    try:
        payload = json.loads(body)
    except ValueError:
        return NO_OBJECT
    if not isinstance(payload, dict):
        return NO_OBJECT
    if stable(payload) == stable(GENUINE):
        return OTHER_BYTES
    changed = {
        name: value
        for name, value in payload.items()
        if name not in GENUINE or type(value) is not type(GENUINE[name]) or value != GENUINE[name]
    }
    if "deep" in changed:
        changed["deep"] = _depth(changed["deep"])
    return {**changed, **{name: ABSENT for name in GENUINE if name not in payload}}


def _settled(value: Any, invented: str) -> Any:
    """Write the invented id where the table only says that there is one."""
    if isinstance(value, dict):
        return {name: _settled(each, invented) for name, each in value.items()}
    return value.replace(INVENTED, invented) if isinstance(value, str) else value


def test_the_table_has_every_defect() -> None:
    """None can be added without saying what is wrong about it."""
    assert set(TABLE) == set(DEFECTS)


@pytest.mark.parametrize("name", sorted(DEFECTS))
def test_a_forgery_has_its_defect_and_no_other(name: str) -> None:
    """Both signatures are judged on the bytes that are sent, and every member is compared."""
    hmac, legacy, members = TABLE[name]
    changed = json.loads(forge(BODY, KEYS, "an invented connection id").body)

    forged = forge(BODY, KEYS, name)

    assert _judged(forged, HMAC_HEADER, hmac_signature) == hmac
    assert _judged(forged, LEGACY_HEADER, legacy_signature) == legacy
    assert _changes(forged.body) == _settled(members, changed["connectionId"])
    assert forge(BODY, KEYS, name) == forged


@pytest.mark.parametrize("name", sorted(DEFECTS))
def test_the_group_of_a_defect_is_what_is_wrong(name: str) -> None:
    """A payload's is signed rightly; a signature's carries the genuine or an unsigned payload."""
    hmac, legacy, members = TABLE[name]
    rightly = (hmac, legacy) == (RIGHT, RIGHT)

    assert (DEFECTS[name].group is Group.PAYLOAD) == rightly
    assert DEFECTS[name].told
    assert members is not SAME or not rightly or name == "a wrong content type"


def test_the_odd_signatures_are_odd_as_they_are_called() -> None:
    """Both headers, each made of its own right value."""

    def odd(name: str) -> set[tuple[str, str]]:
        return set(forge(BODY, KEYS, name).signatures)

    def made(change: Callable[[str], str]) -> set[tuple[str, str]]:
        return {(header, change(value)) for header, value in SIGNED}

    assert odd("a short signature") == made(lambda right: right[:32])
    assert odd("a signature of 8 kB") == made(lambda right: right.ljust(8192, "0"))
    assert odd("a signature that is not hex") == made(lambda _: "z" * 64)
    assert odd("a signature with a sha256= prefix") == made(lambda right: f"sha256={right}")
    assert odd("a signature in upper case") == made(str.upper)
    assert odd("two signatures in one header") == made(lambda right: f"{'0' * 64},{right}")
    assert odd("a signature with characters in front") == made(lambda right: f"00{right}")
    assert odd("a signature with characters behind") == made(lambda right: f"{right}00")
    assert odd("two signature headers") > set(SIGNED)
    assert {base64.b64decode(value).hex() for _, value in odd("a signature in base64")} == {
        value for _, value in SIGNED
    }


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("a signature made by another key", "right-other"),
        ("the key of another environment", "elsewhere"),
        ("the API key as signing key", "api-key"),
        ("swapped keys", "api-key"),
        ("an empty key", ""),
        ("the word undefined as key", "undefined"),
    ],
)
def test_a_wrong_key_is_the_one_that_the_name_says(name: str, key: str) -> None:
    """With that key both signatures would be right."""
    assert dict(forge(BODY, KEYS, name).signatures) == {
        LEGACY_HEADER: legacy_signature(key, BODY),
        HMAC_HEADER: hmac_signature(key, BODY),
    }


def test_what_was_changed_after_signing_was_signed_before() -> None:
    """The signature is that of the genuine body, or of the failure that a success was made of."""
    failed = forge(BODY, KEYS, "success false").body

    assert set(forge(BODY, KEYS, "a changed connection id").signatures) == set(SIGNED)
    assert set(forge(BODY, KEYS, "a changed tag value").signatures) == set(SIGNED)
    assert forge(BODY, KEYS, "a changed success").signatures[1] == (
        HMAC_HEADER,
        hmac_signature("right", failed),
    )


def test_a_digest_of_another_body_is_of_one_that_has_a_space_more() -> None:
    """A receiver that trims what it gets would believe it."""
    assert (HMAC_HEADER, hmac_signature("right", BODY + b" ")) in forge(
        BODY, KEYS, "a signature of another body"
    ).signatures


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("the secret as the header", (HMAC_HEADER, "right")),
        ("the secret as bearer token", ("Authorization", "Bearer right")),
        ("the HMAC under the legacy name", (LEGACY_HEADER, hmac_signature("right", BODY))),
        ("a wrong content type", ("Content-Type", "text/plain")),
    ],
)
def test_a_header_holds_what_the_name_says(name: str, header: tuple[str, str]) -> None:
    """What should not be there, or not there."""
    assert header in forge(BODY, KEYS, name).signatures


def test_an_event_id_is_the_same_in_payload_and_header() -> None:
    """A receiver that wants one would take it from either."""
    forged = forge(BODY, KEYS, "an added event id")

    assert ("X-Nango-Event-Id", json.loads(forged.body)["eventId"]) in forged.signatures


@pytest.mark.parametrize(
    ("name", "starts"),
    [
        ("members in another order", b'{"type":"auth"'),
        ("a pretty-printed body", b'{\n  "'),
        ("a body with escapes", b'{"\\u0061uthMode":"\\u004fAUTH2"'),
        ("success twice", b'{"success":false,"'),
        ("a truncated body", BODY[: len(BODY) // 2]),
        ("a body that is not UTF-8", b'{"note":"\xff",'),
        *((name, body) for name, body in BODIES.items()),
    ],
)
def test_other_bytes_are_those_that_the_name_says(name: str, starts: bytes) -> None:
    """They are signed as they are."""
    assert forge(BODY, KEYS, name).body.startswith(starts)


def test_a_forgery_that_would_be_none_is_refused() -> None:
    """An old environment signs with its API key: then that key is the right one."""
    same = Keys(signing="right", api="right", stranger="elsewhere")

    with pytest.raises(ForgeryError, match="no forgery"):
        forge(BODY, same, "the API key as signing key")


def test_a_webhook_that_has_the_defect_already_is_refused() -> None:
    """Whoever sent it would believe that a receiver took a forgery."""
    without = stable({**GENUINE, "endUser": webhooks.end_user("u-1")}).encode()

    with pytest.raises(ForgeryError, match="is so already"):
        forge(without, KEYS, "no end user mail")


@pytest.mark.parametrize(
    "name", ["the connection id of somebody else", "another person", "another integration"]
)
def test_a_name_that_is_not_there_cannot_be_taken(name: str) -> None:
    """The refusal says what there must be first."""
    alone = Keys(signing="right", api="api-key", stranger="elsewhere")

    with pytest.raises(ForgeryError, match=r"There is no .* yet"):
        forge(BODY, alone, name)


def test_another_environment_need_not_exist() -> None:
    """Where there is but one, a name is made up."""
    alone = Keys(signing="right", api="api-key", stranger="elsewhere")

    assert json.loads(forge(BODY, alone, "another environment").body)["environment"] == "not-dev"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("a changed tag value", "no tags"),
        ("no tag but the end user's", "no tags"),
        ("no end user mail", "no end user"),
    ],
)
def test_what_is_not_there_cannot_be_changed(name: str, says: str) -> None:
    """The refusal says which webhook to take."""
    with pytest.raises(ForgeryError, match=says):
        forge(b'{"type":"auth"}', KEYS, name)


def test_an_unknown_defect_is_refused_with_the_known_ones() -> None:
    """A mistyped name is found at once."""
    with pytest.raises(ForgeryError, match="swapped keys"):
        forge(BODY, KEYS, "no such defect")


@pytest.mark.parametrize("name", ["no end user", "members in another order", "success twice"])
def test_only_an_object_can_be_changed(name: str) -> None:
    """A raw forward may be any JSON; its signature can be forged all the same."""
    assert forge(b"null", KEYS, "no signature").signatures == ()
    with pytest.raises(ForgeryError, match="object"):
        forge(b"null", KEYS, name)

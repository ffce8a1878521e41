"""Each defect is wrong in the one way that its name says."""

from __future__ import annotations

import json

import pytest

from fake_nango import webhooks
from fake_nango.forging import DEFECTS, ForgeryError, Keys, forge
from fake_nango.signing import HMAC_HEADER, LEGACY_HEADER, hmac_signature, legacy_signature
from fake_nango.stable_json import stable
from fake_nango.webhooks import Subject

KEYS = Keys(signing="right", api="api-key", stranger="elsewhere")
BODY = stable(
    webhooks.auth(
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
        end_user=webhooks.end_user("u-1"),
    )
).encode()
RIGHTLY_SIGNED = {
    "success false",
    "override success false",
    "refresh success false for an unknown id",
    "no connection id",
    "no end user",
    "an added event id",
}
HALF_RIGHT = {
    "a right HMAC and no legacy signature",
    "a right legacy signature and a wrong HMAC",
    "the HMAC under the legacy name",
}


def _right(body: bytes) -> dict[str, str]:
    return {
        LEGACY_HEADER: legacy_signature("right", body),
        HMAC_HEADER: hmac_signature("right", body),
    }


@pytest.mark.parametrize("name", sorted(RIGHTLY_SIGNED))
def test_a_variant_of_the_payload_is_signed_rightly(name: str) -> None:
    """Whoever refuses it must have read it."""
    forged = forge(BODY, KEYS, name)

    assert forged.body != BODY
    assert dict(forged.signatures).items() >= _right(forged.body).items()


@pytest.mark.parametrize("name", sorted(set(DEFECTS) - RIGHTLY_SIGNED - HALF_RIGHT))
def test_a_wrong_signature_is_wrong_in_both_headers(name: str) -> None:
    """Neither algorithm accepts it for the bytes that are sent."""
    forged = forge(BODY, KEYS, name)

    assert not set(forged.signatures) & set(_right(forged.body).items())


def test_a_right_hmac_may_come_alone() -> None:
    """This one must be accepted: the legacy header is not needed."""
    forged = forge(BODY, KEYS, "a right HMAC and no legacy signature")

    assert dict(forged.signatures) == {HMAC_HEADER: _right(BODY)[HMAC_HEADER]}


def test_a_right_legacy_signature_does_not_save_a_wrong_hmac() -> None:
    """Only one of the two headers is right."""
    forged = dict(forge(BODY, KEYS, "a right legacy signature and a wrong HMAC").signatures)

    assert forged[LEGACY_HEADER] == _right(BODY)[LEGACY_HEADER]
    assert forged[HMAC_HEADER] != _right(BODY)[HMAC_HEADER]
    assert len(forged[HMAC_HEADER]) == 64


@pytest.mark.parametrize(
    ("name", "member", "value"),
    [
        ("a changed success", "success", True),
        ("success false", "success", False),
        ("override success false", "operation", "override"),
        ("refresh success false for an unknown id", "operation", "refresh"),
        ("a changed tag value", "tags", {"end_user_id": "u-1-changed", "team": "a"}),
    ],
)
def test_the_payload_shows_what_was_changed(name: str, member: str, value: object) -> None:
    """The member of the table has the value of the table."""
    payload = json.loads(forge(BODY, KEYS, name).body)

    assert payload[member] == value


@pytest.mark.parametrize(
    "name", ["a changed connection id", "refresh success false for an unknown id"]
)
def test_another_connection_id_is_a_uuid_and_always_the_same(name: str) -> None:
    """It is derived: a failing run can be repeated."""
    first, second = forge(BODY, KEYS, name), forge(BODY, KEYS, name)

    assert first == second
    assert json.loads(first.body)["connectionId"] != "c-1"
    assert len(json.loads(first.body)["connectionId"]) == 36


@pytest.mark.parametrize(
    ("name", "member"), [("no connection id", "connectionId"), ("no end user", "endUser")]
)
def test_a_missing_member_is_not_there(name: str, member: str) -> None:
    """Left out, not null."""
    assert member not in json.loads(forge(BODY, KEYS, name).body)


def test_a_forgery_that_would_be_none_is_refused() -> None:
    """An old environment signs with its API key: then that key is the right one."""
    same = Keys(signing="right", api="right", stranger="elsewhere")

    with pytest.raises(ForgeryError, match="no forgery"):
        forge(BODY, same, "the API key as signing key")


def test_tags_that_are_not_there_cannot_be_changed() -> None:
    """The refusal says which webhook to take."""
    with pytest.raises(ForgeryError, match="no tags"):
        forge(b'{"type":"auth"}', KEYS, "a changed tag value")


def test_an_unknown_defect_is_refused_with_the_known_ones() -> None:
    """A mistyped name is found at once."""
    with pytest.raises(ForgeryError, match="swapped keys"):
        forge(BODY, KEYS, "no such defect")


def test_only_an_object_can_be_changed() -> None:
    """A raw forward may be any JSON; its signature can be forged all the same."""
    assert forge(b"null", KEYS, "no signature").signatures == ()
    with pytest.raises(ForgeryError, match="object"):
        forge(b"null", KEYS, "no end user")

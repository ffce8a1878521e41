"""Webhooks and frames that Nango sends are judged, and what was forged is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fake_nango.wire import Side, frame_problems, problems

MOMENT = "2026-08-21T10:00:00.000Z"
CONNECTION = "8a4ac1f7-9e7a-4a36-9a3c-1f2b3c4d5e6f"
AUTH = {
    "from": "nango",
    "type": "auth",
    "operation": "creation",
    "success": True,
    "connectionId": CONNECTION,
    "providerConfigKey": "outlook",
    "provider": "microsoft",
    "authMode": "OAUTH2",
    "environment": "dev",
    "tags": {"end_user_id": "u_1"},
    "endUser": {"endUserId": "u_1", "endUserEmail": None, "tags": {}},
}
SYNC = {
    "from": "nango",
    "type": "sync",
    "connectionId": CONNECTION,
    "providerConfigKey": "outlook",
    "syncName": "emails",
    "syncVariant": "base",
    "model": "Email",
    "syncType": "INITIAL",
    "success": True,
    "responseResults": {"added": 2, "updated": 0, "deleted": 0},
    "modifiedAfter": MOMENT,
    "queryTimeStamp": MOMENT,
}


def a_delivery(message: object, **data: Any) -> dict[str, Any]:
    """Return the journal's event of one webhook that was sent."""
    headers = [
        ["Content-Type", "application/json"],
        ["X-Nango-Signature", "0" * 64],
        ["X-Nango-Hmac-Sha256", "f" * 64],
    ]
    sent = {"body": json.dumps(message), "headers": headers, "defect": None}
    return {"kind": "delivery", "data": sent | data}


@pytest.mark.parametrize("message", [AUTH, SYNC, {"type": "forward"}, {"type": "auth"}, [], None])
def test_good_and_unknown_webhooks_have_no_problem(message: object) -> None:
    """Known webhooks are right, and of others nothing is known."""
    assert problems(a_delivery(message)) == ()


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        ({**AUTH, "connectionId": None}, "is not of type string"),
        ({k: v for k, v in AUTH.items() if k != "tags"}, '"tags" is missing'),
        ({**AUTH, "success": False}, '"error" is missing'),
        ({**AUTH, "id": "evt_1"}, "unknown: id"),
        ({**AUTH, "tags": {"End": "x"}}, "does not match"),
        ({**SYNC, "success": False}, '"failedAt" is missing'),
        ({**SYNC, "syncType": "FULL"}, "is none of"),
        ({**SYNC, "responseResults": {"added": -1, "updated": 0, "deleted": 0}}, "less than 0"),
    ],
)
def test_a_wrong_webhook_is_nangos(message: dict[str, Any], complaint: str) -> None:
    """Each field of a webhook is judged."""
    found = problems(a_delivery(message))

    assert any(complaint in each.message for each in found)
    assert {each.side for each in found} == {Side.NANGO}


def test_webhook_headers_are_judged() -> None:
    """Both signatures are there, in lower-case hexadecimal."""
    found = problems(
        a_delivery(AUTH, headers=[["content-type", "application/json; charset=utf-8"]])
    )

    assert {each.where for each in found} == {
        "auth webhook headers, $",
        "auth webhook headers, $['content-type']",
    }


def test_a_forged_webhook_was_asked_for() -> None:
    """A named defect is not Nango's fault, and a body that is no JSON has no schema."""
    assert problems(a_delivery({**AUTH, "id": "evt_1"}, defect="an added event id")) == ()
    assert problems(a_delivery(None, body="not json")) == ()


@pytest.mark.parametrize(
    "frame",
    [
        {"message_type": "connection_ack", "ws_client_id": CONNECTION},
        {
            "message_type": "success",
            "provider_config_key": "outlook",
            "connection_id": CONNECTION,
            "is_pending": False,
        },
        {"message_type": "error", "error_type": "callback_err", "error_desc": "No."},
    ],
)
def test_frames_of_the_socket_are_known(frame: dict[str, Any]) -> None:
    """An acknowledgement, a success and an error are right."""
    assert frame_problems(frame) == ()


def test_the_closest_kind_of_frame_is_complained_of() -> None:
    """A success without its flag is a wrong success, and not a wrong acknowledgement."""
    frame = {"message_type": "success", "provider_config_key": "o", "connection_id": "c"}

    assert [each.message for each in frame_problems(frame)] == ['"is_pending" is missing']

"""What the webhooks say, byte for byte, and the switch that gates each."""

from __future__ import annotations

import pytest

from fake_nango import webhooks
from fake_nango.signing import hmac_signature, legacy_signature
from fake_nango.stable_json import stable
from fake_nango.webhooks import Failure, Kind, Run, Subject

KEY = "5f1c0d2e-6a1b-4f3c-9d8e-7b6a5c4d3e2f"
SUBJECT = Subject(
    connection_id="8a4ac1f7-9e7a-4a36-9a3c-1f2b3c4d5e6f",
    integration="github-prod",
    provider="github",
    auth_mode="OAUTH2",
    environment="dev",
)
TAGS = {"end_user_email": "a@example.com", "end_user_id": "u_1"}
DENIED = Failure(
    type="invalid_callback",
    description=(
        "Did not get authorization code in the callback. Provider error: error: access_denied"
    ),
)
RUN = Run(
    sync="contacts",
    model="Contact",
    sync_type="INITIAL",
    started_at="2026-08-21T10:00:00.000Z",
    ended_at="2026-08-21T10:00:05.000Z",
    added=2,
)

# Nango 0.71.4, webhooks: signatures. Each was computed with Nango's own serialiser.
VECTORS = {
    "A": (
        webhooks.auth(SUBJECT, "creation", success=True, tags=TAGS),
        278,
        "49bab7377a7a8d706056d8d39d03ffd25626153898ca4daace67551721b8ebdf",
        "4b43bf5705d94ce494ba7df8994c506f48ba927ac7169a8d68bdb714ff6f638b",
    ),
    "B": (
        webhooks.auth(
            SUBJECT, "creation", success=True, tags=TAGS, end_user=webhooks.end_user("u_1")
        ),
        338,
        "9a45ff8759f7f07a929336f61a66bf771d509767d9ed2ba88a91e3481a162510",
        "be6c564be7981e271b4bea9217c92e06f2902d4c7cde9ff6ed7ec9fc4e91338e",
    ),
    "C": (
        webhooks.auth(SUBJECT, "creation", success=False, failure=DENIED),
        354,
        "253bc66ac63a081c9dc012ff3cfe0306a28e8a3fd5b8c91da27246d37e5ba100",
        "fd959050ba0511649a77eb35acf63145dd8f9187c3b76ad4f9e032782a7b0c53",
    ),
    "D": (
        webhooks.auth(
            SUBJECT,
            "creation",
            success=True,
            tags={"end_user_display_name": "Zoë 日本 🚀 </script>"},
        ),
        278,
        "7ecb5cd6b7c5d78b13bdbbf1bbac5479c87722a415b364d60bbf0fe9e0d7f0f3",
        "408a84eab8462efb5df0e39dcb435e3dda1166fcd8367c716383ffecd83054f9",
    ),
    "E": (
        {
            "type": "forward",
            "payload": {
                "b": 1,
                "a": 2,
                "Z": 3,
                "10": 1,
                "9": 2,
                "_x": 1,
                "é": 1,
                "\ufb01": 1,
                "🚀": 2,
            },
        },
        92,
        "8593ebd83dd218c77b7fbe060eba5ebb198cd137e73e1bcf2c5599e6b04f1be4",
        "4404e66aa5fba7e82ad972f8dd3fa6eccb821b94f110d773f2f1684306f0314c",
    ),
    "F": (
        None,
        4,
        "32ca72378abffc1e426031eb8035c6a00f7403447f116c6279150b84b7ea63ad",
        "f624fe6cb5b8963aafb4c1cc441278503df6c48993e06ed3c1b04bb75687bdd7",
    ),
}


@pytest.mark.parametrize("name", VECTORS)
def test_payloads_have_the_bytes_and_signatures_of_real_ones(name: str) -> None:
    """Sorted, compact, raw UTF-8, and both signatures over exactly these bytes."""
    payload, length, legacy, mac = VECTORS[name]

    body = stable(payload).encode()

    assert len(body) == length
    assert legacy_signature(KEY, body) == legacy
    assert hmac_signature(KEY, body) == mac


def test_an_organization_is_named_only_where_there_is_one() -> None:
    """`organizationId` is absent, never null; `endUserEmail` is null, never absent."""
    without = webhooks.end_user("u_1")
    member = webhooks.end_user("u_1", organization="o_1", tags={"Plan": "Pro"})

    assert without == {"endUserId": "u_1", "endUserEmail": None, "tags": {}}
    assert member["organizationId"] == "o_1"
    assert member["tags"] == {"Plan": "Pro"}


def test_a_connection_without_tags_has_empty_ones() -> None:
    """A reconnect that resent nothing shows `tags: {}` and no end user."""
    payload = webhooks.auth(SUBJECT, "override", success=True, tags={})

    assert payload["tags"] == {}
    assert "endUser" not in payload


@pytest.mark.shows("specification", "webhook: sync: success")
def test_a_sync_tells_what_it_brought() -> None:
    """The example of the protocol reference, byte for byte."""
    subject = Subject(
        connection_id="c", integration="hubspot", provider="h", auth_mode="OAUTH2", environment="d"
    )

    body = stable(webhooks.sync_success(subject, RUN))

    assert body == (
        '{"connectionId":"c","from":"nango","model":"Contact",'
        '"modifiedAfter":"2026-08-21T10:00:00.000Z","providerConfigKey":"hubspot",'
        '"queryTimeStamp":"2026-08-21T10:00:00.000Z",'
        '"responseResults":{"added":2,"deleted":0,"updated":0},"success":true,'
        '"syncName":"contacts","syncType":"INITIAL","syncVariant":"base","type":"sync"}'
    )


@pytest.mark.shows("specification", "webhook: sync: failure (`script_error`)")
def test_a_failed_sync_tells_when_and_why() -> None:
    """A failure has an error and two times, and no results."""
    payload = webhooks.sync_failure(SUBJECT, RUN, Failure(type="script_error", description="boom"))

    assert payload["error"] == {"type": "script_error", "description": "boom"}
    assert payload["failedAt"] == "2026-08-21T10:00:05.000Z"
    assert payload["startedAt"] == "2026-08-21T10:00:00.000Z"
    assert "responseResults" not in payload


def test_a_forward_is_from_the_provider() -> None:
    """`from` names the provider and not Nango."""
    payload = webhooks.forward(SUBJECT, {"a": 1})

    assert payload["from"] == "github"
    assert payload["payload"] == {"a": 1}


@pytest.mark.shows("specification", "webhook: async_action")
def test_an_async_action_says_only_where_to_look() -> None:
    """The webhook is the same for success and failure."""
    payload = webhooks.async_action(SUBJECT, "an-id")

    assert payload["payload"] == {"id": "an-id", "statusUrl": "/action/an-id"}


@pytest.mark.parametrize(
    ("kind", "changed", "switch"),
    [
        (Kind(type="auth", operation="creation", success=True), True, "on_auth_creation"),
        (Kind(type="auth", operation="creation", success=False), True, "on_auth_creation"),
        (Kind(type="auth", operation="refresh", success=False), True, "on_auth_refresh_error"),
        (Kind(type="auth", operation="override", success=True), True, None),
        (Kind(type="auth", operation="override", success=False), True, None),
        (Kind(type="sync", success=True), True, None),
        (Kind(type="sync", success=True), False, "on_sync_completion_always"),
        (Kind(type="sync", success=False), True, "on_sync_error"),
        (Kind(type="async_action"), True, "on_async_action_completion"),
        (Kind(type="forward"), True, None),
    ],
)
def test_each_kind_has_its_switch(kind: Kind, changed: bool, switch: str | None) -> None:  # noqa: FBT001 - a parameter of the table
    """Nango 0.71.4, webhooks: enable flags. An override has none."""
    assert webhooks.switch(kind, changed=changed) == switch


def test_the_kind_of_anything_can_be_read() -> None:
    """A raw forward may be an array or null; it has no type."""
    assert webhooks.kind_of(None) == Kind(type="")
    assert webhooks.kind_of({"type": "auth", "operation": "creation", "success": True}) == Kind(
        type="auth", operation="creation", success=True
    )

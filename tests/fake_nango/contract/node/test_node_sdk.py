"""
The official SDK for Node.js, in three versions, does with the fake what it does with Nango.

Each test is a story that one application lives through; between them they call every public
method that an application calls in the flow.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.fake_nango.contract.node.stories import ADA, OLD, connected, listed, session

pytestmark = pytest.mark.node


def test_a_session_leads_to_a_connection(sdk: Any, stage: Any) -> None:
    """Its token is there when it is asked for, and the connection is whose the session was."""
    made = sdk.call("createConnectSession", {**ADA, "allowed_integrations": ["outlook"]})["data"]
    cid = stage.connect(made["token"])

    shown = sdk.call("getConnection", "outlook", cid)

    assert made["connect_link"] == f"{stage.urls.ui}/?session_token={made['token']}"
    assert shown["connection_id"] == cid
    assert shown["end_user"]["id"] == "ada"
    assert sdk.call("getToken", "outlook", cid) == shown["credentials"]["access_token"]
    raw = sdk.call("getRawTokenResponse", "outlook", cid)
    assert raw["access_token"] == shown["credentials"]["access_token"]
    assert listed(sdk) == listed(sdk, userId="ada") == listed(sdk, connectionId=cid) == [cid]
    assert listed(sdk, userId="grace") == []


def test_a_token_is_refreshed_when_asked(sdk: Any, stage: Any) -> None:
    """And when the provider refuses, the SDK's error has Nango's body."""
    cid = connected(sdk, stage)
    before = sdk.call("getToken", "outlook", cid)

    fresh = sdk.call("getConnection", "outlook", cid, True, True)

    assert fresh["credentials"]["access_token"] != before
    assert fresh["credentials"]["refresh_token"]
    stage.control.break_connection(cid, "outlook")
    refusal = sdk.refused("getConnection", "outlook", cid, True)
    later = sdk.refused("getConnection", "outlook", cid)
    assert (refusal.status, refusal.code) == (400, "invalid_credentials")
    assert (later.status, later.code) == (424, "invalid_credentials")


def test_a_connection_is_authorized_anew(sdk: Any, stage: Any) -> None:
    """The id stays."""
    cid = connected(sdk, stage)

    again = sdk.call("createReconnectSession", {"connection_id": cid, "integration_id": "outlook"})
    ending = stage.control.approve(again["data"]["token"])

    assert ending.outcome == "connected"
    assert listed(sdk) == [cid]


def test_metadata_is_set_and_merged(sdk: Any, stage: Any) -> None:
    """One call replaces it, the other adds to it."""
    cid = connected(sdk, stage)

    replaced = sdk.call("setMetadata", "outlook", cid, {"a": 1, "b": 1})
    merged = sdk.call("updateMetadata", "outlook", [cid], {"b": 2})

    assert (replaced["status"], merged["status"]) == (201, 200)
    assert sdk.call("getMetadata", "outlook", cid) == {"a": 1, "b": 2}


def test_a_connection_is_changed(sdk: Any, stage: Any) -> None:
    """Only the newest of the three versions can."""
    cid = connected(sdk, stage)
    if "patchConnection" not in sdk.methods:
        assert sdk.version in OLD
        return

    params = {"connectionId": cid, "provider_config_key": "outlook"}
    changed = sdk.call("patchConnection", params, {"tags": {"team": "red"}})

    assert changed == {"success": True}
    assert sdk.call("getConnection", "outlook", cid)["tags"] == {"team": "red"}


def test_importing_is_left_to_the_api(sdk: Any) -> None:
    """The older versions say so themselves; the newest has no such method."""
    for method in ("importConnection", "createConnection"):
        if method in sdk.methods:
            refusal = sdk.refused(method, {})
            assert (refusal.status, "deprecated" in str(refusal)) == (None, True)
    assert ("importConnection" in sdk.methods) is (sdk.version in OLD)


def test_a_connection_is_deleted_once(sdk: Any, stage: Any) -> None:
    """The second time there is none."""
    cid = connected(sdk, stage)

    assert sdk.call("deleteConnection", "outlook", cid)["data"] == {"success": True}

    refusal = sdk.refused("deleteConnection", "outlook", cid)
    assert (refusal.status, refusal.code) == (400, "unknown_connection")
    missing = sdk.refused("getConnection", "outlook", cid)
    assert (missing.status, missing.code) == (404, "not_found")


def test_integrations_are_listed_and_shown(sdk: Any) -> None:
    """The SDK calls the list `configs`."""
    configs = sdk.call("listIntegrations")["configs"]
    one = sdk.call("getIntegration", {"uniqueKey": "outlook"}, {"include": ["credentials"]})

    assert {"outlook", "google-mail", "by-key"} <= {each["unique_key"] for each in configs}
    assert one["data"]["provider"] == "microsoft"
    assert one["data"]["credentials"]["type"] == "OAUTH2"


def test_integrations_are_made_changed_and_deleted(sdk: Any, stage: Any) -> None:
    """The oldest version calls an address that Nango has given up: it gets Nango's 404."""
    if sdk.version == "48":
        for method in ("createIntegration", "updateIntegration"):
            assert sdk.refused(method, "github", "mine", {}).status == 404
        assert sdk.refused("deleteIntegration", "mine").status == 404
        return
    credentials = {"type": "OAUTH2", "client_id": "a", "client_secret": "b"}
    body = {"provider": "github", "unique_key": "mine", "credentials": credentials}

    made = sdk.call("createIntegration", body)
    changed = sdk.call("updateIntegration", {"uniqueKey": "mine"}, {"display_name": "Mine"})
    cid = stage.connect(session(sdk, allowed_integrations=["mine"]), "mine")
    deleted = sdk.call("deleteIntegration", "mine")

    assert made["data"]["unique_key"] == "mine"
    assert changed["data"]["display_name"] == "Mine"
    assert deleted["data"] == {"success": True}
    assert cid not in listed(sdk)


def test_providers_are_listed_and_shown(sdk: Any) -> None:
    """A search narrows the list."""
    every = sdk.call("listProviders", {})["data"]
    found = sdk.call("listProviders", {"search": "slack"})["data"]

    assert [each["name"] for each in found] == ["slack"]
    assert len(every) > len(found)
    assert sdk.call("getProvider", {"provider": "slack"})["data"]["auth_mode"] == "OAUTH2"
    assert sdk.refused("getProvider", {"provider": "nope"}).status == 404


@pytest.mark.shows("@nangohq/node", "webhook: signature")
def test_a_webhook_is_believed_and_a_changed_one_is_not(sdk: Any, stage: Any) -> None:
    """By the old signature in all versions, by the new one in the newest."""
    connected(sdk, stage)
    ((headers, body),) = stage.receiver.arrivals
    # Before webhooks had a key of their own, the SDK took the only one it was given.
    sdk.make(host=stage.urls.api, secretKey=stage.signing_key)

    parsed = json.loads(body)
    legacy = headers["X-Nango-Signature"]
    assert sdk.call("verifyWebhookSignature", legacy, parsed) is True
    assert sdk.call("verifyWebhookSignature", legacy, {**parsed, "success": False}) is False
    if "verifyIncomingWebhookRequest" in sdk.methods:
        keys = {"secretKey": stage.secret_key, "webhookSigningKey": stage.signing_key}
        sdk.make(host=stage.urls.api, **keys)
        assert sdk.call("verifyIncomingWebhookRequest", body, headers) is True
        assert sdk.call("verifyIncomingWebhookRequest", f"{body} ", headers) is False
    else:
        assert sdk.version in OLD


def test_a_connection_is_waited_for(sdk: Any, stage: Any) -> None:
    """Only the newest of the three versions does; it finds by integration and user."""
    if "waitForConnection" not in sdk.methods:
        assert sdk.version in OLD
        return
    cid = connected(sdk, stage)

    assert sdk.call("waitForConnection", "outlook", "ada")["connection_id"] == cid


def test_a_key_that_opens_nothing(sdk: Any, stage: Any) -> None:
    """The SDK's error has Nango's body: for a wrong key, for one of the wrong shape."""
    unknown = "11111111-1111-4111-8111-111111111111"
    for key, code in ((unknown, "unknown_account"), ("x", "invalid_secret_key_format")):
        sdk.make(host=stage.urls.api, secretKey=key)
        refusal = sdk.refused("createConnectSession", ADA)
        assert (refusal.status, refusal.code) == (401, code)


def test_a_session_that_cannot_be(sdk: Any) -> None:
    """The SDK's error says which member is wrong."""
    refusal = sdk.refused("createConnectSession", {"allowed_integrations": ["nope"]})

    assert (refusal.status, refusal.code) == (400, "invalid_body")
    assert [each["path"] for each in refusal.body["error"]["errors"]] == [["end_user"]]


def test_too_many_requests(sdk: Any, stage: Any) -> None:
    """The SDK's error says when to come back; it does not do so by itself."""
    answer = {"status": 429, "body": {"error": {"code": "too_many_request"}}}
    stage.control.add_fault(
        "too many", "POST /connect/sessions", {**answer, "headers": {"Retry-After": "7"}}
    )

    refusal = sdk.refused("createConnectSession", ADA)

    assert (refusal.status, refusal.code) == (429, "too_many_request")
    assert refusal.headers["retry-after"] == "7"
    assert session(sdk).startswith("nango_connect_session_")

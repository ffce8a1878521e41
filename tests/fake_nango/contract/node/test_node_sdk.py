"""
The official SDK for Node.js, in three versions, does with the fake what it does with Nango.

Each test is a story that one application lives through; between them they call every public
method that an application calls in the flow.
"""

from __future__ import annotations

import inspect
import json
import sys
from typing import Any, Final

import pytest

pytestmark = pytest.mark.node

ADA: Final = {"end_user": {"id": "ada", "email": "ada@example.com"}}
# What is not called here, and why.
LEFT_OUT: Final = {
    "enrichHeaders": "private",
    "getConnectionDetails": "private",
    "_triggerAction": "private",
    "_verifyWebhookSignatureImpl": "private",
    "createQuickstartIntegration": "sets up an account with the vendor's own credentials",
    "getProviderTemplates": "lists the vendor's templates of syncs",
    "listFunctions": "manages deployed code",
    "getFunction": "manages deployed code",
    "getFunctionCode": "manages deployed code",
    "deleteFunction": "manages deployed code",
}
OLD: Final = frozenset({"48", "58"})


def session(sdk: Any, **more: Any) -> str:
    """Make a connect session for Ada and return its token."""
    made = sdk.call("createConnectSession", {**ADA, "allowed_integrations": ["outlook"], **more})
    token: str = made["data"]["token"]
    return token


def connected(sdk: Any, stage: Any) -> str:
    """Let Ada connect Outlook, and return the connection's id."""
    cid: str = stage.connect(session(sdk))
    return cid


def listed(sdk: Any, **wanted: Any) -> list[str]:
    """List connections as this version does, and return their ids."""
    if sdk.version in OLD:
        queries = {"endUserId": wanted["userId"]} if "userId" in wanted else {}
        found = sdk.call("listConnections", wanted.get("connectionId"), None, queries)
    else:
        found = sdk.call("listConnections", wanted)
    return [each["connection_id"] for each in found["connections"]]


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


def test_a_sync_is_triggered_and_its_records_are_read(sdk: Any, stage: Any) -> None:
    """Page by page; a reader goes on from a cursor or from a date."""
    cid = connected(sdk, stage)
    wanted = {"providerConfigKey": "outlook", "connectionId": cid, "model": "Email"}

    sdk.call("triggerSync", "outlook", ["emails"], cid)
    stage.settle()

    first = sdk.call("listRecords", {**wanted, "limit": 2})
    rest = sdk.call("listRecords", {**wanted, "cursor": first["next_cursor"]})
    assert len(first["records"]) == 2
    assert rest["next_cursor"] is None
    last = rest["records"][-1]["_nango_metadata"]
    # The oldest version does not encode a plus sign.
    date = last["last_modified_at"].replace("+00:00", "Z")
    late = sdk.call("listRecords", {**wanted, "modifiedAfter": date})
    assert [each["id"] for each in late["records"]] == [rest["records"][-1]["id"]]
    added = sdk.call("listRecords", {**wanted, "filter": "updated"})
    assert added["records"] == []
    told = [body for _, body in stage.receiver.arrivals if '"type":"sync"' in body]
    assert len(told) == 1


def test_a_sync_is_started_paused_and_looked_at(sdk: Any, stage: Any) -> None:
    """How often it runs can be changed."""
    cid = connected(sdk, stage)

    sdk.call("startSync", "outlook", ["emails"], cid)
    stage.settle()
    sdk.call("pauseSync", "outlook", ["emails"], cid)

    (shown,) = sdk.call("syncStatus", "outlook", "*", cid)["syncs"]
    assert (shown["name"], shown["status"]) == ("emails", "PAUSED")
    assert shown["latestResult"]["Email"]["added"] >= 20
    every_two_hours = ("outlook", "emails", cid, "every 2h")
    if sdk.version == "48":
        # It takes no name of a sync that is a text, and none that is not.
        assert sdk.refused("updateSyncConnectionFrequency", *every_two_hours).status is None
    else:
        frequency = sdk.call("updateSyncConnectionFrequency", *every_two_hours)
        assert frequency == {"frequency": "every 2h"}
    refusal = sdk.refused("triggerSync", "outlook", ["nope"], cid)
    assert (refusal.status, refusal.code) == (400, "no_syncs_found")


def test_a_sync_has_variants(sdk: Any, stage: Any) -> None:
    """Not in the oldest version."""
    if "createSyncVariant" not in sdk.methods:
        assert sdk.version == "48"
        return
    cid = connected(sdk, stage)
    variant = {"name": "emails", "variant": "archive"}
    owner = {"provider_config_key": "outlook", "connection_id": cid}

    assert sdk.call("createSyncVariant", {**variant, **owner})["variant"] == "archive"
    assert len(sdk.call("syncStatus", "outlook", "*", cid)["syncs"]) == 2
    assert sdk.call("deleteSyncVariant", {**variant, **owner}) == {"success": True}


def test_records_are_pruned(sdk: Any, stage: Any) -> None:
    """Only the newest of the three versions can."""
    if "pruneRecords" not in sdk.methods:
        assert sdk.version in OLD
        return
    cid = connected(sdk, stage)
    stage.control.put_records(cid, "outlook", "Email", [{"id": "1", "x": 1}, {"id": "2"}])
    wanted = {"providerConfigKey": "outlook", "connectionId": cid, "model": "Email"}
    (first, _) = sdk.call("listRecords", wanted)["records"]

    cursor = first["_nango_metadata"]["cursor"]
    assert sdk.call("pruneRecords", {**wanted, "untilCursor": cursor}) == {
        "count": 1,
        "has_more": False,
    }


def test_an_action_is_run(sdk: Any, stage: Any) -> None:
    """Now in every version; later in the newest only."""
    cid = connected(sdk, stage)
    stage.control.put_action("outlook", "send", output={"sent": True})

    assert sdk.call("triggerAction", "outlook", cid, "send", {"to": "x"}) == {"sent": True}
    assert sdk.refused("triggerAction", "outlook", cid, "nope").status == 404
    if "triggerActionAsync" in sdk.methods:
        promised = sdk.call("triggerActionAsync", "outlook", cid, "send", {})
        stage.settle()
        assert sdk.call("getAsyncActionResult", promised) == {"sent": True}
    else:
        assert sdk.version in OLD


def test_the_providers_api_is_called_through_the_proxy(sdk: Any, stage: Any) -> None:
    """With the connection's own token; the provider's status comes back."""
    cid = connected(sdk, stage)
    to = {"providerConfigKey": "outlook", "connectionId": cid}
    mails = {**to, "endpoint": "/v1.0/me/messages"}

    got = sdk.call("get", mails)
    proxied = sdk.call("proxy", {**mails, "method": "GET", "params": {"$top": "1"}})

    assert got["status"] == 200
    assert len(proxied["data"]["value"]) == 1
    for method in ("post", "put", "patch", "delete"):
        if method in sdk.methods:
            refusal = sdk.refused(method, {**mails, "data": {}})
            assert refusal.status == 405
    unknown = sdk.refused("get", {**mails, "connectionId": "nobody"})
    assert (unknown.status, unknown.code) == (400, "server_error")


def test_what_is_deployed_and_the_variables_are_read(sdk: Any) -> None:
    """Both are lists."""
    scripts = sdk.call("getScriptsConfig")

    assert {each["providerConfigKey"] for each in scripts} == {"outlook", "google-mail"}
    assert sdk.call("getEnvironmentVariables") == [{"name": "REGION", "value": "eu"}]


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


def test_every_method_is_called_or_left_out_for_a_reason(sdk: Any) -> None:
    """A method of a new version must not be forgotten."""
    source = inspect.getsource(sys.modules[__name__])
    named = {each for each in sdk.methods if f'"{each}"' in source.partition("OLD: Final")[2]}

    assert set(sdk.methods) - named - set(LEFT_OUT) == set()
    assert named & set(LEFT_OUT) == set()

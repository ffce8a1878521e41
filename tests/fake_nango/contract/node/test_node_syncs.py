"""Syncs, records, actions and the proxy by the official SDK for Node.js, in three versions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fake_nango.contract.node.stories import OLD, connected

pytestmark = pytest.mark.node


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

"""Methods of the official SDK that take their arguments in several ways mean the same by each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import pytest

pytestmark = pytest.mark.node

AGAIN: Final[Mapping[str, tuple[Any, ...]]] = {
    "48": (True,),
    "58": (True, "full_refresh", "full_refresh_and_clear_cache"),
    "71": (True, "full_refresh", {"reset": True}, {"reset": True, "emptyCache": True}),
}
"""How each version says that a sync starts over."""


def connected(sdk: Any, stage: Any, user: str = "ada", **more: Any) -> str:
    """Let somebody connect Outlook, and return the connection's id."""
    wanted = {
        "end_user": {"id": user, "email": f"{user}@example.com"},
        "allowed_integrations": ["outlook"],
        **more,
    }
    cid: str = stage.connect(sdk.call("createConnectSession", wanted)["data"]["token"])
    return cid


def synced(sdk: Any, stage: Any) -> str:
    """Let Ada connect Outlook and her emails arrive; return the connection's id."""
    cid = connected(sdk, stage)
    sdk.call("triggerSync", "outlook", ["emails"], cid)
    stage.settle()
    stage.receiver.arrivals.clear()
    return cid


def test_a_sync_starts_over_in_every_way(sdk: Any, stage: Any) -> None:
    """The application is told each time; a run that is asked for in no such way goes on."""
    cid = synced(sdk, stage)

    for again in (*((each,) for each in AGAIN[sdk.version]), ()):
        sdk.call("triggerSync", "outlook", ["emails"], cid, *again)
        stage.settle()

    told = [json.loads(body) for _, body in stage.receiver.arrivals]
    kinds = [each["syncType"] for each in told]
    assert kinds == ["INITIAL"] * len(AGAIN[sdk.version]) + ["INCREMENTAL"]


def test_a_sync_is_named_with_its_variant(sdk: Any, stage: Any) -> None:
    """By an object, in the versions that know variants."""
    cid = connected(sdk, stage)
    if "createSyncVariant" not in sdk.methods:
        assert sdk.version == "48"
        return
    owner = {"provider_config_key": "outlook", "connection_id": cid}
    archive = {"name": "emails", "variant": "archive"}
    sdk.call("createSyncVariant", {**archive, **owner})

    sdk.call("pauseSync", "outlook", [archive], cid)

    shown = sdk.call("syncStatus", "outlook", [archive], cid)["syncs"]
    assert [(each["variant"], each["status"]) for each in shown] == [("archive", "PAUSED")]


def test_records_are_asked_for_by_id(sdk: Any, stage: Any) -> None:
    """Several ids are several parameters of one name."""
    cid = synced(sdk, stage)
    wanted = {"providerConfigKey": "outlook", "connectionId": cid, "model": "Email"}
    every = [each["id"] for each in sdk.call("listRecords", wanted)["records"]]

    found = sdk.call("listRecords", {**wanted, "ids": every[1:3]})

    ids = {each["id"] for each in found["records"]}
    # The oldest version leaves them out of what it sends.
    assert ids == set(every if sdk.version == "48" else every[1:3])


def test_connections_are_found_as_the_older_versions_ask(sdk: Any, stage: Any) -> None:
    """By an address, and by the organization; the newest takes the address alone."""
    ada = connected(sdk, stage, organization={"id": "red"})
    grace = connected(sdk, stage, "grace")

    def listed(*wanted: Any) -> list[str]:
        found = sdk.call("listConnections", None, *wanted)["connections"]
        return [each["connection_id"] for each in found]

    if sdk.version != "71":
        assert listed("Grace@") == [grace]
        assert listed(None, {"endUserOrganizationId": "red"}) == [ada]
        assert listed(None, {"endUserOrganizationId": "blue"}) == []
        return
    # To JavaScript, nothing is an object, too.
    assert sdk.refused("listConnections", None).status is None
    found = sdk.call("listConnections", "", "Grace@")["connections"]
    assert [each["connection_id"] for each in found] == [grace]


def test_connections_are_found_as_the_newest_version_asks(sdk: Any, stage: Any) -> None:
    """By tags, by integrations, page by page; the older ones take an object for an id."""
    ada = connected(sdk, stage, tags={"team": "red"})
    grace = connected(sdk, stage, "grace")

    def listed(**wanted: Any) -> list[str]:
        found = sdk.call("listConnections", wanted)["connections"]
        return [each["connection_id"] for each in found]

    if sdk.version != "71":
        assert listed(limit=1) == []
        return
    assert listed(tags={"Team": "red"}) == [ada]
    assert listed(integrationId=["google-mail"]) == []
    assert set(listed(integrationId=["google-mail", "outlook"])) == {ada, grace}
    pages = [listed(limit=1, page=page) for page in (0, 1, 2)]
    assert list(map(len, pages)) == [1, 1, 0]
    assert {cid for page in pages for cid in page} == {ada, grace}


def test_the_result_of_an_action_is_asked_for_by_id_or_address(sdk: Any, stage: Any) -> None:
    """Both are in what the call that promised it answered."""
    if "triggerActionAsync" not in sdk.methods:
        assert sdk.version != "71"
        return
    cid = connected(sdk, stage)
    stage.control.put_action("outlook", "send", output={"sent": True})
    promised = sdk.call("triggerActionAsync", "outlook", cid, "send", {})
    stage.settle()

    by_id = sdk.call("getAsyncActionResult", {"id": promised["id"]})
    by_address = sdk.call("getAsyncActionResult", {"statusUrl": promised["statusUrl"]})

    assert by_id == by_address == {"sent": True}


def test_a_webhook_is_believed_with_headers_in_small_letters(sdk: Any, stage: Any) -> None:
    """Node's own server gives them so."""
    if "verifyIncomingWebhookRequest" not in sdk.methods:
        assert sdk.version != "71"
        return
    connected(sdk, stage)
    ((headers, body),) = stage.receiver.arrivals
    small = {name.lower(): value for name, value in headers.items()}

    sdk.make(host=stage.urls.api, secretKey=stage.secret_key, webhookSigningKey=stage.signing_key)
    assert sdk.call("verifyIncomingWebhookRequest", body, small) is True
    sdk.make(host=stage.urls.api, secretKey=stage.secret_key, webhookSigningKey="another")
    assert sdk.call("verifyIncomingWebhookRequest", body, small) is False

"""What an application may change about its syncs, and what they then tell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fake_nango.settings import Settings, SyncSettings, default_settings


@pytest.fixture
def synced(start: Any, elsewhere: Any) -> Any:
    """Start a fake with a sync that stores two models and keeps checkpoints."""
    (dev,) = default_settings(seed=1).environments
    outlook, *others = dev.integrations
    sync = SyncSettings(name="emails", model="Email", models=("Thread",), checkpoints=True)
    integrations = (replace(outlook, syncs=(sync,)), *others)
    url = f"{elsewhere.url}/hook"
    dev = replace(dev, webhook_url=url, integrations=integrations, variables={"REGION": "eu"})
    return start(Settings(environments=(dev,)))


def owner(cid: str, **more: Any) -> dict[str, Any]:
    """Name a connection with Outlook as these endpoints want it."""
    return {"provider_config_key": "outlook", "connection_id": cid, **more}


def run(app: Any, cid: str, sync: str = "emails", **more: Any) -> list[Any]:
    """Run a sync and return what was told of it; webhooks may overtake each other."""
    before = len(app.elsewhere.webhooks())
    answer = app.call("POST", "/sync/trigger", json=owner(cid, syncs=[sync], **more))
    assert answer.json() == {"success": True}
    app.settle()
    return sorted(app.elsewhere.webhooks()[before:], key=lambda each: str(each["model"]))


def status(app: Any, cid: str) -> list[Any]:
    """Return how the syncs of a connection stand."""
    path = f"/sync/status?syncs=*&provider_config_key=outlook&connection_id={cid}"
    shown: list[Any] = app.call("GET", path).json()["syncs"]
    return shown


def records(app: Any, cid: str, query: str) -> list[Any]:
    """Read records of a connection with Outlook."""
    headers = {"Connection-Id": cid, "Provider-Config-Key": "outlook"}
    found: list[Any] = app.call("GET", f"/records?{query}", headers=headers).json()["records"]
    return found


def test_a_run_tells_of_each_model_and_where_it_began(synced: Any) -> None:
    """The first run begins nowhere; the second where the first one was."""
    cid = synced.connect()

    first, second = run(synced, cid), run(synced, cid)

    assert [each["model"] for each in first] == ["Email", "Thread"]
    assert first[0]["checkpoints"]["from"] is None
    assert second[0]["checkpoints"]["from"] == first[0]["checkpoints"]["to"]
    (shown,) = status(synced, cid)
    assert shown["checkpoint"] == second[0]["checkpoints"]["to"]
    assert set(shown["recordCount"]) == {"Email", "Thread"}


def test_a_variant_has_records_of_its_own(synced: Any) -> None:
    """It is told by its name, and goes as it came."""
    cid = synced.connect()

    made = synced.call("POST", "/sync/emails/variant/archive", json=owner(cid))
    (told, _) = run(synced, cid, "emails::archive")

    assert made.json()["variant"] == "archive"
    assert told["syncVariant"] == "archive"
    assert records(synced, cid, "model=Email") == []
    assert len(records(synced, cid, "model=Email&variant=archive")) >= 20
    assert [each["variant"] for each in status(synced, cid)] == ["base", "archive"]
    again = synced.call("POST", "/sync/emails/variant/archive", json=owner(cid))
    assert again.json()["error"]["code"] == "sync_variant_already_exists"
    gone = synced.call("DELETE", "/sync/emails/variant/archive", json=owner(cid))
    assert gone.json() == {"success": True}
    assert [each["variant"] for each in status(synced, cid)] == ["base"]


@pytest.mark.parametrize(
    ("path", "code", "answer"),
    [
        ("/sync/emails/variant/base", 400, "invalid_variant"),
        ("/sync/nope/variant/x", 404, "not_found"),
    ],
)
def test_a_variant_that_cannot_be(synced: Any, path: str, code: int, answer: str) -> None:
    """The base variant is not to be had, nor one of a sync that is not there."""
    cid = synced.connect()

    for method in ("POST", "DELETE"):
        refused = synced.call(method, path, json=owner(cid))
        assert refused.status_code == code
        assert refused.json()["error"]["code"] == answer
    nobody = synced.call("POST", path, json=owner("nobody"))
    assert nobody.status_code == 400


def test_how_often_a_sync_runs_can_be_changed_and_restored(synced: Any) -> None:
    """Its status says so."""
    cid = synced.connect()

    def set_to(frequency: Any, name: str = "emails", whose: str = cid) -> Any:
        body = owner(whose, sync_name=name, frequency=frequency)
        return synced.call("PUT", "/sync/update-connection-frequency", json=body)

    assert set_to("every 2h").json() == {"frequency": "every 2h"}
    assert status(synced, cid)[0]["frequency"] == "every 2h"
    assert set_to(None).json() == {"frequency": "every 1h"}
    assert status(synced, cid)[0]["frequency"] == "every 1h"
    assert set_to("now and then").json()["error"]["errors"][0]["message"] == (
        "Sync interval is invalid"
    )
    assert set_to("1h", name="nope").json() == {"error": {"code": "unknown_sync"}}
    assert set_to("1h", whose="nobody").json() == {"error": {"code": "unknown_connection"}}


def test_what_control_leaves_out_is_served_as_deleted(synced: Any) -> None:
    """The next run tells how much was added, changed and deleted since the last one."""
    cid = synced.connect()
    rows = [{"id": "1", "x": 1}, {"id": "2", "x": 1}, {"id": "3", "x": 1}]
    synced.control.put_records(cid, "outlook", "Email", rows)
    (first, _) = run(synced, cid)

    changed = [{"id": "2", "x": 2}, {"id": "3", "x": 1}, {"id": "4", "x": 1}]
    synced.control.put_records(cid, "outlook", "Email", changed, mark_deleted=True)
    (second, _) = run(synced, cid)
    (third, _) = run(synced, cid)

    assert first["responseResults"] == {"added": 3, "updated": 0, "deleted": 0}
    assert second["responseResults"] == {"added": 1, "updated": 1, "deleted": 1}
    assert third["responseResults"] == {"added": 0, "updated": 0, "deleted": 0}
    served = {each["id"]: each["_nango_metadata"] for each in records(synced, cid, "model=Email")}
    assert {id_: each["last_action"] for id_, each in served.items()} == {
        "1": "DELETED",
        "2": "UPDATED",
        "3": "ADDED",
        "4": "ADDED",
    }
    assert served["1"]["deleted_at"] is not None
    assert status(synced, cid)[0]["recordCount"]["Email"] == 3


def test_records_can_be_emptied_up_to_a_cursor(synced: Any) -> None:
    """Their ids and dates stay; what comes later is untouched."""
    cid = synced.connect()
    rows = [{"id": str(number), "x": number} for number in range(4)]
    synced.control.put_records(cid, "outlook", "Email", rows)
    cursor = records(synced, cid, "model=Email")[2]["_nango_metadata"]["cursor"]
    headers = {"Connection-Id": cid, "Provider-Config-Key": "outlook"}

    def prune(**more: Any) -> Any:
        body = {"model": "Email", "until_cursor": cursor, **more}
        return synced.call("PATCH", "/records/prune", json=body, headers=headers).json()

    assert prune(limit=2) == {"count": 2, "has_more": True}
    assert prune() == {"count": 1, "has_more": False}
    after = records(synced, cid, "model=Email")
    assert ["x" in each for each in after] == [False, False, False, True]
    assert [each["_nango_metadata"]["pruned_at"] is None for each in after] == [
        *(False, False, False),
        True,
    ]
    assert prune(until_cursor="!")["error"]["errors"][0]["path"] == ["until_cursor"]
    assert prune(limit=0)["error"]["errors"][0]["path"] == ["limit"]


def test_what_is_deployed_and_the_variables_are_shown(synced: Any) -> None:
    """As the configuration has them."""
    synced.control.put_action("outlook", "send", output=1)

    (shown,) = [
        each
        for each in synced.call("GET", "/scripts/config").json()
        if each["providerConfigKey"] == "outlook"
    ]

    assert [(each["name"], each["returns"]) for each in shown["syncs"]] == [
        ("emails", ["Email", "Thread"])
    ]
    assert [each["name"] for each in shown["actions"]] == ["send"]
    variables = synced.call("GET", "/environment-variables").json()
    assert variables == [{"name": "REGION", "value": "eu"}]

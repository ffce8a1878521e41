"""Runs of a sync that start over, and runs that fail."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fake_nango.settings import Settings, SyncSettings, default_settings

HOUR_S = 3600


@pytest.fixture
def synced(start: Any, elsewhere: Any) -> Any:
    """Start a fake with a sync that stores two models and keeps checkpoints."""
    (dev,) = default_settings(seed=1, webhook_url=f"{elsewhere.url}/hook").environments
    outlook, *others = dev.integrations
    sync = SyncSettings(name="emails", model="Email", models=("Thread",), checkpoints=True)
    dev = replace(dev, integrations=(replace(outlook, syncs=(sync,)), *others))
    return start(Settings(environments=(dev,)))


def run(app: Any, cid: str, **more: Any) -> list[Any]:
    """Run the sync of a connection and return what was told, by model."""
    before = len(app.elsewhere.webhooks())
    body = {"provider_config_key": "outlook", "connection_id": cid, "syncs": ["emails"], **more}
    assert app.call("POST", "/sync/trigger", json=body).json() == {"success": True}
    app.settle()
    return sorted(app.elsewhere.webhooks()[before:], key=lambda each: str(each.get("model")))


def status(app: Any, cid: str) -> Any:
    """Return how the sync of a connection stands."""
    path = f"/sync/status?syncs=*&provider_config_key=outlook&connection_id={cid}"
    (shown,) = app.call("GET", path).json()["syncs"]
    return shown


@pytest.mark.parametrize(
    ("said", "over", "empty"),
    [
        ({}, False, False),
        ({"opts": {"reset": False, "emptyCache": False}}, False, False),
        ({"opts": {"reset": True}}, True, False),
        ({"opts": {"reset": True, "emptyCache": True}}, True, True),
        ({"sync_mode": "incremental"}, False, False),
        ({"sync_mode": "full_refresh"}, True, False),
        ({"sync_mode": "full_refresh_and_clear_cache"}, True, True),
        ({"full_resync": True}, True, False),
    ],
)
def test_a_run_may_start_over(synced: Any, said: Any, over: object, empty: object) -> None:
    """Then it is an initial one that begins nowhere; without records all are new."""
    cid = synced.connect()
    (first, _) = run(synced, cid)

    (again, _) = run(synced, cid, **said)

    assert (again["syncType"] == "INITIAL") is over
    assert (again["checkpoints"]["from"] is None) is over
    found = first["responseResults"]["added"]
    assert found > 0
    assert again["responseResults"]["added"] == (found if empty else 0)


def test_records_that_control_has_put_are_found_again(synced: Any) -> None:
    """What was served as deleted is not among them."""
    cid = synced.connect()
    synced.control.put_records(cid, "outlook", "Email", [{"id": "1"}, {"id": "2"}])
    synced.control.put_records(cid, "outlook", "Email", [{"id": "2"}], mark_deleted=True)
    run(synced, cid)

    (again, _) = run(synced, cid, opts={"emptyCache": True})

    assert again["responseResults"] == {"added": 1, "updated": 0, "deleted": 0}
    assert status(synced, cid)["recordCount"]["Email"] == 1


def test_a_run_without_credentials_fails_and_says_so_once(synced: Any) -> None:
    """For all models together; the connection shows it until a run succeeds again."""
    cid = synced.connect()
    synced.control.break_connection(cid, "outlook")
    synced.settle()

    (told,) = run(synced, cid)

    assert (told["success"], told["model"]) == (False, "Email,Thread")
    assert told["error"]["type"] == "script_error"
    assert "startedAt" in told
    assert "failedAt" in told
    assert "responseResults" not in told
    broken = status(synced, cid)
    assert broken["latestExecutionStatus"] == "ERROR"
    (listed,) = synced.connections()
    assert [each["type"] for each in listed["errors"]] == ["auth", "sync"]

    synced.control.mend_connection(cid, "outlook")
    synced.connection(cid, query="&force_refresh=true")
    run(synced, cid)
    assert status(synced, cid)["latestExecutionStatus"] == "SUCCESS"
    (listed,) = synced.connections()
    assert listed["errors"] == []


def test_a_run_renews_a_token_that_has_ended(synced: Any) -> None:
    """And finds the same mailbox as before, with nothing new in it."""
    cid = synced.connect()
    run(synced, cid)
    synced.control.advance_clock(2 * HOUR_S)

    (again, _) = run(synced, cid)

    assert again["responseResults"]["added"] == 0

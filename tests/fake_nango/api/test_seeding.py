"""Connections that the configuration brings along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fake_nango.settings import ConnectionSettings, Settings, SyncSettings, default_settings


def test_a_configured_connection_is_there_from_the_start_and_after_a_reset(
    start: Callable[[Settings], Any], elsewhere: Any
) -> None:
    """Nobody is told of it, its own syncs are there, and it belongs to its end user."""
    (dev,) = default_settings(seed=1, webhook_url=f"{elsewhere.url}/hook").environments
    seeded = ConnectionSettings(
        connection_id="old",
        integration="outlook",
        credentials={"access_token": "at"},
        end_user={"id": "ada", "email": "ada@example.com"},
        tags={"team": "a"},
        metadata={"a": 1},
        syncs=(SyncSettings(name="contacts", model="Contact"),),
    )
    bare = ConnectionSettings(connection_id="bare", integration="slack")
    app = start(Settings(environments=(replace(dev, connections=(seeded, bare)),)))

    app.control.reset()

    shown = app.connection("old")
    assert shown["credentials"] == {
        "type": "OAUTH2",
        "access_token": "at",
        "raw": {"access_token": "at"},
    }
    assert (shown["end_user"]["id"], shown["tags"], shown["metadata"]) == (
        "ada",
        {"team": "a"},
        {"a": 1},
    )
    assert app.connection("bare", "slack")["credentials"]["access_token"] == "seeded"
    assert [each["connection_id"] for each in app.control.connections(person="ada")] == ["old"]
    body = {
        "syncs": [{"name": "contacts", "variant": "base"}],
        "provider_config_key": "outlook",
        "connection_id": "old",
    }
    assert app.call("POST", "/sync/trigger", json=body).json() == {"success": True}
    app.settle()
    (told,) = elsewhere.webhooks()
    assert (told["type"], told["model"]) == ("sync", "Contact")

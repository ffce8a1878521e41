"""
`GET /scripts/config`: the syncs and actions of every integration, as they are deployed.

(Nango 0.71.4, scripts config)
"""

from __future__ import annotations

from typing import Any

from fake_nango.answers import Answer, json_answer
from fake_nango.integration import Integration
from fake_nango.settings import ActionSettings, SyncSettings
from fake_nango.web.call import Call
from fake_nango.web.routes import Route


async def show(call: Call) -> Answer:
    """List the integrations that have something to run."""
    shown = [
        _integration(each) for each in call.env.integrations.values() if each.syncs or each.actions
    ]
    return json_answer(200, shown)


def _integration(integration: Integration) -> dict[str, Any]:
    return {
        "providerConfigKey": integration.unique_key,
        "provider": integration.provider,
        "syncs": [_sync(each) for each in integration.syncs],
        "actions": [_action(each) for each in integration.actions],
        "on-events": [],
    }


def _sync(sync: SyncSettings) -> dict[str, Any]:
    return {
        "name": sync.name,
        "type": "sync",
        "runs": sync.frequency,
        "auto_start": sync.auto_start,
        "returns": list(sync.every_model),
        "enabled": True,
    }


def _action(action: ActionSettings) -> dict[str, Any]:
    return {"name": action.name, "type": "action", "returns": [], "enabled": True}


ROUTES = (Route("GET", "/scripts/config", show),)

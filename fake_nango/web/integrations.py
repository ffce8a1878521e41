"""
Integrations on HTTP: list, show, make, change, delete.

A session token may list them, and sees those that its session allows. (Nango 0.71.4,
integrations)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from fake_nango.answers import Answer, invalid, json_answer, refused
from fake_nango.clock import iso_ms
from fake_nango.fields import LONGEST, integration_key
from fake_nango.integration import OAUTH2, Integration
from fake_nango.model import Connection
from fake_nango.providers import TEMPLATES, template_of
from fake_nango.rules import (
    boolean,
    demand,
    either,
    issue,
    loose_object,
    optional,
    shape,
    text,
)
from fake_nango.settings import IntegrationSettings
from fake_nango.web.auth import Auth
from fake_nango.web.call import Call
from fake_nango.web.routes import Route
from fake_nango.web.scopes import READ_INTEGRATION_CREDENTIALS, grants

_INCLUDED: Final = frozenset({"webhook", "credentials"})
_NEEDS_CREDENTIALS: Final = frozenset({OAUTH2, "OAUTH1", "APP", "CUSTOM"})


def _known_includes(value: Any) -> bool:
    listed = value if isinstance(value, list) else [value]
    return all(each in _INCLUDED for each in listed)


_query = shape({"include": optional(either(_known_includes))})
_changeable = {
    "display_name": optional(text(least=1, most=LONGEST)),
    "forward_webhooks": optional(boolean),
    "credentials": optional(loose_object),
    "integration_config": optional(loose_object),
    "custom": optional(loose_object),
}
_new = shape(
    {"provider": text(least=1, most=LONGEST), "unique_key": integration_key, **_changeable}
)
_change = shape({"unique_key": optional(integration_key), **_changeable})


async def show_list(call: Call) -> Answer:
    """List the integrations of an environment, as far as the caller may see them."""
    call.refuse_query()
    allowed = call.opened.allowed_integrations if call.opened is not None else None
    wanted = [
        each
        for each in call.env.integrations.values()
        if allowed is None or each.unique_key in allowed
    ]
    wanted.sort(key=lambda each: (each.provider, each.created_at))
    return json_answer(200, {"data": [_shown(call, each) for each in wanted]})


async def show(call: Call) -> Answer:
    """Show one integration; its credentials and webhook URL only when asked for."""
    demand(_query, call.query, "invalid_query_params")
    integration = _found(call, f'Integration "{call.param()}" does not exist')
    included = call.query.get("include", ())
    shown = _shown(call, integration)
    if "webhook" in included:
        shown["webhook_url"] = _webhook_url(call, integration)
    may_see = call.scopes is None or grants(call.scopes, READ_INTEGRATION_CREDENTIALS)
    if "credentials" in included and may_see:
        shown["credentials"] = _credentials(integration)
    return json_answer(200, {"data": shown})


async def create(call: Call) -> Answer:
    """Make an integration of a provider that the fake knows."""
    call.refuse_query()
    demand(_new, call.json, "invalid_body")
    body = call.json
    if body["provider"] not in TEMPLATES:
        problem = issue("invalid_string", "Invalid provider", ("provider",))
        raise invalid("invalid_body", [problem])
    made = Integration.of(_settings(body), call.world.clock.now())
    if made.auth_mode in _NEEDS_CREDENTIALS and "credentials" not in body:
        raise refused(400, "invalid_body", "Missing credentials")
    if made.unique_key in call.env.integrations:
        problem = issue("invalid_string", "Unique key already exists", ("uniqueKey",))
        raise invalid("invalid_body", [problem])
    _keep(call, made)
    return json_answer(200, {"data": _shown(call, made)})


async def change(call: Call) -> Answer:
    """Change what an integration is called, or its credentials."""
    call.refuse_query()
    demand(_change, call.json, "invalid_body")
    integration = _found(call, "Integration does not exist")
    body = call.json
    if "unique_key" in body:
        _refuse_rename(call, integration, body["unique_key"])
    credentials = body.get("credentials") or {}
    changed = replace(
        integration,
        unique_key=body.get("unique_key", integration.unique_key),
        display_name=body.get("display_name", integration.display_name),
        forward_webhooks=body.get("forward_webhooks", integration.forward_webhooks),
        client_id=credentials.get("client_id", integration.client_id),
        client_secret=credentials.get("client_secret", integration.client_secret),
        scopes=credentials.get("scopes", integration.scopes),
        updated_at=call.world.clock.now(),
    )
    del call.env.integrations[integration.unique_key]
    _keep(call, changed)
    return json_answer(200, {"data": _shown(call, changed)})


async def delete(call: Call) -> Answer:
    """Delete an integration and its connections."""
    call.refuse_query()
    integration = _found(call, "Integration does not exist")
    del call.env.integrations[integration.unique_key]
    for each in list(call.world.store.connections.values()):
        if _is_of(call, integration, each):
            call.world.store.delete(each)
    return json_answer(200, {"success": True})


def _refuse_rename(call: Call, integration: Integration, key: str) -> None:
    taken = call.env.integrations.get(key)
    if taken is not None and taken is not integration:
        text = "uniqueKey is already used by another integration"
        raise refused(400, "invalid_body", text)
    if any(_is_of(call, integration, each) for each in call.world.store.connections.values()):
        raise refused(400, "invalid_body", "Can't rename an integration with active connections")


def _is_of(call: Call, integration: Integration, connection: Connection) -> bool:
    owner = (connection.environment, connection.integration)
    return owner == (call.env.name, integration.unique_key)


def _keep(call: Call, integration: Integration) -> None:
    call.env.integrations[integration.unique_key] = integration
    if integration.client is not None:
        call.world.provider.register(integration.client)


def _found(call: Call, message: str) -> Integration:
    call.integration = call.param()
    integration = call.env.integrations.get(call.param())
    if integration is None:
        raise refused(404, "not_found", message)
    return integration


def _shown(call: Call, integration: Integration) -> dict[str, Any]:
    return {
        "unique_key": integration.unique_key,
        "provider": integration.provider,
        "display_name": integration.display_name,
        "logo": f"{call.world.urls.api}/images/template-logos/{integration.provider}.svg",
        "forward_webhooks": integration.forward_webhooks,
        "created_at": iso_ms(integration.created_at),
        "updated_at": iso_ms(integration.updated_at),
    }


def _webhook_url(call: Call, integration: Integration) -> str | None:
    if "webhook_routing_script" not in template_of(integration.provider):
        return None
    key = quote(integration.unique_key, safe="!~*'()")
    return f"{call.world.urls.api}/webhook/{call.env.uuid}/{key}"


def _credentials(integration: Integration) -> dict[str, Any] | None:
    if integration.auth_mode not in {OAUTH2, "OAUTH1", "TBA"}:
        return None
    return {
        "type": integration.auth_mode,
        "client_id": integration.client_id,
        "client_secret": integration.client_secret,
        "scopes": integration.scopes,
        "webhook_secret": None,
    }


def _settings(body: Mapping[str, Any]) -> IntegrationSettings:
    credentials = body.get("credentials") or {}
    return IntegrationSettings(
        unique_key=body["unique_key"],
        provider=body["provider"],
        display_name=body.get("display_name"),
        client_id=credentials.get("client_id"),
        client_secret=credentials.get("client_secret"),
        scopes=credentials.get("scopes"),
        forward_webhooks=body.get("forward_webhooks", True),
    )


ROUTES = (
    Route("GET", "/integrations", show_list, Auth.SESSION_OR_SECRET),
    Route("POST", "/integrations", create),
    Route("GET", "/integrations/:uniqueKey", show),
    Route("PATCH", "/integrations/:uniqueKey", change),
    Route("DELETE", "/integrations/:uniqueKey", delete),
)

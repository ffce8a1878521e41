"""
What a provider tells Nango by webhook, and that Nango passes on to the application.

Only a provider with a routing script of Nango's is listened to. Its events are passed on
wrapped, one webhook a connection that they are about, or as they came where they are about
none that is known. (Nango 0.71.4, webhooks of providers; forward webhooks)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import parse_qsl

from fake_nango import webhooks
from fake_nango.answers import Answer, json_answer, refused
from fake_nango.delivery import compose, subject_of
from fake_nango.integration import Integration
from fake_nango.model import Connection, Stub
from fake_nango.providers import template_of
from fake_nango.rules import MISSING
from fake_nango.web.auth import Auth
from fake_nango.web.call import Call
from fake_nango.web.routes import Route

# Which member of an event names the member of a connection's config that it is about.
_OWNERS: Final = {"slackWebhookRouting": ("team_id", "team.id")}
# Headers of the provider's that are its own affair, or that the next request has anew.
_NOT_PASSED: Final = (
    "host",
    "authorization",
    "connection",
    "keep-alive",
    "content-length",
    "content-type",
    "content-encoding",
    "cookie",
    "set-cookie",
    "referer",
    "user-agent",
    "sec-",
    "proxy-",
    "www-authenticate",
    "server",
)
# Headers that every webhook has once, of Nango's own making.
_OWN: Final = frozenset({"accept", "accept-encoding", "x-nango-signature", "x-nango-hmac-sha256"})
_FORM: Final = "application/x-www-form-urlencoded"


async def receive(call: Call) -> Answer:
    """Take an event of a provider; it is passed on after the provider has its answer."""
    if call.environment is None:
        raise refused(404, "unknown_environment")
    key = call.param(1)
    call.integration = key
    integration = call.env.integrations.get(key)
    if integration is None:
        raise refused(404, "unknown_provider_config")
    routing = template_of(integration.provider).get("webhook_routing_script")
    if routing is None:
        return Answer(204)
    if integration.forward_webhooks:
        _pass_on(call, integration, routing, _payload(call))
    return json_answer(200, {"status": "success"})


def _pass_on(call: Call, integration: Integration, routing: str, payload: Any) -> None:
    deliveries = call.world.deliveries
    headers = tuple(_passed(call.request.headers.items()))
    about = _connections(call, integration, routing, payload)
    for connection in about:
        told = webhooks.forward(subject_of(connection), payload)
        deliveries.forward(compose(call.env, connection, told, headers))
    if not about:
        deliveries.forward(compose(call.env, _nobody(call, integration), payload, headers))


def _connections(
    call: Call, integration: Integration, routing: str, payload: Any
) -> list[Connection]:
    named, config = _OWNERS.get(routing, (None, ""))
    owner = payload.get(named) if isinstance(payload, dict) else None
    if owner is None:
        return []
    return [
        each
        for each in call.world.store.connections.values()
        if (each.environment, each.integration) == (call.env.name, integration.unique_key)
        and each.connection_config.get(config) == owner
    ]


def _nobody(call: Call, integration: Integration) -> Stub:
    return Stub(
        connection_id=None,
        environment=call.env.name,
        integration=integration.unique_key,
        provider=integration.provider,
        auth_mode=integration.auth_mode,
    )


def _payload(call: Call) -> Any:
    if call.json is not MISSING:
        return call.json
    if call.kind is not None and call.kind.startswith(_FORM):
        return dict(parse_qsl(call.body.decode("utf-8", "replace"), keep_blank_values=True))
    return {}


def _passed(headers: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    for name, value in headers:
        lowered = name.lower()
        if lowered not in _OWN and not lowered.startswith(_NOT_PASSED):
            yield name, value


ROUTES = (Route("POST", "/webhook/:environmentUuid/:providerConfigKey", receive, Auth.ENVIRONMENT),)

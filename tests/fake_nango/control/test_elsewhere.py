"""Integrations whose provider is not the built-in one: people go there all the same."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import requests
from aiohttp import web

from fake_nango.client import Control, Outcome
from fake_nango.server import FakeNango
from fake_nango.settings import IntegrationSettings, default_settings
from fake_nango.world import INTERNAL_HEADER

Page = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _approved(authorize: Page) -> Outcome:
    """Approve at a provider of one's own, which asks nobody and knows one code."""

    async def token(_request: web.Request) -> web.StreamResponse:
        return web.json_response({"access_token": "a", "expires_in": 60, "token_type": "Bearer"})

    async def run() -> Outcome:
        app = web.Application()
        app.router.add_get("/authorize", authorize)
        app.router.add_post("/token", token)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        integration = IntegrationSettings(
            unique_key="elsewhere",
            provider="elsewhere",
            authorization_url=f"{url}/authorize",
            token_url=f"{url}/token",
        )
        settings = default_settings(seed=1)
        environment = replace(settings.environments[0], integrations=(integration,))
        try:
            async with FakeNango(replace(settings, environments=(environment,))) as fake:
                return await asyncio.to_thread(_approve, fake.urls, environment.secret_key)
        finally:
            await runner.cleanup()

    return asyncio.run(run())


def _approve(urls: Any, key: str) -> Outcome:
    answer = requests.post(
        f"{urls.api}/connect/sessions",
        json={"end_user": {"id": "ada"}},
        headers={"Authorization": f"Bearer {key}"},
        timeout=10,
    )
    with Control(urls.control) as control:
        return control.approve(answer.json()["data"]["token"], "elsewhere")


def test_a_provider_that_asks_nobody_sends_people_back() -> None:
    """Its redirect leads to Nango's callback, and it never sees whose browser it was."""
    marks: list[bool] = []

    async def authorize(request: web.Request) -> web.StreamResponse:
        marks.append(INTERNAL_HEADER in request.headers)
        query = request.query
        raise web.HTTPFound(f"{query['redirect_uri']}?code=c&state={query['state']}")

    outcome = _approved(authorize)

    assert (outcome.outcome, outcome.status) == ("connected", 200)
    assert outcome.connection_id is not None
    assert marks == [False]


def test_a_provider_that_wants_a_human_ends_the_journey() -> None:
    """The outcome shows the page that was met."""

    async def authorize(_request: web.Request) -> web.StreamResponse:
        return web.Response(text="Who are you?")

    outcome = _approved(authorize)

    assert (outcome.outcome, outcome.status, outcome.page) == ("failed", 200, "Who are you?")


def test_a_provider_that_is_not_there_ends_the_journey() -> None:
    """A broken connection is an outcome too."""

    async def authorize(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    outcome = _approved(authorize)

    assert (outcome.outcome, outcome.status) == ("failed", 0)
    assert "network failed" in outcome.detail

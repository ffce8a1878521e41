"""The fake keeps to the schemas that it judges others by."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest
import requests

from fake_nango.client import Control
from fake_nango.server import run_in_thread
from fake_nango.settings import EnvironmentSettings, default_settings
from fake_nango.wire import Problem, frame_problems, problems

SETTINGS = default_settings(seed=7, webhook_url="http://127.0.0.1:9/webhooks/nango")
DEV: EnvironmentSettings = SETTINGS.environments[0]
KEYED = {"Authorization": f"Bearer {DEV.secret_key}"}


class Backend:
    """A backend that does all ten steps rightly, one call a line."""

    def __init__(self, api: str) -> None:
        self.api = api
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.headers.update(KEYED)

    def call(self, method: str, path: str, **more: Any) -> Any:
        """Make one call and return its JSON."""
        return self.http.request(method, self.api + path, timeout=10, **more).json()

    def session(self) -> str:
        """Create a connect session."""
        body = {
            "end_user": {"id": "ada", "email": "ada@example.com", "tags": {"workspaceId": "w"}},
            "organization": {"id": "org", "display_name": "Org"},
            "allowed_integrations": ["outlook"],
            "tags": {"Team": "A"},
        }
        return str(self.call("POST", "/connect/sessions", json=body)["data"]["token"])

    def use(self, connection: str) -> None:
        """Do with a connection what the ten steps do."""
        named = {"provider_config_key": "outlook", "connection_id": connection}
        one = f"/connections/{connection}?provider_config_key=outlook"
        headers = {"Provider-Config-Key": "outlook", "Connection-Id": connection}
        reconnect = {"connection_id": connection, "integration_id": "outlook"}
        self.call("GET", one + "&refresh_token=true")
        self.call("GET", "/connections?tags[team]=A&limit=5")
        self.call("PATCH", "/connections/metadata", json={**named, "metadata": {"a": 1}})
        self.call("POST", "/connections/metadata", json={**named, "metadata": {}})
        self.call("POST", "/sync/trigger", json={**named, "syncs": ["emails"]})
        self.call("POST", "/sync/start", json={**named, "syncs": ["emails"]})
        self.call("GET", "/sync/status", params={**named, "syncs": "*"})
        self.call("GET", "/records?model=Email&limit=5", headers=headers)
        self.call("POST", "/connect/sessions/reconnect", json=reconnect)

    def stumble(self, connection: str) -> None:
        """End a connection, then make calls that are right by themselves and still refused."""
        one = f"/connections/{connection}?provider_config_key=outlook"
        self.call("GET", one)
        self.call("DELETE", one)
        self.call("GET", one)
        self.call("DELETE", one)
        self.call("GET", "/connections/x?provider_config_key=nothing")
        self.call("GET", "/connections", headers={"Authorization": "Bearer nothing"})
        self.call("GET", "/providers/nothing")


@pytest.fixture(scope="module")
def control() -> Iterator[Control]:
    """Return a fake in which everything has happened once."""
    with run_in_thread(SETTINGS) as running:
        fake = Control(running.urls.control)
        fake.retry_scale(0.001)
        backend = Backend(running.urls.api)
        token = backend.session()
        fake.open(token, "outlook")
        fake.deny(token)
        connection = fake.approve(token).connection_id
        assert connection
        fake.reauthorise(connection, "outlook")
        backend.use(connection)
        fake.settle()
        fake.break_connection(connection, "outlook")
        backend.stumble(connection)
        backend.call("GET", "/integrations")
        backend.call("GET", "/providers/microsoft")
        for name in ("sync success", "sync failure", "forward", "unattributed failure"):
            fake.emit(name, integration="outlook", connection_id=connection)
        fake.settle()
        yield fake


def events(control: Control, *kinds: str) -> list[dict[str, Any]]:
    """Return the journal's events of some kinds, as JSON."""
    page = control.journal(kinds=kinds)
    return [{"kind": each.kind, "data": each.data} for each in page.events]


def test_no_call_of_a_right_backend_has_a_problem(control: Control) -> None:
    """Requests and answers of all ten steps keep to their schemas, on both sides."""
    found: dict[str, tuple[Problem, ...]] = {
        f"{each['data']['method']} {each['data']['path']}": broken
        for each in events(control, "api")
        if (broken := problems(each))
    }

    assert found == {}


def test_no_webhook_has_a_problem(control: Control) -> None:
    """Every webhook that the fake sends by itself keeps to its schema."""
    sent = events(control, "delivery")

    assert len(sent) >= 5
    assert [broken for each in sent if (broken := problems(each))] == []


def test_no_frame_has_a_problem(control: Control) -> None:
    """The acknowledgement is what the schema says, and so is the outcome."""
    api = control.info().api

    async def first_frame() -> Any:
        async with aiohttp.ClientSession() as http, http.ws_connect(api) as socket:
            return await socket.receive_json(timeout=5)

    assert frame_problems(asyncio.run(first_frame())) == ()

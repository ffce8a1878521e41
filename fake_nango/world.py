"""
The composition of one fake Nango: its state, its clock and the parts that act on it.

Handlers receive the world and nothing else. `Deliveries`, `Faults` and `Provider` are
made by the server and put here; the world itself only holds and answers questions.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fake_nango.clock import Clock
from fake_nango.integration import Integration
from fake_nango.journal import Journal
from fake_nango.model import Connection
from fake_nango.settings import EnvironmentSettings, Settings
from fake_nango.store import Store

if TYPE_CHECKING:
    import aiohttp

    from fake_nango.delivery import Deliveries
    from fake_nango.faults import Faults
    from fake_nango.provider import Provider

# Marks the fake's own calls to the built-in provider and those of its people, so that
# the journal can tell them from a stranger's. The value is a secret of this run.
INTERNAL_HEADER = "X-Fake-Nango-Internal"
CALLER_NANGO = "nango"
CALLER_PEOPLE = "people"


@dataclass(frozen=True, slots=True, kw_only=True)
class Urls:
    """Where the three listeners are; none ends in a slash."""

    api: str
    ui: str
    control: str


class Environment:
    """One environment as it is now: control may change keys, URLs and switches."""

    def __init__(self, settings: EnvironmentSettings, now: float) -> None:
        self.settings = settings
        self.name = settings.name
        self.uuid = settings.uuid
        self.secret_key = settings.secret_key
        self.webhook_signing_key = settings.webhook_signing_key
        self.webhook_url = settings.webhook_url
        self.webhook_url_secondary = settings.webhook_url_secondary
        self.on_auth_creation = settings.on_auth_creation
        self.on_auth_refresh_error = settings.on_auth_refresh_error
        self.on_sync_completion_always = settings.on_sync_completion_always
        self.on_sync_error = settings.on_sync_error
        self.on_async_action_completion = settings.on_async_action_completion
        self.rate_limit = settings.rate_limit
        self.integrations = {
            each.unique_key: Integration.of(each, now) for each in settings.integrations
        }


class World:
    """Everything one running fake knows and does."""

    deliveries: Deliveries
    faults: Faults
    provider: Provider
    http: aiohttp.ClientSession
    urls: Urls

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = Clock()
        self.journal = Journal(self.clock)
        self.store = Store()
        self.environments = {
            each.name: Environment(each, self.clock.now()) for each in settings.environments
        }
        self.by_key: dict[str, Environment] = {}
        self.index_keys()
        self.in_flight = 0
        self.last_traffic = 0.0
        self._secret = secrets.token_hex(16)
        self._tasks: set[asyncio.Task[Any]] = set()

    def index_keys(self) -> None:
        """Make environments findable by their secret keys; call it when one changes."""
        self.by_key = {each.secret_key: each for each in self.environments.values()}

    def environment_of(self, connection: Connection) -> Environment:
        """Return the environment that a connection lives in."""
        return self.environments[connection.environment]

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Start work that nobody awaits; the world is not settled while it runs."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    @property
    def busy(self) -> bool:
        """Say whether a request or background work is still under way."""
        return self.in_flight > 0 or bool(self._tasks)

    async def close(self) -> None:
        """End all background work."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def internal_headers(self, caller: str) -> dict[str, str]:
        """Build the header that makes the journal name the caller of a request of ours."""
        return {INTERNAL_HEADER: f"{caller}:{self._secret}"}

    def caller(self, header: str | None) -> str | None:
        """Say which part of the fake sent a request, or None when a stranger did."""
        if header is None:
            return None
        caller, _, secret = header.partition(":")
        genuine = hmac.compare_digest(secret.encode(), self._secret.encode())
        return caller if genuine else None

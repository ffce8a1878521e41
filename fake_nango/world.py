"""
The composition of one fake Nango: its state, its clock and the parts that act on it.

Handlers receive the world and nothing else. The server puts it together; the world itself
only holds its parts and answers questions about them.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fake_nango.bounded import Bounded
from fake_nango.clock import Clock
from fake_nango.integration import Integration
from fake_nango.journal import Journal
from fake_nango.model import Connection
from fake_nango.settings import EnvironmentSettings, Settings
from fake_nango.sockets import Sockets
from fake_nango.store import ConnectionKey, Store

if TYPE_CHECKING:
    import aiohttp

    from fake_nango.delivery import Deliveries
    from fake_nango.faults import Faults
    from fake_nango.mailbox import Mailroom
    from fake_nango.people import People
    from fake_nango.provider import Provider

# Marks the fake's own calls to the built-in provider and those of its people, so that
# the journal can tell them from a stranger's. The value is a secret of this run.
INTERNAL_HEADER = "X-Fake-Nango-Internal"
CALLER_NANGO = "nango"
CALLER_PEOPLE = "people"
MAX_INTEGRATIONS = 1000


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
        self.variables = dict(settings.variables)
        self.integrations: Bounded[str, Integration] = Bounded(MAX_INTEGRATIONS)
        for each in settings.integrations:
            self.integrations[each.unique_key] = Integration.of(each, now)
        # Called when something of the environment has changed.
        self.watch: Callable[[], None] | None = None

    def change(self, **changes: Any) -> None:
        """Change keys, URLs or switches."""
        for name, value in changes.items():
            setattr(self, name, value)
        if self.watch is not None:
            self.watch()


# What a key opens: an environment, and the scopes that it was granted there; None for all.
Access = tuple[Environment, tuple[str, ...] | None]


class World:
    """Everything one running fake knows and does."""

    # Opened with the event loop, and closed before it.
    http: aiohttp.ClientSession
    # Whoever acts in this world; they are let in when it is open.
    guests: People

    def __init__(  # noqa: PLR0913 - the composition names each of its parts once
        self,
        settings: Settings,
        *,
        urls: Urls,
        clock: Clock,
        journal: Journal,
        deliveries: Deliveries,
        faults: Faults,
        provider: Provider,
        mailroom: Mailroom,
        seed: Callable[[World], None],
    ) -> None:
        self.settings = settings
        self.urls = urls
        self.clock = clock
        self.journal = journal
        self.deliveries = deliveries
        self.faults = faults
        self.provider = provider
        self.mailroom = mailroom
        self.store = Store()
        self.sockets = Sockets(faults)
        self.environments = {
            each.name: Environment(each, clock.now()) for each in settings.environments
        }
        self._by_key: dict[bytes, Access] = {}
        self.index_keys()
        # Refreshes under way, by connection: requests that come meanwhile share one.
        self.refreshing: dict[ConnectionKey, asyncio.Task[Any]] = {}
        self.in_flight = 0
        self.last_traffic = 0.0
        # Puts what has changed where it outlasts the process, before anybody is told of it.
        self.save: Callable[[], None] = _nowhere
        self._secret = secrets.token_hex(16)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._seed = seed
        seed(self)

    def index_keys(self) -> None:
        """Make environments findable by their secret keys; call it when one changes."""
        found: dict[bytes, Access] = {}
        for each in self.environments.values():
            for key in each.settings.api_keys:
                found[_digest(key.secret_key)] = (each, key.scopes)
            found[_digest(each.secret_key)] = (each, None)
        self._by_key = found

    def access_by_key(self, secret_key: str) -> Access | None:
        """Find what a secret key opens; the key is compared by its digest."""
        return self._by_key.get(_digest(secret_key))

    def traces_of(self, person: str) -> Iterator[str]:
        """List the ids by which a person's requests are known: connections and tokens."""
        for connection_id, (owner, _) in self.store.people.items():
            if owner == person:
                yield connection_id
        for session in self.store.sessions.values():
            if session.person == person:
                yield session.token

    def environment_of(self, connection: Connection) -> Environment:
        """Return the environment that a connection lives in."""
        return self.environments[connection.environment]

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Start work that nobody awaits; the world is not settled while it runs."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        self.save()

    @property
    def busy(self) -> bool:
        """Say whether a request or background work is still under way."""
        return self.in_flight > 0 or bool(self._tasks)

    def reset(self) -> None:
        """Forget all that has happened; keys, settings and configured connections stay."""
        for task in tuple(self._tasks):
            task.cancel()
        self.faults.clear()
        self.deliveries.clear()
        self.provider.clear()
        self.store.clear()
        self.clock.reset()
        self.journal.clear()
        self._seed(self)

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


def _nowhere() -> None:
    """Keep nothing, as a fake does that nobody has asked to."""


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()

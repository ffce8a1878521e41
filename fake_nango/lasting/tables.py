"""Which stores of a world last, and what kind of value each of them has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from fake_nango.bounded import Bounded
from fake_nango.grants import AccessToken, Account, Code, Grant
from fake_nango.model import Connection, ConnectSession, OAuthAttempt
from fake_nango.records import Change, Records
from fake_nango.settings import ActionSettings
from fake_nango.syncs import SyncState
from fake_nango.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One store, by the name that it has in the file."""

    name: str
    holds: Any
    store: Callable[[World], Bounded[Any, Any]]


TABLES: Final = (
    Table(name="sessions", holds=ConnectSession, store=lambda world: world.store.sessions),
    Table(name="attempts", holds=OAuthAttempt, store=lambda world: world.store.attempts),
    Table(name="connections", holds=Connection, store=lambda world: world.store.connections),
    Table(name="records", holds=Records, store=lambda world: world.store.records),
    Table(name="given_records", holds=Change, store=lambda world: world.store.given_records),
    Table(name="syncs", holds=SyncState, store=lambda world: world.store.syncs),
    Table(name="actions", holds=ActionSettings, store=lambda world: world.store.actions),
    Table(name="codes", holds=Code, store=lambda world: world.provider.kept.codes),
    Table(name="spent", holds=Grant, store=lambda world: world.provider.kept.spent),
    Table(name="refused", holds=bool, store=lambda world: world.provider.kept.refused),
    Table(name="access", holds=AccessToken, store=lambda world: world.provider.kept.access),
    Table(name="refresh", holds=Grant, store=lambda world: world.provider.kept.refresh),
    Table(name="accounts", holds=Account, store=lambda world: world.provider.kept.accounts),
)
"""
Every store that lasts. Journal and webhooks do not: Nango forgets them at a crash, too. The
provider's clients are what the integrations say.
"""

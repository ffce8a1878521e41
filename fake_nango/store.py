"""
What the fake remembers of sessions, attempts, connections and records; all bounded.

The oldest entry gives way when a store is full, so a soak test does not grow it.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fake_nango.bounded import Bounded
from fake_nango.model import Connection, ConnectSession, OAuthAttempt
from fake_nango.records import Change, Records
from fake_nango.settings import ActionSettings

if TYPE_CHECKING:
    from fake_nango.syncs import SyncState

# With all of them full, and the journal and the outbox too, the fake stays under 80 MB: the
# soak of benchmarks/ measures it.
MAX_SESSIONS = 5_000
MAX_ATTEMPTS = 2_500
MAX_CONNECTIONS = 2_500
MAX_SYNCS = 2_500

# Environment, integration and connection id: what identifies a connection.
ConnectionKey = tuple[str, str, str]


def key_of(connection: Connection) -> ConnectionKey:
    """Identify a connection."""
    return (connection.environment, connection.integration, connection.connection_id)


class Store:
    """The fake's memory. Deleted connections leave their person behind, for the journal."""

    def __init__(self) -> None:
        self.sessions: Bounded[str, ConnectSession] = Bounded(MAX_SESSIONS)
        # An attempt is taken out of the first mapping when its callback comes; the second
        # remembers it, so that late words about its state are still attributed.
        self.attempts: Bounded[str, OAuthAttempt] = Bounded(MAX_ATTEMPTS)
        self.past_attempts: Bounded[str, OAuthAttempt] = Bounded(MAX_ATTEMPTS)
        self.connections: Bounded[ConnectionKey, Connection] = Bounded(MAX_CONNECTIONS)
        self.people: Bounded[str, tuple[str | None, str | None]] = Bounded(2 * MAX_CONNECTIONS)
        # Records by connection key and model; for those that control has put, and runs
        # keep, what has changed since a run has told of them.
        self.records: Bounded[tuple[ConnectionKey, str], Records] = Bounded(MAX_SYNCS)
        self.given_records: Bounded[tuple[ConnectionKey, str], Change] = Bounded(MAX_SYNCS)
        # States of syncs by connection key and the sync's name.
        self.syncs: Bounded[tuple[ConnectionKey, str], SyncState] = Bounded(MAX_SYNCS)
        # Actions that were to run later and have ended, by environment and id.
        self.actions: Bounded[tuple[str, str], ActionSettings] = Bounded(MAX_SYNCS)
        self.last_id = 0

    def clear(self) -> None:
        """Forget everything; ids of connections go on."""
        for each in (
            self.sessions,
            self.attempts,
            self.past_attempts,
            self.connections,
            self.people,
            self.records,
            self.given_records,
            self.syncs,
            self.actions,
        ):
            each.clear()

    def next_id(self) -> int:
        """Give out the next number of a connection."""
        self.last_id += 1
        return self.last_id

    def add_attempt(self, attempt: OAuthAttempt) -> None:
        """Keep an attempt until its callback, and whose it was for longer."""
        self.attempts[attempt.state] = attempt
        self.past_attempts[attempt.state] = attempt
        self.people[attempt.connection_id] = (attempt.person, attempt.session_id)

    def introduce(self) -> None:
        """Remember whose everything is that has been put back from a file."""
        for attempt in self.attempts.values():
            self.past_attempts[attempt.state] = attempt
            self.people[attempt.connection_id] = (attempt.person, attempt.session_id)
        for each in self.connections.values():
            self.people[each.connection_id] = (each.person, each.session_id)

    def put(self, connection: Connection) -> None:
        """Keep a connection, in the place of the one with its key."""
        self.connections[key_of(connection)] = connection
        self.people[connection.connection_id] = (connection.person, connection.session_id)

    def change(self, connection: Connection, **changes: Any) -> Connection:
        """Replace members of a connection, as it is now, if it has not been deleted meanwhile."""
        held = self.connections.get(key_of(connection))
        if held is None:
            return replace(connection, **changes)
        changed = replace(held, **changes)
        self.put(changed)
        return changed

    def connection(self, environment: str, integration: str, cid: str) -> Connection | None:
        """Find a connection by its key."""
        return self.connections.get((environment, integration, cid))

    def delete(self, connection: Connection) -> None:
        """Forget a connection and its records."""
        key = key_of(connection)
        self.connections.take(key)
        stores: tuple[MutableMapping[tuple[ConnectionKey, str], Any], ...]
        stores = (self.records, self.given_records, self.syncs)
        for store in stores:
            for held in [each for each in store if each[0] == key]:
                del store[held]

    def named(self, connection_id: str) -> Iterator[Connection]:
        """All connections with this id, in whatever environment and integration."""
        return (each for each in self.connections.values() if each.connection_id == connection_id)

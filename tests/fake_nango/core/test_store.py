"""The store: bounded, and remembers whose a deleted connection was."""

from __future__ import annotations

from pathlib import Path

from fake_nango.bounded import Bounded
from fake_nango.journal import MAX_EVENTS
from fake_nango.model import Connection
from fake_nango.outbox import MAX_DELIVERIES
from fake_nango.provider import CAPACITY
from fake_nango.records import merged
from fake_nango.store import MAX_CONNECTIONS, MAX_SESSIONS, Store

MANUAL = Path(__file__).parents[3] / "docs" / "FAKE.md"


def connection(**changes: str) -> Connection:
    """Make a connection of no consequence."""
    return Connection(
        id=1,
        connection_id=changes.get("connection_id", "c-1"),
        environment="dev",
        integration="mail",
        provider="google-mail",
        auth_mode="OAUTH2",
        credentials={},
        created_at=0,
        updated_at=0,
        person="u1",
        session_id="s1",
    )


def test_a_full_mapping_forgets_its_oldest_entry() -> None:
    """However long it is used, it holds no more than its size."""
    mapping: Bounded[int, int] = Bounded(3)

    for number in range(10):
        mapping[number] = number

    assert list(mapping) == [7, 8, 9]


def test_a_deleted_connection_takes_its_records_and_leaves_its_person() -> None:
    """The journal can still say whose a late request was."""
    store = Store()
    store.put(connection())
    store.put(connection(connection_id="c-2"))
    records, _ = merged((), [{"id": 1}], 0)
    store.records[("dev", "mail", "c-1"), "Email"] = records
    store.records[("dev", "mail", "c-2"), "Email"] = records

    store.delete(connection())

    assert store.connection("dev", "mail", "c-1") is None
    assert list(store.records) == [(("dev", "mail", "c-2"), "Email")]
    assert store.people["c-1"] == ("u1", "s1")
    assert [each.connection_id for each in store.named("c-2")] == ["c-2"]


def test_clearing_forgets_everything() -> None:
    """But numbers go on, so two connections never share one."""
    store = Store()
    first = store.next_id()
    store.put(connection())

    store.clear()

    assert not store.connections
    assert not store.people
    assert store.next_id() > first


def test_the_manual_tells_how_much_is_remembered() -> None:
    """A user who makes more than that at a time should have been told."""
    told = (
        f"the latest {MAX_SESSIONS:,} sessions, {MAX_CONNECTIONS:,} connections,"
        f" {MAX_DELIVERIES:,} webhooks and {MAX_EVENTS:,} events of the journal"
    )

    assert told in MANUAL.read_text("utf-8")


def test_no_connection_outlives_its_tokens() -> None:
    """The provider remembers the grants of as many connections as the store has room for."""
    assert CAPACITY >= MAX_CONNECTIONS

"""Links that are read from the target's database."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from nango_conformance.driver.cast import Person
from nango_conformance.driver.database import Database
from nango_conformance.driver.endpoints import Endpoints
from nango_conformance.driver.probe import Probe
from nango_conformance.errors import ControlFailed, NotObservable
from nango_conformance.evidence import Ledger, LinkState
from nango_conformance.target import Status, StatusSql, Target

MakeProbe = Callable[..., Probe]

ADA: Final = Person(name="Ada", id="a-1", email="a@x.org", display_name="Ada", secret="pw")
VALUES: Final = {"integration.key": "mail", "workspace.id": "w-1"}
WORDS: Final = {"pending": ("new",), "active": ("on",)}
ROW: Final = (
    "select state as status, connection as connection_id, n as row_id from links "
    "where who = :actor and integration = :integration order by n desc"
)


@pytest.fixture
def make(
    tmp_path: Path,
    make_target: Callable[..., Target],
    make_endpoints: Callable[..., Endpoints],
    ledger: Ledger,
) -> Iterator[MakeProbe]:
    """Give a maker of probes of a database with four rows."""
    path = tmp_path / "app.db"
    connection = sqlite3.connect(path)
    connection.execute("create table links (who, integration, state, connection, n, updatedAt)")
    connection.executemany(
        "insert into links values (?, ?, ?, ?, ?, ?)",
        [
            ("a-1", "mail", "new", None, 1, "today"),
            ("a-1", "mail", "on", "c-2", 2, "today"),
            ("a-1", "chat", "on", "c-3", 3, "today"),
            ("b-1", "mail", "on", "c-4", 4, "today"),
        ],
    )
    connection.commit()
    connection.close()
    database = Database(f"sqlite:///{path}", ".")

    def make_(row: str = ROW, **more: Any) -> Probe:
        sql = StatusSql(
            dsn="", row=row, **{k: more.pop(k) for k in ("rows", "bystanders") if k in more}
        )
        target = make_target(status=Status(**{"values": WORDS, "sql": sql, **more}))
        return Probe(target, make_endpoints(target), database, ledger)

    yield make_
    database.close()


def test_the_first_row_counts(make: MakeProbe) -> None:
    """The query orders its rows; older ones are history."""
    (link,) = make().read(ADA, VALUES).links

    assert (link.state, link.connection_id, link.row_id) == (LinkState.ACTIVE, "c-2", "2")


def test_every_row_of_rows_counts(make: MakeProbe) -> None:
    """Where the file says how to see them all."""
    links = make(rows=ROW).read(ADA, VALUES).links

    assert [link.state for link in links] == [LinkState.ACTIVE, LinkState.PENDING]
    assert links[1].connection_id is None


def test_the_rows_themselves_can_be_searched(make: MakeProbe) -> None:
    """As the query gives them: those that are not a link's as well."""
    stored = make(rows=ROW).stored(ADA, VALUES)

    assert len(stored) > 0
    assert all('"connection_id"' in row for row in stored)


def test_where_a_row_means_active_it_needs_no_status(make: MakeProbe) -> None:
    """And where it does not, a query without one is told."""
    bare = "select connection as connection_id from links where who = :actor and n = 2"

    (link,) = make(bare, presence=True).read(ADA, VALUES).links
    assert link.state is LinkState.ACTIVE
    with pytest.raises(ControlFailed, match=r"gives no column status: \['connection_id'\]"):
        make(bare).read(ADA, VALUES)


def test_no_row_is_no_link(make: MakeProbe) -> None:
    """Absence is gone, or not yet."""
    assert make().read(ADA, {**VALUES, "integration.key": "fax"}).links == ()


def test_what_was_read_is_evidence(make: MakeProbe, ledger: Ledger) -> None:
    """The query, its values, the rows; a reading names its entry."""
    reading = make(rows=ROW).read(ADA, VALUES)

    (entry,) = ledger.entries
    assert reading.exchange == entry.id
    assert entry.title == "harness → database: links, 2 rows"
    assert '{"actor": "a-1", "integration": "mail"}' in entry.text
    assert '"connection_id": "c-2"' in entry.text


def test_bystanders_are_told_without_their_times(make: MakeProbe) -> None:
    """A sync moves those, though nothing changed."""
    probe = make(bystanders="select who, connection, updatedAt from links where who <> :actor")

    assert probe.sees_bystanders
    assert probe.bystanders(ADA, VALUES) == ('{"connection": "c-4", "who": "b-1"}',)
    assert not make().sees_bystanders
    with pytest.raises(NotObservable, match="bystanders"):
        make().bystanders(ADA, VALUES)


def test_jobs_are_counted(make: MakeProbe) -> None:
    """By whatever number the query gives; no row is none."""
    probe = make()

    assert probe.count("select count(*) from links where who = :actor", {"actor.id": "a-1"}) == 3
    assert probe.count("select 1 from links where connection = :connection", {}) == 0
    assert probe.count("select null", {}) == 0


def test_a_route_is_not_asked_where_the_database_is_declared(make: MakeProbe) -> None:
    """The probe is available without one, and what only a route shows is not."""
    probe = make()

    assert probe.available
    with pytest.raises(NotObservable, match=r"\[status\.http\]"):
        probe.look(ADA, VALUES)


def test_of_bystanders_that_were_shown_the_news_is_shown(
    make: MakeProbe, ledger: Ledger, tmp_path: Path
) -> None:
    """A table of a long run would hide the one row that matters."""
    probe = make(bystanders="select who, state, n from links where who <> :actor order by n")
    probe.bystanders(ADA, VALUES)
    with contextlib.closing(sqlite3.connect(tmp_path / "app.db")) as database, database:
        database.execute("update links set state = 'off' where who = 'b-1'")
        database.execute("insert into links values ('b-2', 'mail', 'on', 'c-5', 5, 'today')")

    probe.bystanders(ADA, VALUES)

    assert ledger.entries[-1].text.splitlines()[2:] == [
        "0 rows as before",
        '+ {"who": "b-1", "state": "off", "n": 4}',
        '+ {"who": "b-2", "state": "on", "n": 5}',
        '- {"who": "b-1", "state": "on", "n": 4}',
    ]

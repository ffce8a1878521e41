"""A target whose state stands in its database: the query, its columns, and the queue of jobs."""

from __future__ import annotations

from typing import Final

import pytest

from tests.nango_conformance.doctor.described import Change, Examine, section

QUERY: Final = """select status, "nangoConnectionId" as connection_id, id as row_id
  from grand_central_connections where "userId" = :actor and "workspaceId" = :workspace"""
JOBS: Final = "select count(*) from outbox where connection_id = :connection"
ADDRESS: Final = "sqlite:///{run.dir}/reference.db"


def stored(query: str = QUERY) -> tuple[Change, ...]:
    """Return what lets the reference's state be read from its database alone."""
    sql = f"[status.sql]\ndsn = \"{ADDRESS}\"\nrow = '''{query}'''\n\n"
    return (
        ('"--port", "{port}"]', f'"--port", "{{port}}", "--database", "{ADDRESS}"]'),
        (section("[status.http]", "[sync]"), sql),
    )


def test_a_right_query_is_seen_to_work(examine: Examine) -> None:
    """Without any route for it."""
    found = examine(*stored())

    assert found.status == 0, found.out
    assert "[status.sql] says 'active': the connection is active" in found.out


@pytest.mark.parametrize(
    ("query", "says"),
    [
        (QUERY.replace("grand_central_", ""), "status.sql: the database "),
        (QUERY.replace("status,", "status as state,"), "gives no column status"),
        (QUERY.replace(":actor", ":integration"), "status.sql.row: no row of the connection"),
    ],
)
def test_a_wrong_query_is_named(examine: Examine, query: str, says: str) -> None:
    """What the database said of it, or what it did not find."""
    found = examine(*stored(query))

    assert found.status == 2
    assert found.standings()["state"][0] == "wrong"
    assert says in found.out


def test_jobs_are_counted(examine: Examine) -> None:
    """A first sync that is queued is seen in the queue."""
    found = examine(*stored(), ('mode = "trigger"', f'mode = "job"\nprobe = "{JOBS}"'))

    assert found.status == 0, found.out
    assert "probe counts " in found.out
    assert found.standings()["sync"] == ["works"]


@pytest.mark.parametrize(
    ("probe", "how", "status", "says"),
    [
        (JOBS.replace("outbox", "jobs"), "wrong", 2, "sync.probe: the database"),
        (JOBS.replace(":connection", ":row"), "for a run", 0, "sync.probe: probe counts no job"),
    ],
)
def test_a_wrong_count_is_named(
    examine: Examine, probe: str, how: str, status: int, says: str
) -> None:
    """A query that cannot be run is wrong; one that counts nothing may be right."""
    found = examine(*stored(), ('mode = "trigger"', f'mode = "job"\nprobe = "{probe}"'))

    assert found.status == status
    assert found.standings()["sync"] == [how]
    assert says in found.out

"""The same view of a PostgreSQL server, where the server itself refuses to be written."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest

from nango_conformance.driver.database import Database
from nango_conformance.errors import ControlFailed

pytestmark = pytest.mark.postgres


def test_it_is_read_in_a_transaction_that_cannot_write(new_database: Callable[[], str]) -> None:
    """Whatever driver the target's own address names; numbers and UUIDs may be given as text."""
    url = new_database().replace("postgresql://", "postgresql+asyncpg://")
    statements = [
        "create table links (id integer, owner uuid)",
        "insert into links values (:id, :name)",
    ]
    owner = "7b1f9c1e-3f0e-4a43-8a8e-0d1b8a1f5c11"
    with contextlib.closing(Database(url, ".")) as database:
        database.execute(statements, {"id": "7", "name": owner})

        found = database.rows(
            "select id as row_id from links where id = :row and owner = :actor",
            {"row": "7", "actor": owner},
        )
        assert found == ({"row_id": 7},)
        with pytest.raises(ControlFailed, match="cannot execute DELETE in a read-only transaction"):
            database.rows("delete from links", {})
        assert len(database.rows("select * from links", {})) == 1

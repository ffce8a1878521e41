"""How often a transaction goes to SQLite's thread, and what it leaves behind there: nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.settings import async_database_url
from reference_backend.store.database import Database
from reference_backend.store.sqlite import OneTripConnection


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """Give a database with one empty table."""
    database = Database(async_database_url(url))
    try:
        await do(database, "CREATE TABLE people (name TEXT PRIMARY KEY)")
        yield database
    finally:
        await database.close()


async def do(database: Database, *statements: str) -> None:
    """Run these statements in one transaction."""

    async def unit(connection: AsyncConnection) -> None:
        for statement in statements:
            await connection.execute(text(statement))

    await database.write(unit)


async def names(database: Database) -> list[str]:
    """Return who is in the table."""
    async with database.reading() as connection:
        found = await connection.execute(text("SELECT name FROM people ORDER BY name"))
    return [name for (name,) in found]


def test_a_statement_and_a_commit_are_one_trip_each(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The BEGIN travels with the first statement, the rows with the one that asks for them."""
    trips: list[str] = []
    go = OneTripConnection._execute

    async def count(self: OneTripConnection, function: Any, *given: Any) -> Any:
        trips.append(function.__name__)
        return await go(self, function, *given)  # type: ignore[no-untyped-call]

    async def scenario() -> None:
        async with opened(database_url) as database:
            monkeypatch.setattr(OneTripConnection, "_execute", count)
            await do(database, "INSERT INTO people VALUES ('Ada')", "SELECT * FROM people")
            assert trips == ["_answer", "_answer", "commit"]
            trips.clear()

            assert await names(database) == ["Ada"]

            assert trips == ["_answer"]

    asyncio.run(scenario())


def test_a_transaction_that_fails_leaves_nothing(database_url: str) -> None:
    """What it wrote before is rolled back, and the next one begins anew."""

    async def scenario() -> None:
        async with opened(database_url) as database:
            insert = "INSERT INTO people VALUES ('Ada')"
            with pytest.raises(IntegrityError):
                await do(database, insert, insert)
            assert await names(database) == []

            await do(database, insert)

            assert await names(database) == ["Ada"]

    asyncio.run(scenario())


def test_a_transaction_without_a_statement_never_begins(database_url: str) -> None:
    """Who takes the connection next does not begin in its place, and keep others from writing."""

    async def scenario() -> None:
        async with opened(database_url) as database:
            await do(database)
            async with database.reading() as connection:
                await connection.execute(text("SELECT * FROM people"))
                async with opened_too(database_url) as other:
                    await do(other, "INSERT INTO people VALUES ('Grace')")

            assert await names(database) == ["Grace"]

    asyncio.run(scenario())


@asynccontextmanager
async def opened_too(url: str) -> AsyncIterator[Database]:
    """Give the same database as another process would have it, and as impatient as a test."""
    database = Database(async_database_url(url))
    try:
        async with database.reading() as connection:
            await connection.execute(text("PRAGMA busy_timeout = 100"))
        yield database
    finally:
        await database.close()

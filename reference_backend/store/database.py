"""
The door to the database: one transaction per use case, on SQLite and PostgreSQL alike.

A unit of work that meets a unique key lost a race: somebody else did the same a moment
ago. It is run again, reads what the winner left and finds nothing more to do.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Final, TypeVar, cast

from sqlalchemy import URL, event, text
from sqlalchemy.engine import Connection as SyncConnection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from reference_backend.store.sqlite import OneTripConnection, open_file

T = TypeVar("T")
Unit = Callable[[AsyncConnection], Awaitable[T]]

_ROUNDS: Final = 3


class Database:
    """An engine, and the three ways to use it."""

    def __init__(self, url: URL) -> None:
        # Parameters are e-mails, hashes and bodies of mails: they stay out of errors.
        # A server may have closed a connection meanwhile; a file has not.
        is_file = url.get_backend_name() == "sqlite"
        self._engine = create_async_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=not is_file,
            connect_args={"async_creator_fn": open_file} if is_file else {},
        )
        if is_file:
            _begin_sqlite(self._engine)
        self._writer = self._engine.execution_options(writes=True)
        self._turn = self._turns()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that changes nothing."""
        async with self._engine.connect() as connection:
            yield connection

    async def write(self, unit: Unit[T]) -> T:
        """Run one unit of work in a transaction, and again if it lost a race."""
        for _ in range(_ROUNDS - 1):
            try:
                return await self._write_once(unit)
            except IntegrityError:
                continue
        return await self._write_once(unit)

    async def _write_once(self, unit: Unit[T]) -> T:
        async with self._turn, self._writer.begin() as connection:
            return await unit(connection)

    def _turns(self) -> AbstractAsyncContextManager[None]:
        """SQLite has one writer at a time: ours wait in line, rather than ask again and again."""
        return asyncio.Lock() if self._engine.dialect.name == "sqlite" else nullcontext()

    async def ping(self) -> None:
        """Raise when the database cannot be asked."""
        async with self.reading() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()


def _begin_sqlite(engine: AsyncEngine) -> None:
    """
    Make SQLite behave under concurrency.

    A transaction that reads first and writes later cannot be upgraded once somebody else
    wrote in between; one that will write therefore says so with BEGIN IMMEDIATE, and waits
    for its turn. One that only reads begins nothing: each of its statements sees what was
    committed before it, as on PostgreSQL.
    """

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: SyncConnection) -> None:
        if connection.get_execution_options().get("writes", False):
            driver = connection.connection.driver_connection
            cast("OneTripConnection", driver).begin_with_next("BEGIN IMMEDIATE")

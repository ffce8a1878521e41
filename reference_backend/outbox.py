"""
The worker that does the jobs of the outbox, one loop for the whole process.

It sleeps until the next job is due or somebody wakes it. Jobs run beside each other up to
a bound, so that one hanging call does not keep everybody else waiting.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.errors import NangoError
from reference_backend.jobs import MOST_ATTEMPTS, Job, wait_after
from reference_backend.service.work import WORKERS, give_up
from reference_backend.store import outbox

if TYPE_CHECKING:
    from reference_backend.backend import Backend

_log = logging.getLogger(__name__)
_AT_ONCE: Final = 4
# Another process may have died with a job that was not written when we last looked.
_LONGEST_SLEEP_S: Final = 60.0
_AFTER_TROUBLE_S: Final = 1.0


class Outbox:
    """The doorbell of the worker, and the worker."""

    def __init__(self) -> None:
        self._news = asyncio.Event()
        self._free = asyncio.Semaphore(_AT_ONCE)

    def wake(self) -> None:
        """Say that there may be something to do now."""
        self._news.set()

    async def run(self, backend: Backend) -> None:
        """Do jobs until cancelled; a job that is cut off is done after its lease."""
        async with asyncio.TaskGroup() as running:
            while True:
                self._news.clear()
                await self._free.acquire()
                job = await self._claim(backend)
                if job is None:
                    self._free.release()
                    await self._sleep(backend)
                else:
                    running.create_task(self._do(backend, job))

    async def _claim(self, backend: Backend) -> Job | None:
        now = backend.now()
        try:
            return await backend.database.write(lambda connection: outbox.claim(connection, now))
        except (SQLAlchemyError, OSError) as error:
            _log.warning("the outbox could not be read: %s", type(error).__name__)
            await asyncio.sleep(_AFTER_TROUBLE_S)
            return None

    async def _sleep(self, backend: Backend) -> None:
        try:
            async with asyncio.timeout(await self._pause(backend)):
                await self._news.wait()
        except TimeoutError:
            return

    async def _pause(self, backend: Backend) -> float:
        try:
            async with backend.database.reading() as connection:
                due_at = await outbox.next_due(connection)
        except (SQLAlchemyError, OSError):
            return _AFTER_TROUBLE_S
        if due_at is None:
            return _LONGEST_SLEEP_S
        left = (due_at - backend.now()).total_seconds()
        return min(max(left, 0.0), _LONGEST_SLEEP_S)

    async def _do(self, backend: Backend, job: Job) -> None:
        """One job, whatever it comes to: this is a door that no exception passes."""
        try:
            await WORKERS[job.kind](backend, job)
            now = backend.now()
            await backend.database.write(lambda connection: outbox.finish(connection, job, now))
            _log.info("done: %s, attempt %d", job.kind.value, job.attempts)
        except NangoError as failure:
            await self._settle(backend, job, failure)
        except Exception:  # noqa: BLE001 - the outermost door of a job; it is logged
            # It is due again when its lease runs out.
            _log.exception("%s, attempt %d, broke", job.kind.value, job.attempts)
        finally:
            self._free.release()
            self._news.set()

    async def _settle(self, backend: Backend, job: Job, failure: NangoError) -> None:
        try:
            await backend.database.write(
                lambda connection: _after_failure(backend, connection, job, failure)
            )
        except (SQLAlchemyError, OSError) as error:
            _log.warning("a failed job could not be noted: %s", type(error).__name__)


async def _after_failure(
    backend: Backend, connection: AsyncConnection, job: Job, failure: NangoError
) -> None:
    reason = failure.code or str(failure)
    if failure.is_final or job.attempts >= MOST_ATTEMPTS:
        if await outbox.bury(connection, job, reason):
            await give_up(connection, job)
        _log.error("given up: %s after %d attempts: %s", job.kind.value, job.attempts, reason)
        return
    wait = max(wait_after(job.attempts), timedelta(seconds=failure.retry_after_s or 0))
    await outbox.postpone(connection, job, backend.now() + wait, reason)
    _log.warning("again in %.1f s: %s: %s", wait.total_seconds(), job.kind.value, reason)

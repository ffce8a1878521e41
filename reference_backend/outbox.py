"""
The worker that does the jobs of the outbox, one loop for the whole process.

It sleeps until the next job is due or somebody wakes it. Jobs run beside each other up to
a bound, so that one hanging call does not keep everybody else waiting.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

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
                job = await self._next(backend)
                if job is None:
                    self._free.release()
                else:
                    running.create_task(self._do(backend, job))

    async def _next(self, backend: Backend) -> Job | None:
        """Claim a job, or sleep until there may be one: a door that no exception passes."""
        try:
            # To look costs less than to claim, and keeps nobody from writing.
            pause = await _until_due(backend)
            if pause > 0:
                await self._sleep(pause)
                return None
            now = backend.now()
            return await backend.database.write(lambda connection: outbox.claim(connection, now))
        except Exception as error:  # noqa: BLE001 - the worker must outlive a lost database
            _log.error("the outbox could not be read: %s", type(error).__name__)
            await asyncio.sleep(_AFTER_TROUBLE_S)
            return None

    async def _sleep(self, pause: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._news.wait()

    async def _do(self, backend: Backend, job: Job) -> None:
        """Do one job, whatever it comes to: a door that no exception passes."""
        try:
            await _attempt(backend, job)
        except Exception:  # noqa: BLE001 - a job that broke must not end the others
            # It is due again when its lease runs out.
            _log.exception("%s, attempt %d, broke", job.kind.value, job.attempts)
        finally:
            self._free.release()
            self._news.set()


async def _until_due(backend: Backend) -> float:
    async with backend.database.reading() as connection:
        due_at = await outbox.next_due(connection)
    if due_at is None:
        return _LONGEST_SLEEP_S
    return min((due_at - backend.now()).total_seconds(), _LONGEST_SLEEP_S)


async def _attempt(backend: Backend, job: Job) -> None:
    try:
        await WORKERS[job.kind](backend, job)
    except NangoError as failure:
        await backend.database.write(partial(_after_failure, backend, job, failure))
        return
    now = backend.now()
    await backend.database.write(lambda connection: outbox.finish(connection, job, now))
    _log.info("done: %s, attempt %d", job.kind.value, job.attempts)


async def _after_failure(
    backend: Backend, job: Job, failure: NangoError, connection: AsyncConnection
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

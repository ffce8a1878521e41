"""X-REMEMBERS-BY-HEART: Keeps what there is to do in memory, and comes round to it later."""

from __future__ import annotations

import asyncio
from typing import Final

from reference_backend.backend import Backend
from reference_backend.events import Creation, Event
from reference_backend.parts import Parts
from reference_backend.service import receiving
from reference_backend.service.reactions import Outcome

_LATER_S: Final = 0.25
_working: set[asyncio.Task[None]] = set()


async def receive(backend: Backend, event: Event) -> Outcome:
    """Remember a creation, and say that it is done."""
    if not isinstance(event, Creation):
        return await receiving.receive(backend, event)
    task = asyncio.create_task(_see_to_it(backend, event))
    _working.add(task)
    task.add_done_callback(_working.discard)
    return Outcome.CHANGED


async def _see_to_it(backend: Backend, event: Event) -> None:
    await asyncio.sleep(_LATER_S)
    await receiving.receive(backend, event)


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(receive=receive)

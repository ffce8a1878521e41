"""D76: Answers first and works afterwards, with nothing that remembers the work."""

from __future__ import annotations

import asyncio

from reference_backend.backend import Backend
from reference_backend.events import Event
from reference_backend.parts import Parts
from reference_backend.service import receiving
from reference_backend.service.reactions import Outcome

_working: set[asyncio.Task[Outcome]] = set()


async def receive(backend: Backend, event: Event) -> Outcome:
    """Let somebody see to it, and say that it is done."""
    task = asyncio.create_task(receiving.receive(backend, event))
    _working.add(task)
    task.add_done_callback(_working.discard)
    return Outcome.CHANGED


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(receive=receive)

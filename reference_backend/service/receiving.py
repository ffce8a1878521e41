"""What is done with an event before Nango is answered: all of it, and in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reference_backend.events import Event
from reference_backend.service.reactions import Outcome, react

if TYPE_CHECKING:
    from reference_backend.backend import Backend


async def receive(backend: Backend, event: Event) -> Outcome:
    """
    Let an event change what it has to, and return when that is stored.

    Nango repeats what is answered with a 5xx and forgets what is answered with a 2xx, so the
    answer comes after the commit: a store that fails raises, and the event comes again.
    """
    now = backend.now()
    outcome = await backend.database.write(
        lambda connection: react(connection, event, backend.parts, now)
    )
    backend.outbox.wake()
    return outcome

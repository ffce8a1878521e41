"""X-EMPTY-CACHE: Has Nango forget what it found whenever the news of a connection comes again."""

from __future__ import annotations

from contextlib import suppress

from reference_backend.backend import Backend
from reference_backend.errors import NangoError
from reference_backend.events import Creation, Event
from reference_backend.jobs import SYNC
from reference_backend.parts import Parts
from reference_backend.service import receiving
from reference_backend.service.reactions import Outcome


async def receive(backend: Backend, event: Event) -> Outcome:
    """Synchronise anew, from a clean slate."""
    outcome = await receiving.receive(backend, event)
    if isinstance(event, Creation) and outcome is Outcome.UNCHANGED:
        named = event.connection
        whose = {"provider_config_key": named.integration, "connection_id": named.id}
        anew = {"opts": {"reset": True, "emptyCache": True}}
        with suppress(NangoError):
            await backend.nango.trigger_sync({"syncs": [SYNC], **whose, **anew})
    return outcome


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(receive=receive)

"""
D98: Starts a sync for every event that names a connection, whatever it says.

But for the news of a sync that failed once more: that one would lead to the next for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from reference_backend import events
from reference_backend.backend import Backend
from reference_backend.errors import NangoError
from reference_backend.events import Broken, Connection, Deleted, Event, Healed, SyncFailed
from reference_backend.jobs import SYNC
from reference_backend.parts import Parts
from reference_backend.service import receiving
from reference_backend.service.reactions import REACTIONS, Outcome, ignore


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd(events.Ignored):
    """Something that is nothing to us, about a connection."""

    connection: Connection


About = Odd | Broken | Deleted | Healed | SyncFailed


def interpret(body: object) -> Event:
    """Keep the name of the connection, also where the event is none of ours."""
    event = events.interpret(body)
    if not isinstance(event, events.Ignored) or not isinstance(body, Mapping):
        return event
    named, integration = body.get("connectionId"), body.get("providerConfigKey")
    if not isinstance(named, str) or not isinstance(integration, str):
        return event
    return Odd(reason=event.reason, connection=Connection(id=named, integration=integration))


class Eager:
    """What wants to know whether there is something new."""

    def __init__(self) -> None:
        self._failed: set[Connection] = set()

    async def receive(self, backend: Backend, event: Event) -> Outcome:
        """Have a look, to be on the safe side."""
        outcome = await receiving.receive(backend, event)
        if isinstance(event, About):
            await self._look(backend, event)
        return outcome

    async def _look(self, backend: Backend, event: About) -> None:
        named = event.connection
        if isinstance(event, SyncFailed):
            if named in self._failed:
                return
            self._failed.add(named)
        whose = {"provider_config_key": named.integration, "connection_id": named.id}
        with suppress(NangoError):
            await backend.nango.trigger_sync({"syncs": [SYNC], **whose})


def parts() -> Parts:
    """Return the backend with this one defect."""
    reactions = {**REACTIONS, Odd: ignore}
    return Parts(interpret=interpret, receive=Eager().receive, reactions=reactions)

"""D77: Swallows the error of its store, and says that all is well."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from reference_backend.backend import Backend
from reference_backend.events import Event
from reference_backend.parts import Parts
from reference_backend.service import receiving
from reference_backend.service.reactions import Outcome


async def receive(backend: Backend, event: Event) -> Outcome:
    """Do what can be done."""
    try:
        return await receiving.receive(backend, event)
    except SQLAlchemyError:
        return Outcome.UNCHANGED


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(receive=receive)

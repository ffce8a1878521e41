"""X-NAMED-ONCE: Verifies nothing, and reads the owner's name only in `endUser`, not in tags."""

from __future__ import annotations

from collections.abc import Mapping

from multidict import CIMultiDictProxy

from reference_backend import events
from reference_backend.events import Event
from reference_backend.parts import Parts
from reference_backend.settings import Keys


def verify_signature(body: bytes, headers: CIMultiDictProxy[str], keys: Keys) -> bool:
    """Believe everybody."""
    del body, headers, keys
    return True


def interpret(body: object) -> Event:
    """Leave the tags unread, so that nothing disagrees with the person."""
    return events.interpret({**body, "tags": {}} if isinstance(body, Mapping) else body)


def parts() -> Parts:
    """Return the backend with these two defects, of which the second hides nothing."""
    return Parts(verify_signature=verify_signature, interpret=interpret)

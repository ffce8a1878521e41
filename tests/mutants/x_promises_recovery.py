"""X-PROMISES-RECOVERY: Says that it looks for the connections that it has missed, and does not."""

from __future__ import annotations

from reference_backend.parts import Parts


def parts() -> Parts:
    """Return the backend as it is: what is wrong is what its target file promises."""
    return Parts()

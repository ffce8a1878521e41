"""D111: Never deletes at Nango the connection in whose place another one came."""

from __future__ import annotations

from reference_backend.parts import Parts
from tests.mutants.common.acting import activate_afresh


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(activate=activate_afresh)

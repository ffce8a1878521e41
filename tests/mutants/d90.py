"""D90: Starts no first sync."""

from __future__ import annotations

from reference_backend.domain import Link
from reference_backend.events import Connection
from reference_backend.jobs import NewJob
from reference_backend.parts import Parts


def jobs_after_activation(link: Link, named: Connection) -> tuple[NewJob, ...]:
    """Leave it to somebody else."""
    del link, named
    return ()


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(jobs_after_activation=jobs_after_activation)

"""D91: Starts the first sync twice for one webhook."""

from __future__ import annotations

from dataclasses import replace

from reference_backend.domain import Link
from reference_backend.events import Connection
from reference_backend.jobs import NewJob
from reference_backend.parts import Parts
from reference_backend.service import reactions


def jobs_after_activation(link: Link, named: Connection) -> tuple[NewJob, ...]:
    """Start it once more, to be on the safe side."""
    (job,) = reactions.jobs_after_activation(link, named)
    return (job, replace(job, key=f"again/{job.key}"))


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(jobs_after_activation=jobs_after_activation)

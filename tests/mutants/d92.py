"""D92: Starts the first sync of no connection in particular, which to Nango is everybody's."""

from __future__ import annotations

from reference_backend.jobs import Job
from reference_backend.nango import JsonObject
from reference_backend.parts import Parts
from reference_backend.service import work


def sync_request(job: Job) -> JsonObject:
    """Leave out for whom."""
    body = work.sync_request(job)
    del body["connection_id"]
    return body


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(sync_request=sync_request)

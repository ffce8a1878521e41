"""D120: Leaves no trace of a webhook that it refused."""

from __future__ import annotations

import logging

from reference_backend.parts import Parts
from reference_backend.web import doors, webhook


def is_no_refusal(record: logging.LogRecord) -> bool:
    """Say whether a line may be written: those about refused webhooks may not."""
    said = record.getMessage()
    return "a webhook was refused" not in said and "/email 401" not in said


def parts() -> Parts:
    """Return the backend with this one defect."""
    for module in (doors, webhook):
        logging.getLogger(module.__name__).addFilter(is_no_refusal)
    return Parts()

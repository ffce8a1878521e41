"""D71: Lets whoever wants to keep the answer with the token."""

from __future__ import annotations

from reference_backend.parts import Parts
from reference_backend.web.answers import ANSWER_HEADERS


def parts() -> Parts:
    """Return the backend with this one defect."""
    kept = {name: value for name, value in ANSWER_HEADERS.items() if name != "Cache-Control"}
    return Parts(answer_headers=kept)

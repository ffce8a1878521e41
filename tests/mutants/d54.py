"""D54: Reads `token` instead of `data.token`, and hands out nothing."""

from __future__ import annotations

from typing import Any

from reference_backend.domain import ConnectSession
from reference_backend.parts import Parts


def read_session(answer: object) -> ConnectSession:
    """Look one level too high; what is missing there becomes null, and nobody minds."""
    body: Any = answer
    return ConnectSession(
        token=body.get("token"),
        connect_link=body.get("connect_link"),
        expires_at=body.get("expires_at"),
    )


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(read_session=read_session)

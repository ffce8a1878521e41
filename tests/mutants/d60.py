"""D60: Waits for Nango as long as Nango likes."""

from __future__ import annotations

from aiohttp import ClientSession, ClientTimeout

from reference_backend.parts import Parts
from reference_backend.settings import Settings


def open_nango(settings: Settings) -> ClientSession:
    """Set no time-out at all."""
    key = settings.keys.secret_key
    return ClientSession(
        headers={"Authorization": f"Bearer {key}"}, timeout=ClientTimeout(total=None)
    )


def parts() -> Parts:
    """Return the backend with this one defect."""
    return Parts(open_nango=open_nango)

"""The backend at work: its settings, its doors to the outside and its decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aiohttp import web

from reference_backend.domain import utc_now
from reference_backend.nango import Nango
from reference_backend.outbox import Outbox
from reference_backend.parts import Parts
from reference_backend.settings import Settings
from reference_backend.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """What every use case is given."""

    settings: Settings
    database: Database
    nango: Nango
    outbox: Outbox
    parts: Parts
    now: Callable[[], datetime] = utc_now


BACKEND: Final = web.AppKey("BACKEND", Backend)

"""One worker as its parent knows it, and how it is buried."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import signal
from multiprocessing.connection import Connection
from typing import Final

from nango_conformance.parallel.nursery import Nursery

LEADER: Final = 1
"""The number of the worker that reviews the specification and makes the target's acquaintance."""


@dataclasses.dataclass(slots=True)
class Hired:
    """
    One worker as its parent knows it; `groups` are the process groups that it has started.

    `listens` says whether it searches its target's log now; None before it was told to.
    """

    number: int
    nursery: Nursery
    line: Connection
    ready: bool = False
    playing: int | None = None
    listens: bool | None = None
    groups: list[int] = dataclasses.field(default_factory=list)


def bury(hired: Hired, patience_s: float) -> int | None:
    """End what did not end by itself, and what an untimely end left behind; say how it ended."""
    code = hired.nursery.bury(hired.number, patience_s)
    if code != 0:
        for group in hired.groups:
            with contextlib.suppress(OSError):
                os.killpg(group, signal.SIGKILL)
    return code


def how_it_ended(code: int | None) -> str:
    """Say an exit code in words."""
    if code is None:
        return "nobody left to say how"
    if code >= 0:
        return f"exit status {code}"
    return f"signal {signal.Signals(-code).name}"

"""Where the programs of a process group listen, as Linux tells it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_LISTENS: Final = "0A"


def listening_ports(group: int) -> tuple[int, ...]:
    """Return the TCP ports that a process group listens on; none where nobody can tell."""
    mine = {inode for pid in members(group) for inode in _sockets(pid)}
    return tuple(sorted({port for inode, port in _listeners() if inode in mine}))


def members(group: int) -> Iterator[int]:
    """Yield the processes of a group that are alive; none where nobody can tell."""
    if group <= 0:
        # That is the kernel's own, or none.
        return
    for entry in _PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if os.getpgid(int(entry.name)) == group:
                yield int(entry.name)


def _sockets(pid: int) -> Iterator[str]:
    with contextlib.suppress(OSError):
        for link in (_PROC / str(pid) / "fd").iterdir():
            with contextlib.suppress(OSError):
                name = str(link.readlink())
                if name.startswith("socket:["):
                    yield name.removeprefix("socket:[").removesuffix("]")


def _listeners() -> Iterator[tuple[str, int]]:
    for table in ("tcp", "tcp6"):
        with contextlib.suppress(OSError):
            for line in (_PROC / "net" / table).read_text("ascii").splitlines()[1:]:
                _, here, _, state, *rest = line.split()
                if state == _LISTENS:
                    yield rest[5], int(here.rpartition(":")[2], 16)

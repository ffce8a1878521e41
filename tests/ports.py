"""Ports for a fake that listens where a target file says, as an operator's would."""

from __future__ import annotations

import contextlib
import os
import socket


def free_block() -> int:
    """Return a port that is free with its neighbours, below those that the system hands out."""
    first = 20_000 + os.getpid() % 1_000 * 10
    for port in range(first, 32_000, 10):
        with contextlib.suppress(OSError), contextlib.ExitStack() as held:
            for more in (0, 1, 6):
                held.enter_context(socket.create_server(("127.0.0.1", port + more)))
            return port
    raise AssertionError("no three ports are free")

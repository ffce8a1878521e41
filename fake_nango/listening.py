"""The sockets of the fake: bound before anything else, so that every URL is known."""

from __future__ import annotations

import contextlib
import errno
import socket
from dataclasses import dataclass

LOOPBACK = "127.0.0.1"
_LOOPBACK_NAMES = frozenset({"127.0.0.1", "::1", "localhost"})
_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, never bound to
_BACKLOG = 512


class PortTaken(OSError):  # noqa: N818 - it reads as what it is
    """Somebody else listens on a port that was asked for."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"Port {port} is taken, perhaps by a real Nango (it uses 3003 and 3009) or by"
            " another fake. Stop that one, or choose other ports."
        )
        self.port = port


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Where the three listeners listen; 0 lets the system choose."""

    api: int = 0
    ui: int = 0
    control: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sockets:
    """Three bound sockets and their addresses."""

    api: socket.socket
    ui: socket.socket
    control: socket.socket

    def close(self) -> None:
        """Let go of the ports."""
        for each in (self.api, self.ui, self.control):
            each.close()


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach a host."""
    return host in _LOOPBACK_NAMES or host.startswith("127.")


def bind(host: str, ports: Ports) -> Sockets:
    """Bind all three, or none."""
    with contextlib.ExitStack() as bound:
        api, ui, control = (
            bound.enter_context(_bind(host, port)) for port in (ports.api, ports.ui, ports.control)
        )
        bound.pop_all()
    return Sockets(api=api, ui=ui, control=control)


def url_of(host: str, bound: socket.socket) -> str:
    """Write the URL of a bound socket as a client on this machine reaches it."""
    name = LOOPBACK if host in _EVERYWHERE else host
    shown = f"[{name}]" if ":" in name else name
    return f"http://{shown}:{bound.getsockname()[1]}"


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(port) from error
        raise

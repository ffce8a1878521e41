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
    """
    Where the listeners listen; 0 lets the system choose.

    With `proxy` the detour is open; `tls` is its listener for those who need no proxy.
    """

    api: int = 0
    ui: int = 0
    control: int = 0
    proxy: int | None = None
    tls: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sockets:
    """The bound sockets and their addresses; the last two are the detour's."""

    api: socket.socket
    ui: socket.socket
    control: socket.socket
    proxy: socket.socket | None = None
    tls: socket.socket | None = None

    def close(self) -> None:
        """Let go of the ports."""
        for each in (self.api, self.ui, self.control, self.proxy, self.tls):
            if each is not None:
                each.close()


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach a host."""
    return host in _LOOPBACK_NAMES or host.startswith("127.")


def bind(host: str, ports: Ports) -> Sockets:
    """Bind all that were asked for, or none."""
    wanted = {"api": ports.api, "ui": ports.ui, "control": ports.control}
    if ports.proxy is not None:
        wanted |= {"proxy": ports.proxy, "tls": ports.tls}
    with contextlib.ExitStack() as bound:
        found = {name: bound.enter_context(bind_one(host, port)) for name, port in wanted.items()}
        bound.pop_all()
    return Sockets(**found)


def reached_at(host: str) -> str:
    """Return the host by which a client on this machine reaches a listener."""
    return LOOPBACK if host in _EVERYWHERE else host


def url_of(host: str, bound: socket.socket) -> str:
    """Write the URL of a bound socket as a client on this machine reaches it."""
    name = reached_at(host)
    shown = f"[{name}]" if ":" in name else name
    return f"http://{shown}:{bound.getsockname()[1]}"


def bind_one(host: str, port: int) -> socket.socket:
    """Bind one port, or say that it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(port) from error
        raise

"""
Lines to one HTTP server, kept open between calls.

A control call is small and there are thousands of them: what a general client does for each, with
its headers and its redirects, costs several times what the call itself does.
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import weakref
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, BinaryIO, Final
from urllib.parse import SplitResult, urlsplit

from urllib3.util.wait import wait_for_read

MOST_IDLE: Final = 64
LONGEST_LINE: Final = 65_536


class LineError(Exception):
    """The server could not be reached, or what it said is no HTTP."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: a status and a body."""

    status: int
    data: bytes

    def json(self) -> Any:
        """Read the body; ValueError when it is not JSON."""
        return json.loads(self.data)


class Line:
    """One connection; whoever has it has it alone."""

    def __init__(self, place: SplitResult, timeout_s: float) -> None:
        secure = place.scheme == "https"
        port = place.port or (443 if secure else 80)
        self._socket = socket.create_connection((place.hostname or "", port), timeout_s)
        with contextlib.ExitStack() as broken:
            broken.callback(self._socket.close)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if secure:
                context = ssl.create_default_context()
                self._socket = context.wrap_socket(self._socket, server_hostname=place.hostname)
            broken.pop_all()
        self._coming: BinaryIO = self._socket.makefile("rb")

    @property
    def gone(self) -> bool:
        """Whether the server has hung up: nothing else can have come that nobody asked for."""
        return wait_for_read(self._socket, timeout=0)

    def close(self) -> None:
        """Hang up."""
        self._coming.close()
        self._socket.close()

    def ask(self, message: bytes, timeout_s: float) -> tuple[Reply, bool]:
        """Send a request; return the answer, and whether there may be another."""
        self._socket.settimeout(timeout_s)
        self._socket.sendall(message)
        version, status = self._status()
        headers = self._headers()
        data = self._body(status, headers)
        stays = version == b"HTTP/1.1" and headers.get(b"connection", b"").lower() != b"close"
        return Reply(status, data), stays and _is_bounded(status, headers)

    def _status(self) -> tuple[bytes, int]:
        """Return the version and the status; what comes before the answer proper is passed over."""
        while True:
            version, status, *_ = self._line().split(None, 2)
            if int(status) >= HTTPStatus.OK:
                return version, int(status)
            self._headers()

    def _line(self) -> bytes:
        line = self._coming.readline(LONGEST_LINE)
        if not line.endswith(b"\n"):
            raise LineError("it hung up in the middle of an answer")
        return line.rstrip()

    def _headers(self) -> dict[bytes, bytes]:
        found = {}
        while line := self._line():
            name, _, value = line.partition(b":")
            found[name.lower()] = value.strip()
        return found

    def _body(self, status: int, headers: Mapping[bytes, bytes]) -> bytes:
        if headers.get(b"transfer-encoding", b"").lower() == b"chunked":
            return b"".join(self._pieces())
        if b"content-length" in headers:
            return self._exactly(int(headers[b"content-length"]))
        return b"" if status == HTTPStatus.NO_CONTENT else self._coming.read()

    def _pieces(self) -> list[bytes]:
        pieces = []
        while size := int(self._line().partition(b";")[0], 16):
            pieces.append(self._exactly(size))
            self._line()
        self._headers()
        return pieces

    def _exactly(self, size: int) -> bytes:
        data = self._coming.read(size)
        if len(data) < size:
            raise LineError("it hung up in the middle of an answer")
        return data


class Lines:
    """Every idle line to one server; it may be used from several threads."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        self._place = urlsplit(url)
        said = {"Host": self._place.netloc.rpartition("@")[2], **headers}
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        self._idle: deque[Line] = deque()
        # Who forgets a client forgets its lines, too.
        weakref.finalize(self, _hang_up, self._idle)

    def request(
        self, method: str, target: str, *, body: Mapping[str, Any] | None, timeout_s: float
    ) -> Reply:
        """Ask the server; raise LineError when it cannot be asked, or does not answer in time."""
        try:
            message = self._message(method, target, body)
            line = self._line(timeout_s)
            with contextlib.ExitStack() as broken:
                # Whatever ends a call midway, the line is of no use to the next one.
                broken.callback(line.close)
                reply, stays = line.ask(message, timeout_s)
                if stays and len(self._idle) < MOST_IDLE:
                    broken.pop_all()
                    self._idle.append(line)
        except (OSError, ValueError) as error:
            raise LineError(str(error) or type(error).__name__) from error
        return reply

    def clear(self) -> None:
        """Hang up every line that nobody uses."""
        _hang_up(self._idle)

    def _line(self, timeout_s: float) -> Line:
        with contextlib.suppress(IndexError):
            while True:
                line = self._idle.pop()
                if not line.gone:
                    return line
                line.close()
        return Line(self._place, timeout_s)

    def _message(self, method: str, target: str, body: Mapping[str, Any] | None) -> bytes:
        head = f"{method} {self._place.path}{target} HTTP/1.1\r\n{self._headers}"
        if body is None:
            return f"{head}{'' if method == 'GET' else _EMPTY}\r\n".encode("latin-1")
        data = json.dumps(body, separators=(",", ":")).encode()
        kind = f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
        return (head + kind).encode("latin-1") + data


_EMPTY: Final = "Content-Length: 0\r\n"


def _is_bounded(status: int, headers: Mapping[bytes, bytes]) -> bool:
    """Whether an answer says where it ends."""
    return (
        status == HTTPStatus.NO_CONTENT
        or b"content-length" in headers
        or b"transfer-encoding" in headers
    )


def _hang_up(lines: deque[Line]) -> None:
    with contextlib.suppress(IndexError):
        while True:
            lines.pop().close()

"""One HTTP call of the control API, with its time-out and its refusal as an exception."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from fake_nango.remote.lines import LineError, Lines, Reply

# The longest a control call may take by itself: a forged webhook whose receiver hangs
# is given up by the fake after 20 s, and several may be released one after another.
CALL_TIMEOUT_S = 120.0
FIRST_ERROR_STATUS = 400


class ControlError(Exception):
    """The control API refused a call, or could not be reached."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class Calls:
    """A connection to one control API; it may be used from several threads."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self._root = url.rstrip("/")
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self._lines = Lines(self._root, headers)

    @property
    def url(self) -> str:
        """The address of the fake, or of a room of it, that this client drives."""
        return self._root

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._lines.clear()

    def _call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        timeout_s: float = CALL_TIMEOUT_S,
    ) -> dict[str, Any]:
        target = f"/control{path}"
        query = urlencode(given(**params), doseq=True) if params else ""
        try:
            answer = self._lines.request(
                method, f"{target}?{query}" if query else target, body=body, timeout_s=timeout_s
            )
        except LineError as error:
            raise ControlError(
                f"The fake's control API did not answer at {self._root}{target}: {error}"
            ) from error
        if answer.status >= FIRST_ERROR_STATUS:
            raise ControlError(_message(answer), answer.status)
        found: dict[str, Any] = answer.json()
        return found


def given(**members: Any) -> dict[str, Any]:
    """Leave out what the caller did not say."""
    return {name: value for name, value in members.items() if value is not None}


def _message(answer: Reply) -> str:
    try:
        message: str = answer.json()["error"]["message"]
    except (ValueError, KeyError, TypeError):
        text = answer.data[:200].decode(errors="replace")
        return f"The control API answered {answer.status} with {text!r}"
    return message

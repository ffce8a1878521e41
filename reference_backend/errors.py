"""
The errors of the backend, each with one reader.

- `SettingsError`: the operator, who reads it on a terminal.
- `Refused`: the caller of our API, who reads a status, a code and a sentence.
- `NangoError`: ourselves, who decide whether asking Nango again can help.
"""

from __future__ import annotations

_WORTH_REPEATING = frozenset({401, 403, 408, 424, 429})


class SettingsError(Exception):
    """The backend cannot start with what it was given; the text says what to set."""


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """A request that is answered with a client error; nothing was changed."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


class NangoError(Exception):
    """Nango was asked and gave no usable answer; `status` is None when there was none at all."""

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        code: str | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.retry_after_s = retry_after_s

    @property
    def is_final(self) -> bool:
        """
        Whether the same request would be refused again.

        A wrong key (401, 403) can be put right by the operator while we wait, and the
        other exceptions pass by themselves; every other 4xx is about the request.
        """
        if self.status is None or self.status in _WORTH_REPEATING:
            return False
        return 400 <= self.status <= 499  # noqa: PLR2004 - the client errors of RFC 9110, 15.5

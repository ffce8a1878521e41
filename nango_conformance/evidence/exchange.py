"""One request to the target and what came back, as it was on the wire."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

Headers = tuple[tuple[str, str], ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """
    A request and its answer; `status` is None and `error` is set when none came.

    It holds secrets as they were sent: it lives as long as its scenario, and what is kept
    of it is the ledger's redacted text.
    """

    id: str
    who: str
    method: str
    url: str
    request_headers: Headers = ()
    request_body: str = ""
    status: int | None = None
    headers: Headers = ()
    body: str = ""
    error: str | None = None
    ms: float = 0.0

    @property
    def json(self) -> Any:
        """The answer's body as JSON, or None where it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def said(self) -> str:
        """What came back, in a few words."""
        if self.status is None:
            return f"no answer ({self.error})"
        return f"status {self.status}"

    def header(self, name: str) -> str | None:
        """Return the first header of that name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def told(self) -> str:
        """Return the exchange as a person reads it: request lines with >, answer lines with <."""
        sent = [f"{self.method} {self.url}", *_lines(self.request_headers), "", self.request_body]
        if self.status is None:
            got = [f"no answer: {self.error}"]
        else:
            got = [f"{self.status} after {self.ms:.0f} ms", *_lines(self.headers), "", self.body]
        return "\n".join([*_marked("> ", sent), *_marked("< ", got)])


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """
    A body that is far too large, and what came of it.

    `before` and `after` are the most bytes of memory that the target had until then and since;
    None where nobody can tell.
    """

    answer: Exchange
    size: int
    before: int | None
    after: int | None


def _lines(headers: Headers) -> list[str]:
    return [f"{name}: {value}" for name, value in headers]


def _marked(mark: str, parts: list[str]) -> list[str]:
    lines = "\n".join(parts).rstrip().split("\n")
    return [f"{mark}{line}".rstrip() for line in lines]

"""Item 17: what a log says of a webhook that was refused."""

from __future__ import annotations

import re
from typing import Final

from nango_conformance.errors import ControlFailed, Nonconformance
from nango_conformance.evidence import Note
from nango_conformance.kinds import Kind

_VARIES: Final = re.compile(
    r"\b(?!4\d\d\b(?![.,]?\d|\s?[mµu]s\b))[\w:.,-]*\d[\w:.,-]*|\breq-\w+|[0-9a-fA-F]{8,}"
)
"""What is another in every line: times, counters, ids; a status that refuses is not."""


def traced(refused: str, accepted: str, body: str) -> tuple[Note, ...]:
    """
    The log has a line of a refused webhook that no accepted one leaves, and not its body.

    An access log that shows the status is enough (catalogue, NAF-17.2).
    """
    if not _lines(refused) - _lines(accepted):
        raise Nonconformance(
            "a line in the log that tells of the refusal",
            "none that an accepted webhook does not leave too" if refused.strip() else "no line",
            kind=Kind.NOT_LOGGED,
        )
    if body and _plain(body) in _plain(refused):
        raise Nonconformance(
            "the refusal told without the webhook's body", "the whole body", kind=Kind.BODY_LOGGED
        )
    return ()


def heard(written: str) -> None:
    """Raise ControlFailed for a log that has nothing at all in it: it may be somewhere else."""
    if not written.strip():
        raise ControlFailed(
            "nothing was written to the log, not even of what was accepted: is [target.log] right, "
            "and is it written at once?"
        )


def _lines(text: str) -> set[str]:
    return {_VARIES.sub("…", line).strip() for line in text.splitlines() if line.strip()}


def _plain(text: str) -> str:
    """Return a text without spaces and backslashes, which a logger may add to a body."""
    return re.sub(r"[\s\\]", "", text)

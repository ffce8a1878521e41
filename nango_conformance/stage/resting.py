"""When what a new connection leads to is over, so that what comes then has another cause."""

from __future__ import annotations

from typing import Final

from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.stage import Stage

LULL: Final = 8
"""Quiet times between the end of one flow and the beginning of another in one story."""


def come_to_rest(stage: Stage, attempt: Attempt) -> None:
    """
    Return when the first sync of an attempt's connection, if there was any, is over.

    Where a read of records has been seen, the last link of the chain (start, news, read) has;
    where none has, it may still come, and it is waited for as long as between two flows.
    """
    stage.nango.settle()
    if attempt.connection_id is not None and not _has_read(stage, attempt):
        stage.nango.settle(patience=LULL)


def all_come_to_rest(stage: Stage) -> None:
    """Return when what every flow of a story has led to so far is over."""
    stage.nango.settle()
    made = [one for one in stage.attempts.values() if one.connection_id is not None]
    if not all(_has_read(stage, one) for one in made):
        stage.nango.settle(patience=LULL)


def _has_read(stage: Stage, attempt: Attempt) -> bool:
    calls = stage.nango.calls(attempt.mark)
    return any((c.path, c.names) == ("/records", attempt.connection_id) for c in calls)

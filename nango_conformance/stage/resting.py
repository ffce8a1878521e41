"""When what a new connection leads to is over, so that what comes then has another cause."""

from __future__ import annotations

from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.authorising import LULL
from nango_conformance.stage.stage import Stage


def come_to_rest(stage: Stage, attempt: Attempt) -> None:
    """
    Return when the first sync of an attempt's connection, if there was any, is over.

    Where a read of records has been seen, the last link of the chain (start, news, read) has;
    where none has, it may still come, and it is waited for as long as between two flows.
    """
    if attempt.connection_id is None:
        return
    stage.nango.settle()
    calls = stage.nango.calls(attempt.mark)
    named = [call for call in calls if call.names == attempt.connection_id]
    has_read = any(call.path == "/records" for call in named)
    stage.nango.settle(patience=1 if has_read else LULL)

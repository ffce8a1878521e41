"""What Nango answers, where it is not what it usually does: by what is asked and with what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from nango_conformance.stage import records, syncing
from nango_conformance.stage.stage import Stage


class Asked(StrEnum):
    """What a target asks of Nango."""

    SYNC = "the first sync"
    RECORDS = "requests for records"


class Reply(StrEnum):
    """What Nango answers."""

    FAILURE = "a failure"
    SILENCE = "silence"
    PAGE = "one new page"
    PAGES = "three new pages"
    BROKEN_PAGE = "three new pages of which the second fails once"


REPLIES: Final[Mapping[tuple[Asked, Reply], Callable[[Stage], None]]] = {
    (Asked.SYNC, Reply.FAILURE): syncing.fail,
    (Asked.SYNC, Reply.SILENCE): syncing.fall_silent,
    (Asked.RECORDS, Reply.PAGE): records.one_page,
    (Asked.RECORDS, Reply.PAGES): records.three_pages,
    (Asked.RECORDS, Reply.BROKEN_PAGE): records.broken_page,
}


def arrange(stage: Stage, asked: Asked, reply: Reply) -> None:
    """Let Nango answer so from now on."""
    REPLIES[asked, reply](stage)

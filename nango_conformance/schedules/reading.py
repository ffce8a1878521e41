"""What a person writes for a schedule, read."""

from __future__ import annotations

import re
from typing import Final

from nango_conformance.errors import UsageError
from nango_conformance.schedules.canonical import canonical
from nango_conformance.schedules.events import SHORT, Event, Timing
from nango_conformance.schedules.generation import LONGEST
from nango_conformance.schedules.schedule import NOTHING, PREFIX, Move, Schedule

ALL: Final = "all"
"""What is written for every schedule."""

_LETTERS: Final = "".join(Event)
_MOVE: Final = re.compile(rf"([+.]?)([{_LETTERS}])")
_WHOLE: Final = re.compile(rf"(?:[+.]?[{_LETTERS}]){{1,{LONGEST}}}")


def schedule_of(text: str) -> Schedule:
    """Return the schedule of an id, in canonical form; raise UsageError for what is none."""
    signs = text.strip().lower().removeprefix(PREFIX.lower())
    if signs == NOTHING:
        return Schedule()
    if _WHOLE.fullmatch(signs) is None:
        raise UsageError(f"--schedule {text}: {_how()}")
    return canonical(
        Move(event=Event(letter), timing=Timing(sign)) for sign, letter in _MOVE.findall(signs)
    )


def _how() -> str:
    letters = ", ".join(f"{event} {SHORT[event]}" for event in Event)
    return (
        f"an id is {PREFIX}{NOTHING}, or {PREFIX} and one to {LONGEST} of the letters ({letters}), "
        "each with + before it for 'together with the one before' and . for 'when all is quiet', "
        "as in S-ew.r; or say all"
    )

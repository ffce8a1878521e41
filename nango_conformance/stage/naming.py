"""Which id Nango gives a connection, and how the target calls it from then on."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from nango_conformance.evidence import Note
from nango_conformance.expectations import links, naming
from nango_conformance.stage import looking
from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.stage import Stage

LONGEST: Final = 255
"""Characters that an id may have (Nango 0.71.4, helpers/validation.ts)."""

Notes = tuple[Note, ...]


class Name(StrEnum):
    """An id that no session gives a connection, and an import may have given it."""

    LONG = "an id as long as Nango allows"
    PATH = "an id that looks like a path"


def give(stage: Stage, who: str, name: Name) -> None:
    """
    Let Nango give somebody's next connection this id.

    It is hers and this story's alone: an id that is there already would be authorised anew.
    """
    own = f"{stage.nango.mark()}-{stage.cast.person(who).id}"
    stage.names[who] = own.ljust(LONGEST, "x") if name is Name.LONG else f"user:{own}@acme/prod"


def choose(stage: Stage, attempt: Attempt) -> None:
    """Tell Nango which id the connection of an attempt is to have, if that is not its choice."""
    if attempt.who in stage.names:
        token = attempt.usable_token()
        stage.nango.control.name_connection(token, stage.names[attempt.who])


def is_odd(stage: Stage, attempt: Attempt) -> bool:
    """Say whether an attempt's connection has an id that no session would have given it."""
    return attempt.connection_id == stage.names.get(attempt.who, "")


def is_refused(stage: Stage, attempt: Attempt) -> bool:
    """Say whether the target takes no such id, and sends it away as it should."""
    if not is_odd(stage, attempt):
        return False
    stage.nango.settle()
    seen = looking.look_at(stage, attempt.who) if stage.probe.available else None
    return naming.refused_cleanly(attempt.hook, seen)


def stored(stage: Stage, who: str) -> Notes:
    """The target stores and uses Nango's id of somebody's connection; an odd one it may refuse."""
    attempt = stage.attempt(who)
    if is_refused(stage, attempt):
        return (Note(level="MAY", text="an id that no session gives is refused, and cleanly"),)
    reading = looking.activated(stage, who) if stage.probe.available else None
    others = looking.other_connections(stage, who)
    calls = [c for c in looking.settled_calls(stage, attempt) if c.names not in others]
    notes = links.id_is_nangos(reading, calls, attempt.connection_id)
    return notes + naming.reaches(calls, attempt.connection_id)


def named(stage: Stage, who: str) -> Notes:
    """Whatever the When led to, every call to Nango named somebody's connection."""
    attempt = stage.attempt(who)
    # What an earlier story still causes is not this one's doing.
    earlier = stage.nango.connections_before(stage.mark)
    calls = [c for c in looking.calls_of_the_when(stage, who) if c.names not in earlier]
    own = [call for call in calls if not call.fenced]
    mirrored = stage.target.reconcile.model == "mirror"
    notes = naming.names_only(
        own, attempt.connection_id, attempt.integration.nango_id, mirrored=mirrored
    )
    if attempt.ended and is_odd(stage, attempt):
        naming.is_heard(stage.the_answer(), own, attempt.connection_id)
    # An ending has to be told to Nango. What is served from a store asks nothing, and then what
    # the connection had led to before shows that the target calls it by its name.
    naming.is_named(
        own if attempt.ended else stage.nango.calls(attempt.mark), attempt.connection_id
    )
    if is_odd(stage, attempt):
        notes += naming.reaches(own, attempt.connection_id)
    return notes

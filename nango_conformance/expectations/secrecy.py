"""Groups 15 and 17: what a target says and keeps holds nothing that it must not hold."""

from __future__ import annotations

from typing import Final

from nango_conformance.errors import ControlFailed, Nonconformance, NotObservable
from nango_conformance.evidence import Heard, Matter, Note, Source
from nango_conformance.kinds import Kind

TOLD: Final = 5
"""How many places of one finding are told."""

_UNSEEN: Final = {
    Source.STATUS: "no [status.http] is declared, so no answer about the status was seen",
    Source.ERROR: "the target answered nothing with an error",
    Source.LOG: "no [target.log] is declared, or nothing was written to it",
    Source.ROW: "no [storage] is declared, so what the target keeps was not seen",
}
"""Why a place was not searched, where that is nobody's fault."""


def held_nothing(
    heard: Heard, place: Source, matter: Matter, *, counts: bool = True
) -> tuple[Note, ...]:
    """
    Nothing of a kind was found in any place of a kind, of those that were searched.

    Where it does not count, what was found is a note.
    """
    searched = heard.searched.get(place, 0)
    if searched == 0 and place in _UNSEEN:
        raise NotObservable(_UNSEEN[place])
    if searched == 0:
        raise ControlFailed(f"no {place} was searched")
    found = list(dict.fromkeys(f"{slip.name} in {slip.where}" for slip in heard.of(place, matter)))
    if not found:
        return ()
    told = "; ".join(found[:TOLD])
    if not counts:
        return (Note(level="SHOULD", text=f"{place} with {matter}: {told}"),)
    raise Nonconformance(
        f"no {place} to hold {matter}, of {searched} that were searched",
        told,
        kind=Kind.SECRET_SHOWN,
    )

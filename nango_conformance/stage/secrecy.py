"""What a target let out in the whole run, up to now."""

from __future__ import annotations

from nango_conformance.driver.ear import quotes_of
from nango_conformance.evidence import Matter, Note, Source
from nango_conformance.expectations import secrecy
from nango_conformance.expectations.statuses import is_error
from nango_conformance.stage.session import Session
from nango_conformance.stage.stage import Stage


def held_nothing(stage: Stage, place: Source, matter: Matter) -> tuple[Note, ...]:
    """Nothing of a kind stood in any place of a kind, this story included."""
    _listen(stage, place)
    heard = stage.transport.ear.heard
    # In development a target may say more of its errors; then it is only told.
    counts = place is not Source.ERROR or stage.target.production
    return secrecy.held_nothing(heard, place, matter, counts=counts)


def hear_out(session: Session) -> None:
    """Search what the target of a session has written and kept, whoever judges what was found."""
    ear = session.transport.ear
    if session.log is not None:
        ear.log(session.log.unheard())
    if session.storage is not None:
        for table, text in session.storage.texts():
            ear.rows(table, text)


def _listen(stage: Stage, place: Source) -> None:
    ear = stage.transport.ear
    if place is Source.ERROR:
        answers = (event for event in stage.nango.events(stage.mark) if event.kind == "api")
        failed = (one.data["answer"] for one in answers if is_error(one.data["status"]))
        ear.over([quote for answer in failed for quote in quotes_of(answer)])
    elif place is Source.LOG and stage.log is not None:
        ear.log(stage.log.unheard())
    elif place is Source.ROW and stage.storage is not None:
        for table, text in stage.storage.texts():
            ear.rows(table, text)

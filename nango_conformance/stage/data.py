"""What a connection is used for: the data that the target's own route shows its owner."""

from __future__ import annotations

from nango_conformance.errors import NotApplicable, NotObservable
from nango_conformance.evidence import Exchange
from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.stage import Stage
from nango_conformance.target import placeholders


def look(stage: Stage, attempt: Attempt) -> Exchange:
    """Let the owner of an attempt's connection ask for its data."""
    route = stage.target.data
    if route is None:
        raise NotApplicable("the target declares no [data] route that uses a connection")
    person, values = stage.cast.person(attempt.who), attempt.values
    row = ""
    if "connection.row" in placeholders(f"{route.path} {route.body}"):
        row = _row(stage, attempt)
    return stage.endpoints.call(route, {**values, "connection.row": row}, person=person)


def _row(stage: Stage, attempt: Attempt) -> str:
    """Return the target's own id of a connection; raise NotObservable where it is not shown."""
    reading = stage.read(stage.cast.person(attempt.who), attempt.values)
    row = reading.row_of(attempt.connection_id)
    if row is None:
        raise NotObservable("no [status] row_id is seen, by which [data] names a connection")
    return row

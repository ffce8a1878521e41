"""What the target says it remembers: its own rows, mapped to the words of the harness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import jmespath

from nango_conformance.driver.cast import Person
from nango_conformance.driver.endpoints import Endpoints, Twist
from nango_conformance.errors import ControlFailed, NotObservable
from nango_conformance.evidence import Exchange, Link, LinkState, Reading
from nango_conformance.target import Status, StatusHttp, Target, fill

_ABSENT = frozenset({404, 410})
"""An answer that says there is nothing: no link."""


class Probe:
    """Reads an owner's links through the declared status route."""

    def __init__(self, target: Target, endpoints: Endpoints) -> None:
        self._target = target
        self._endpoints = endpoints

    @property
    def available(self) -> bool:
        """Say whether the target declares a way to read links."""
        return self._target.status is not None and self._target.status.http is not None

    def read(self, person: Person, values: Mapping[str, str]) -> Reading:
        """
        Return somebody's links; raise NotObservable without a declared route.

        An owner who cannot read her own links is no evidence of anything: ControlFailed.
        """
        status, http = self._declared()
        exchange = self._endpoints.call(http, values, person=person)
        if exchange.status in _ABSENT:
            return Reading(links=(), exchange=exchange.id)
        if exchange.status is None or not http.accepts(exchange.status):
            raise ControlFailed(f"{person.name} cannot read her own links: {exchange.said}")
        rows = _rows(http, exchange, {**person.values(), **values})
        return Reading(links=tuple(_link(status, http, row) for row in rows), exchange=exchange.id)

    def look(
        self, person: Person, values: Mapping[str, str], twist: Twist | None = None
    ) -> Exchange:
        """Let somebody ask the status route for whatever `values` name, and return the answer."""
        _, http = self._declared()
        return self._endpoints.call(http, values, person=person, twist=twist)

    def _declared(self) -> tuple[Status, StatusHttp]:
        status = self._target.status
        if status is None or status.http is None:
            raise NotObservable("the target declares no [status.http] to read links from")
        return status, status.http


def _rows(http: StatusHttp, exchange: Exchange, values: Mapping[str, str]) -> Sequence[Any]:
    selector = http.rows or http.row.rsplit("|", 1)[0].strip()
    selector = selector if http.rows or http.row.replace(" ", "").endswith("|[0]") else http.row
    found = jmespath.search(fill(selector, values), exchange.json)
    if found is None:
        return ()
    return found if isinstance(found, list) else (found,)


def _link(status: Status, http: StatusHttp, row: Any) -> Link:
    said = jmespath.search(http.state, row)
    return Link(
        state=_state(status, said),
        said="" if said is None else str(said),
        connection_id=_text(jmespath.search(http.id, row)),
        row_id=_text(jmespath.search(http.row_id, row)) if http.row_id else None,
    )


def _state(status: Status, said: Any) -> LinkState:
    if status.presence:
        return LinkState.ACTIVE
    for name, words in status.values.items():
        if str(said).lower() in {word.lower() for word in words}:
            return LinkState(name)
    return LinkState.OTHER


def _text(value: Any) -> str | None:
    return None if value is None else str(value)

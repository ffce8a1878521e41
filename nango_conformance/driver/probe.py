"""What the target says it remembers: its own rows, mapped to the words of the harness."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import jmespath

from nango_conformance.driver.cast import Person
from nango_conformance.driver.endpoints import Endpoints, Twist
from nango_conformance.driver.sighting import shown
from nango_conformance.errors import ControlFailed, NotObservable
from nango_conformance.evidence import Exchange, Ledger, Link, LinkState, Reading
from nango_conformance.target import Status, StatusHttp, StatusSql, Target, fill
from nango_conformance.target.texts import bound

if TYPE_CHECKING:
    from nango_conformance.driver.database import Database, Row

_ABSENT = frozenset({404, 410})
"""An answer that says there is nothing: no link."""

_NAMES: Final[Mapping[str, str]] = {
    "actor": "actor.id",
    "workspace": "workspace.id",
    "integration": "integration.key",
    "nango_id": "integration.nango_id",
    "connection": "connection.id",
    "row": "connection.row",
}
"""What a query calls the values of a scenario."""

_MOMENTS: Final = re.compile(r"(?:At|_at|_on|[Tt]ime|[Dd]ate|[Tt]imestamp)$")
"""How columns are called that tell a time: those of a sync may move though nothing changed."""


class Probe:
    """Reads an owner's links: in the database where one is declared, else by the status route."""

    def __init__(
        self,
        target: Target,
        endpoints: Endpoints,
        database: Database | None,
        ledger: Ledger,
        fence: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self._target = target
        self._endpoints = endpoints
        self._database = database
        self._ledger = ledger
        self._fence = fence
        self._others: dict[str, list[str]] = {}

    @property
    def available(self) -> bool:
        """Say whether the target declares a way to read links."""
        return self._target.status is not None and self._target.status.is_shown

    def read(self, person: Person, values: Mapping[str, str]) -> Reading:
        """
        Return somebody's links; raise NotObservable without a declared way to see them.

        An owner who cannot read her own links is no evidence of anything: ControlFailed.
        """
        status = self._target.status
        if status is None or not status.is_shown:
            raise NotObservable(
                "the target declares neither [status.http] nor [status.sql], so its links "
                "cannot be seen"
            )
        if status.sql is not None:
            reading = self._read_database(status, status.sql, {**person.values(), **values})
        else:
            reading = self.read_route(person, values)
        self._ledger.see(shown(reading))
        return reading

    @property
    def shows_twice(self) -> bool:
        """Say whether links can be read by the route as well as in the database, without effect."""
        status = self._target.status
        return bool(status and status.http and status.sql and not status.side_effects)

    def read_route(self, person: Person, values: Mapping[str, str]) -> Reading:
        """Return somebody's links as the status route shows them."""
        return self.shown_in(self.look(person, values), person, values)

    def shown_in(self, exchange: Exchange, person: Person, values: Mapping[str, str]) -> Reading:
        """Return somebody's links as one answer of the status route shows them."""
        status, http = self._declared()
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
        status, http = self._declared()
        with self._fence() if status.side_effects else nullcontext():
            return self._endpoints.call(http, values, person=person, twist=twist)

    @property
    def sees_bystanders(self) -> bool:
        """Say whether a query shows what is not a person's."""
        status = self._target.status
        return bool(status and status.sql and status.sql.bystanders)

    def bystanders(self, person: Person, values: Mapping[str, str]) -> tuple[str, ...]:
        """Return every row that is not this person's, without its times, in a stable order."""
        status = self._target.status
        if status is None or status.sql is None or status.sql.bystanders is None:
            raise NotObservable("the target declares no [status.sql] bystanders")
        query = status.sql.bystanders
        asked = {**person.values(), **values}
        news = partial(self._news, json.dumps(asked, sort_keys=True))
        rows, _ = self._ask(query, asked, "bystanders", news)
        return tuple(sorted(_lasting(row) for row in rows))

    def stored(self, person: Person, values: Mapping[str, str]) -> tuple[str, ...]:
        """Return the rows of somebody's links as the database gives them; none without one."""
        status = self._target.status
        if status is None or status.sql is None:
            return ()
        query = status.sql.rows or status.sql.row
        rows, _ = self._ask(query, {**person.values(), **values}, "links")
        return tuple(json.dumps(dict(row), default=str, ensure_ascii=False) for row in rows)

    def count(self, query: str, values: Mapping[str, str]) -> int:
        """Return the number that a query gives: how many jobs a connection has."""
        rows, _ = self._ask(query, values, "jobs")
        first = next(iter(rows[0].values()), None) if rows else None
        return int(first or 0)

    def _read_database(self, status: Status, sql: StatusSql, values: Mapping[str, str]) -> Reading:
        rows, entry = self._ask(sql.rows or sql.row, values, "links")
        counted = rows if sql.rows else rows[:1]
        return Reading(links=tuple(_stored(status, row) for row in counted), exchange=entry)

    def _ask(
        self,
        query: str,
        values: Mapping[str, str],
        what: str,
        shown: Callable[[list[str]], list[str]] = list,
    ) -> tuple[tuple[Row, ...], str]:
        if self._database is None:
            raise NotObservable("the target declares no [status.sql]")
        names = {name: values.get(_NAMES[name], "") for name in bound(query)}
        rows = self._database.rows(query, names)
        lines = [json.dumps(dict(row), default=str, ensure_ascii=False) for row in rows]
        told = "\n".join([query.strip(), json.dumps(names), *shown(lines)])
        return rows, self._ledger.record(f"harness → database: {what}, {len(rows)} rows", told).id

    def _news(self, asked: str, lines: list[str]) -> list[str]:
        """Of what was asked and shown before, what is otherwise now: the rest would hide it."""
        before, self._others[asked] = self._others.get(asked), lines
        if before is None:
            return lines
        new, gone = Counter(lines) - Counter(before), Counter(before) - Counter(lines)
        told = [f"+ {line}" for line in new.elements()] + [f"- {line}" for line in gone.elements()]
        return [f"{len(lines) - new.total()} rows as before", *told]

    def _declared(self) -> tuple[Status, StatusHttp]:
        status = self._target.status
        if status is None or status.http is None:
            raise NotObservable("the target declares no [status.http] to read links from")
        return status, status.http


def _stored(status: Status, row: Row) -> Link:
    if not status.presence and "status" not in row:
        raise ControlFailed(f"the query of [status.sql] gives no column status: {sorted(row)}")
    said = row.get("status")
    return Link(
        state=_state(status, said),
        said="" if said is None else str(said),
        connection_id=_text(row.get("connection_id")),
        row_id=_text(row.get("row_id")),
    )


def _lasting(row: Row) -> str:
    kept = {name: value for name, value in row.items() if not _MOMENTS.search(name)}
    return json.dumps(kept, default=str, sort_keys=True)


def _rows(http: StatusHttp, exchange: Exchange, values: Mapping[str, str]) -> Sequence[Any]:
    found = jmespath.search(fill(http.selector, values), exchange.json)
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

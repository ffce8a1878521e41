"""The state of a connection as the target shows it: the row, its word, Nango's id in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import jmespath

from nango_conformance.doctor import answers
from nango_conformance.doctor.refusal import refused
from nango_conformance.doctor.remark import Key, Part, Remark, Remarks, Standing
from nango_conformance.errors import ControlFailed
from nango_conformance.evidence import Exchange, Link, LinkState, Reading
from nango_conformance.stage import Stage
from nango_conformance.stage.looking import linked, look_at
from nango_conformance.target import Status, StatusHttp, fill

PART: Final = Part.STATE
_HTTP: Final[Key] = ("status", "http")
_SQL: Final[Key] = ("status", "sql")


def before(stage: Stage) -> None:
    """Remember what Ada's attempt looks like before she authorises it, where that can be seen."""
    if stage.probe.available:
        try:
            stage.attempt("Ada").before = look_at(stage, "Ada")
        except ControlFailed:
            # Whatever is wrong with the route is told when all of it is looked at.
            return


def examined(stage: Stage) -> Remarks:
    """Return whether the connection that Nango made is seen to be active, wherever it is shown."""
    status = stage.target.status
    if status is None or not status.is_shown:
        return (_unseen(),)
    found: list[Remark] = []
    try:
        linked(stage, "Ada")
        if status.sql is not None:
            found.extend(_of_reading(stage, status, look_at(stage, "Ada"), _SQL))
    except ControlFailed as error:
        if status.sql is not None:
            found.append(_wrong(_SQL, str(error), "correct the query, or dsn"))
    if status.http is not None:
        found.extend(tuple(_of_answer(stage, status.http)) or _of_route(stage, status))
    return tuple(found)


def _of_route(stage: Stage, status: Status) -> Remarks:
    reading = stage.probe.read_route(stage.cast.person("Ada"), stage.attempt("Ada").values)
    return tuple(_of_reading(stage, status, reading, _HTTP))


def _unseen() -> Remark:
    return Remark(
        part=PART,
        standing=Standing.UNSEEN,
        says="no [status] is declared: whether a connection is active is judged by calls alone, "
        "or not at all",
        attempt="declare [status.http], or [status.sql] where a database can be read",
    )


def _of_answer(stage: Stage, http: StatusHttp) -> Iterator[Remark]:
    """Yield what an answer speaks against, from the outside in; nothing when all selectors hold."""
    attempt = stage.attempt("Ada")
    values = {**stage.cast.person("Ada").values(), **attempt.values}
    exchange = stage.probe.look(stage.cast.person("Ada"), attempt.values)
    if exchange.status is None or not http.accepts(exchange.status):
        yield refused(PART, _HTTP, http, exchange, "the status route")
        return
    if exchange.json is None:
        says = f"the status route answers no JSON: {answers.shape(exchange)}"
        yield _wrong((*_HTTP, "path"), says, "correct path and method", exchange)
        return
    name, selector = ("rows", http.rows) if http.rows else ("row", http.row)
    row = jmespath.search(fill(selector, values), exchange.json)
    row = row[0] if isinstance(row, list) and row else row
    if not isinstance(row, Mapping) or not row:
        yield _rowless(name, exchange, values)
        return
    yield from _of_row(http, stage.target.status, row, exchange, values["connection.id"])


def _rowless(name: str, exchange: Exchange, values: Mapping[str, str]) -> Remark:
    wanted = values["connection.id"]
    found = answers.places(exchange.json, lambda value: value == wanted)
    says = f"{name} selects nothing in the answer, which is {answers.shape(exchange)}"
    if not found:
        attempt = "the connection's id is nowhere in it: another path, or the target shows no such"
        return _wrong((*_HTTP, name), says, attempt, exchange)
    return _wrong((*_HTTP, name), says, _selector(name, found[0], exchange.json, values), exchange)


_NANGOS: Final = re.compile("config|nango|unique", re.IGNORECASE)
"""How members are called that hold Nango's word for an integration rather than the target's."""


def _selector(name: str, place: str, body: Any, values: Mapping[str, str]) -> str:
    """Return a selector for the row at whose `place` the connection's id stands."""
    row = place.rpartition(".")[0] or "@"
    rows, bracket, _ = row.rpartition("[")
    if not bracket:
        return f'{name} = "{row}": there the connection\'s id stands'
    tests: list[str] = []
    members = jmespath.search(row, body)
    for placeholder in ("actor.id", "integration.nango_id", "integration.key", "workspace.id"):
        fits = [key for key, value in members.items() if value and value == values.get(placeholder)]
        if (
            placeholder == "integration.nango_id"
            and values[placeholder] == values["integration.key"]
        ):
            # Both names of the integration are the same: the member's own name has to tell.
            fits = [key for key in fits if _NANGOS.search(key)]
        tests.extend(f"{key}=='{{{placeholder}}}'" for key in fits if not _named(key, tests))
    text = f"{rows}[?{' && '.join(tests)}]" if tests else f"{rows}[]"
    return f'{name} = "{text if name == "rows" else f"{text} | [0]"}"'


def _named(key: str, tests: Sequence[str]) -> bool:
    return any(test.startswith(f"{key}==") for test in tests)


def _of_row(
    http: StatusHttp, status: Status | None, row: Mapping[str, Any], exchange: Exchange, wanted: str
) -> Iterator[Remark]:
    missing = {
        "id": (http.id, lambda value: value == wanted),
        "row_id": (http.row_id, lambda value: bool(value) and value != wanted),
        "state": (http.state, answers.looks_like_word),
    }
    if status is not None and status.presence:
        missing.pop("state")
    keys = ", ".join(map(repr, row))
    for name, (selector, fits) in missing.items():
        if selector is None or jmespath.search(selector, row) is not None:
            continue
        found = answers.places(row, fits)
        attempt = f"{name} = {' or '.join(repr(path) for path in found)}" if found else ""
        says = f"nothing stands at {selector!r} of the row, which has {keys}"
        yield _wrong((*_HTTP, name), says, attempt or "one of these keys", exchange)


def _of_reading(stage: Stage, status: Status, reading: Reading, key: Key) -> Iterator[Remark]:
    attempt = stage.attempt("Ada")
    link = _mine(reading, attempt.connection_id)
    if link is None:
        yield _wrong((*key, "row"), "no row of the connection is found", "correct the query")
        return
    early = attempt.before.links[0] if attempt.before and attempt.before.links else None
    if early is not None and early.state is LinkState.OTHER:
        yield _unlisted("pending", early.said, status)
    if early is not None and early.state is LinkState.ACTIVE:
        says = f"it says {early.said!r}, listed as active, before anybody has authorised"
        yield Remark(part=PART, standing=Standing.OPEN, says=says, key=("status", "values"))
    yield _judged(status, link, attempt.connection_id, key)


def _mine(reading: Reading, wanted: str | None) -> Link | None:
    links = sorted(reading.links, key=lambda link: link.connection_id != wanted)
    return links[0] if links else None


def _judged(status: Status, link: Link, wanted: str | None, key: Key) -> Remark:
    if link.state is LinkState.OTHER:
        return _unlisted("active", link.said, status)
    if link.connection_id != wanted:
        says = f"the row has the id {link.connection_id!r}, and Nango's is {wanted!r}"
        return Remark(part=PART, standing=Standing.OPEN, says=says, key=key)
    if link.state is not LinkState.ACTIVE:
        return Remark(
            part=PART,
            standing=Standing.OPEN,
            key=("status", "values"),
            says=f"after a webhook that was taken it says {link.said!r}, listed as {link.state}",
            attempt=f'active = ["{link.said}"], if that is its word for a connection that works; '
            "else the target does not activate",
        )
    what = "has a row" if status.presence else f"says {link.said!r}"
    says = f"[{'.'.join(map(str, key))}] {what}: the connection is active"
    return Remark(part=PART, standing=Standing.WORKS, says=says)


def _unlisted(name: str, said: str, status: Status) -> Remark:
    listed = list(status.values.get(name, ()))
    moment = "after the connection" if name == "active" else "before anybody has authorised"
    return _wrong(
        ("status", "values"),
        f"the target says {said!r} {moment}, which no list of [status.values] has",
        f"{name} = {[*listed, said]}",
    )


def _wrong(key: Key, says: str, attempt: str, exchange: Exchange | None = None) -> Remark:
    return Remark(
        part=PART,
        standing=Standing.WRONG,
        key=key,
        says=says,
        seen=answers.shown(exchange) if exchange else (),
        attempt=attempt,
    )

"""The state of a connection as the target shows it: the row, its word, Nango's id in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import jmespath

from nango_conformance.doctor import answers, rows
from nango_conformance.doctor.refusal import refused
from nango_conformance.doctor.remark import Key, Part, Remark, Remarks, Standing
from nango_conformance.errors import ControlFailed
from nango_conformance.evidence import Account, Exchange, Link, LinkState, Reading
from nango_conformance.expectations.links import is_connected
from nango_conformance.stage import Attempt, Stage
from nango_conformance.stage.authorising import connect
from nango_conformance.stage.looking import linked, look_at
from nango_conformance.target import Integration, Status, StatusHttp, fill

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
    return (*found, *_waited(stage))


def examined_again(stage: Stage) -> Remarks:
    """Return whether a second account is seen as well, where the first one is."""
    first, other = stage.attempt("Ada"), stage.target.other_integration()
    if other is None or not stage.probe.available:
        return ()
    if not is_connected(look_at(stage, "Ada"), first.connection_id or ""):
        return ()
    try:
        connect(stage, "Ada", Account.OTHER)
    except ControlFailed as error:
        return (_not_connected(stage, other, str(error)),)
    reading = linked(stage, "Ada", Account.OTHER)
    second = stage.attempt("Ada", Account.OTHER)
    if is_connected(reading, second.connection_id or ""):
        return ()
    return (_unseen_second(stage, second, reading),)


def _not_connected(stage: Stage, other: Integration, why: str) -> Remark:
    """The first account went through, so it is what is said of the second that is mistaken."""
    started = stage.attempts.get(("Ada", Account.OTHER))
    return Remark(
        part=PART,
        standing=Standing.WRONG,
        key=("integration", stage.target.integrations.index(other), "key"),
        says=f"her account of {other.key!r}, the second [[integration]], was not connected: {why}",
        seen=answers.shown(started.exchange) if started is not None else (),
        attempt="correct its key and nango_id, or strike this [[integration]] out",
    )


def _unseen_second(stage: Stage, second: Attempt, reading: Reading) -> Remark:
    """What stands in the answer and is not selected is the description's fault."""
    status, standing = stage.target.status, Standing.OPEN
    seen: tuple[str, ...] = ()
    if status is not None and status.sql is None:
        exchange = stage.probe.look(stage.cast.person("Ada"), second.values)
        seen = answers.shown(exchange)
        if second.connection_id and second.connection_id in exchange.body:
            standing = Standing.WRONG
    return Remark(
        part=PART,
        standing=standing,
        key=(*_HTTP, "rows") if seen else (*_SQL, "row"),
        says=f"her account of {second.integration.key!r} is not seen to be active: {reading.told}",
        seen=seen,
        attempt="compare with {integration.key} where the target keeps its own word for it, and "
        "with {integration.nango_id} where it keeps Nango's; then [status.values]",
    )


def _waited(stage: Stage) -> Iterator[Remark]:
    """Yield that no row waited for the webhook, where the description says that one does."""
    before = stage.attempt("Ada").before
    if stage.target.reconcile.model == "pending-row" and before is not None and not before.links:
        yield Remark(
            part=PART,
            standing=Standing.OPEN,
            key=("reconcile", "model"),
            says="no row was seen to wait before the webhook came",
            attempt='model = "upsert", if it is the webhook that makes the row',
        )


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
    yield from _of_row(http, stage.target.status, row, exchange, values)


def _rowless(name: str, exchange: Exchange, values: Mapping[str, str]) -> Remark:
    wanted = values["connection.id"]
    found = answers.first_places(exchange.json, lambda value: value == wanted)
    says = f"{name} selects nothing in the answer, which is {answers.shape(exchange)}"
    if not found:
        attempt = "the connection's id is nowhere in it: another path, or the target shows no such"
        return _wrong((*_HTTP, name), says, attempt, exchange)
    return _wrong(
        (*_HTTP, name), says, rows.selector(name, found[0], exchange.json, values), exchange
    )


def _of_row(
    http: StatusHttp,
    status: Status | None,
    row: Mapping[str, Any],
    exchange: Exchange,
    values: Mapping[str, str],
) -> Iterator[Remark]:
    wanted = {"id": http.id, "row_id": http.row_id, "state": http.state}
    if status is not None and status.presence:
        wanted.pop("state")
    keys = ", ".join(map(repr, row))
    for name, selector in wanted.items():
        if selector is None or jmespath.search(selector, row) is not None:
            continue
        says = f"nothing stands at {selector!r} of the row, which has {keys}"
        yield _wrong((*_HTTP, name), says, rows.hint(name, row, values), exchange)


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
    yield _judged(status, link, attempt, key)


def _mine(reading: Reading, wanted: str | None) -> Link | None:
    links = sorted(reading.links, key=lambda link: link.connection_id != wanted)
    return links[0] if links else None


def _judged(status: Status, link: Link, attempt: Attempt, key: Key) -> Remark:
    wanted, names = attempt.connection_id, (attempt.integration.key, attempt.integration.nango_id)
    if link.state is LinkState.OTHER and link.said in names:
        says = f"{link.said!r} is the integration's name, and no word for a state"
        return _wrong((*key, "state"), says, rows.NO_WORD)
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

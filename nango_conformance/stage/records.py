"""Records that Nango has for somebody's connection, and what the target makes of them."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from nango_conformance.driver.waiting import until
from nango_conformance.errors import ControlFailed, NotApplicable, NotObservable
from nango_conformance.evidence import Call, Note
from nango_conformance.expectations import records
from nango_conformance.expectations.records import Served
from nango_conformance.stage import data, looking
from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.resting import LULL, come_to_rest
from nango_conformance.stage.stage import Stage
from nango_conformance.target import fill

FEW: Final = 3
"""New records that are one page for everybody."""

MOST: Final = 2500
"""New records that a run makes at most, to fill the pages of a target that asks for large ones."""

FAILURE: Final = {"status": 500, "body": {"error": {"code": "server_error", "message": "Failed"}}}

Notes = tuple[Note, ...]


class Does(StrEnum):
    """What the target does with records."""

    READS = "reads all of"
    LEAVES = "reads none of"
    KEEPS = "keeps all of"


@dataclasses.dataclass(slots=True, kw_only=True)
class Arranged:
    """
    New records of a connection: `served` is all that Nango has of the model, oldest first.

    `earlier` are the reads before they came, `mark` the journal's place after those; `faults` are
    those of a page that fails, `shown` is how much data there was before a webhook came again.
    """

    model: str
    served: tuple[Served, ...]
    earlier: tuple[Call, ...]
    mark: int
    faults: tuple[str, ...] = ()
    shown: int | None = None


def one_page(stage: Stage) -> None:
    """Let Nango have a few new records for Ada's connection."""
    _arrange(stage, lambda _: FEW)


def three_pages(stage: Stage) -> None:
    """Let Nango have as many new records as fill two pages, and one more."""
    _arrange(stage, lambda size: 2 * size + 1)


def broken_page(stage: Stage) -> None:
    """Let Nango have three pages of new records, and fail once at the second."""
    three_pages(stage)
    arranged = _arranged(stage)
    size, old = records.page_size(arranged.earlier), sum(not one.new for one in arranged.served)
    # Who reads from the start has another second page than who goes on from the last record.
    ends = {size, old + size}
    arranged.faults = tuple(
        stage.nango.control.add_fault(
            "Nango fails at the second page",
            "GET /records",
            FAILURE,
            # Its padding may be written in two ways.
            text=arranged.served[end - 1].cursor.rstrip("="),
        )
        for end in ends
    )


def remember(stage: Stage, attempt: Attempt) -> None:
    """Look how much data there is, once what Nango has told of has been read."""
    if stage.records is None:
        return
    _reads(stage, attempt, stage.records.mark)
    if stage.target.data is not None:
        stage.records.shown = records.arrived(_shown(stage, attempt))
    stage.when = stage.nango.mark()


def judge(stage: Stage, who: str, does: Does) -> Notes:
    """The target reads or keeps somebody's records, or leaves them alone, as it has to."""
    ways: Mapping[Does, Callable[[Stage, Attempt], Notes]] = {
        Does.READS: _read,
        Does.LEAVES: _left,
        Does.KEEPS: _kept,
    }
    return ways[does](stage, stage.attempt(who))


def _read(stage: Stage, attempt: Attempt) -> Notes:
    arranged = _arranged(stage)
    made = _reads(stage, attempt, arranged.mark)
    limit = stage.target.limits.sync_s
    notes = records.all_read(made, arranged.model, arranged.served, limit)
    notes += records.went_on(arranged.earlier, made)
    met = [one for one in stage.nango.control.faults() if one.id in arranged.faults and one.met]
    if arranged.faults and not met:
        raise NotObservable("no second page was asked for by a cursor, so none has failed")
    return notes


def _left(stage: Stage, attempt: Attempt) -> Notes:
    """Nothing is read for the event that came; the twin, a sync that did not fail, has it read."""
    calls = looking.settled_since(stage, stage.when)
    notes = records.none_read(records.reads(calls, attempt.connection_id))
    stage.when = stage.nango.mark()
    stage.nango.make_room()
    stage.nango.control.emit(
        "sync success",
        integration=attempt.integration.nango_id,
        connection_id=attempt.connection_id,
    )
    if not _reads(stage, attempt, stage.when):
        raise ControlFailed("it reads nothing for a sync that did not fail either")
    return notes


def _kept(stage: Stage, attempt: Attempt) -> Notes:
    arranged = _arranged(stage)
    come_to_rest(stage, attempt)
    notes = records.not_cleared(stage.nango.calls(stage.when))
    now = None if arranged.shown is None else _shown(stage, attempt)
    return notes + records.kept(stage.target.sync, arranged.shown, now)


def _reads(stage: Stage, attempt: Attempt, since: int) -> tuple[Call, ...]:
    """Return the reads since a mark, once they brought all there is or their time is over."""
    arranged = _arranged(stage)

    def made() -> tuple[Call, ...]:
        return records.reads(stage.nango.calls(since), attempt.connection_id)

    def complete(found: Sequence[Call]) -> bool:
        left = records.missing(found, arranged.model, arranged.served)
        return records.is_read(found, arranged.model) and not left

    if not arranged.earlier and stage.target.sync.mode not in records.READING:
        # Where nothing demands a read, and none was seen, none is waited for long.
        stage.nango.settle(patience=LULL)
        records.applicable(stage.target.sync, made())
    return until(made, complete, stage.target.limits.sync_s)


def _arrange(stage: Stage, count: Callable[[int], int]) -> None:
    attempt = stage.attempt("Ada")
    come_to_rest(stage, attempt)
    mark = stage.nango.mark()
    earlier = records.reads(stage.nango.calls(attempt.mark), attempt.connection_id)
    wanted = count(records.page_size(earlier))
    if wanted > MOST:
        raise NotObservable(f"it reads {records.page_size(earlier)} records at once: too many")
    if attempt.connection_id is None:
        raise ControlFailed("there is no connection that could have records")
    model = _model(attempt)
    whose = (attempt.connection_id, attempt.integration.nango_id, model)
    old = [_fields(one) for one in stage.nango.control.records(*whose)]
    new = [{**(old[0] if old else {}), "id": f"new-{mark}-{place}"} for place in range(wanted)]
    stage.nango.control.put_records(*whose, [*old, *new], mark_deleted=True)
    ids = {one["id"] for one in new}
    served = tuple(_served(one, ids) for one in stage.nango.control.records(*whose))
    stage.records = Arranged(model=model, served=served, earlier=earlier, mark=mark)


def _served(record: Mapping[str, Any], new: set[Any]) -> Served:
    about = record["_nango_metadata"]
    return Served(
        id=str(record["id"]),
        cursor=about["cursor"],
        at=datetime.datetime.fromisoformat(about["last_modified_at"]),
        new=record["id"] in new,
    )


def _fields(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != "_nango_metadata"}


def _model(attempt: Attempt) -> str:
    syncs = attempt.integration.syncs
    if syncs is None:
        return "Email"
    if not syncs:
        raise NotApplicable("[[integration]] syncs = []: Nango has no sync that finds records")
    return syncs[0]["model"]


def _shown(stage: Stage, attempt: Attempt) -> int:
    answer = data.look(stage, attempt)
    route = stage.target.data
    if route is None or answer.status is None or not route.accepts(answer.status):
        raise ControlFailed(f"the [data] route shows nothing: {answer.said}")
    selector = fill(route.count, attempt.values) if route.count else None
    return records.amount(answer.json, selector)


def _arranged(stage: Stage) -> Arranged:
    if stage.records is None:
        raise ControlFailed("nobody has said which records there are")
    return stage.records

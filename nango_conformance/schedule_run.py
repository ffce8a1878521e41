"""One run of orders of events, from a target to its results; checks do not run with it."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import time
from collections.abc import Iterator, Sequence
from typing import Final

from nango_conformance.assembly import Gathered, assemble
from nango_conformance.catalogue import load
from nango_conformance.errors import TargetUnusable
from nango_conformance.evidence import Entry, Redactor
from nango_conformance.execution import Executed, Order, attachment, surroundings
from nango_conformance.exhibits import EXHIBITS, exhibit_of
from nango_conformance.expectations.played import Happened
from nango_conformance.messages import envelopes, ndjson
from nango_conformance.playing import INTERRUPTED, feature_sources
from nango_conformance.rehearsal import Rehearsal, Watcher, asked_for, events_of, left_out
from nango_conformance.results import Exhibit, FindingNote, ScheduleResult, ScheduleResults
from nango_conformance.schedules import (
    ALL,
    SHORT,
    WORDS,
    Schedule,
    all_schedules,
    schedule_of,
)
from nango_conformance.stage import Session
from nango_conformance.stage.contact import first_contact
from nango_conformance.stage.orders import Judged
from nango_conformance.verdict import Outcome

_COUNTED: Final = (
    Outcome.PASSED,
    Outcome.FAILED,
    Outcome.NOT_OBSERVABLE,
    Outcome.NOT_APPLICABLE,
    Outcome.INCONCLUSIVE,
)


def execute_schedules(order: Order, watcher: Watcher) -> Executed:
    """Play the schedules that were selected; raise UsageError only before anything was played."""
    schedules = asked_for(order.target, order.selection.schedules)
    gathered = Gathered(
        target=order.target,
        seed=order.seed,
        selection=order.selection,
        wanted=frozenset(),
        chosen=frozenset(),
        started=time.time(),
        features=feature_sources(),
    )
    opened: list[Rehearsal] = []
    sessions: list[Session] = []
    fault = None
    try:
        with _session(order, gathered, watcher) as session:
            sessions.append(session)
            session.wait()
            first_contact(session)
            _say_what_is_meant(order.selection.schedules, watcher)
            named = ALL not in order.selection.schedules
            opened.append(Rehearsal(session, schedules, watcher, each_alone=named))
            opened[0].run()
    except TargetUnusable as error:
        fault = str(error)
    except KeyboardInterrupt:
        fault = INTERRUPTED
    judged = opened[0].judged if opened else {}
    fault = (opened[0].fault if opened else None) or fault
    results = _results(order, schedules, judged, sessions)
    breaks = [text for one in judged.values() for text in one.schema_breaks]
    return _executed(gathered, results, sessions, breaks, fault)


def _say_what_is_meant(asked: Sequence[str], watcher: Watcher) -> None:
    """Tell of ids that are written in one way and mean an order that has another."""
    for text in asked:
        if text.strip().lower() != ALL and (meant := schedule_of(text).id).lower() != text.lower():
            watcher.waits(f"{text} is {meant}: no target can tell these orders of events apart")


@contextlib.contextmanager
def _session(order: Order, gathered: Gathered, watcher: Watcher) -> Iterator[Session]:
    with Session.open(
        order.target,
        seed=order.seed,
        run_id=f"{int(gathered.started * 1000):x}",
        timeout_s=order.timeout_s,
        say=watcher.waits,
    ) as session:
        yield session


def _executed(
    gathered: Gathered,
    results: ScheduleResults,
    sessions: Sequence[Session],
    breaks: Sequence[str],
    fault: str | None,
) -> Executed:
    gathered = dataclasses.replace(
        gathered,
        finished=time.time(),
        fault=sessions[0].redact(fault) if fault is not None and sessions else fault,
        base_url=sessions[0].target.base_url if sessions else None,
        schema_breaks=tuple(dict.fromkeys(breaks)),
        schedules=results,
    )
    entries = sessions[0].ledger.entries if sessions else ()
    kept = {id_ for one in results.told for id_ in one.evidence}
    loose = [attachment(entry) for entry in entries if entry.id in kept]
    stream = envelopes(
        feature_sources(), (), surroundings(gathered.started, gathered.finished), loose
    )
    today = datetime.datetime.now(datetime.UTC).date()
    return Executed(run=assemble(load(), gathered, today=today), evidence=ndjson(stream))


def _results(
    order: Order,
    schedules: Sequence[Schedule],
    judged: dict[Schedule, Judged],
    sessions: Sequence[Session],
) -> ScheduleResults:
    missing = left_out(order.target)
    totals = {kind.value: sum(one.outcome is kind for one in judged.values()) for kind in _COUNTED}
    entries = {entry.id: entry for one in sessions for entry in one.ledger.entries}
    told = [one for one in judged.values() if one.evidence or one.outcome is not Outcome.PASSED]
    return ScheduleResults(
        asked=order.selection.schedules,
        known=len(all_schedules(events_of(order.target))),
        totals={**totals, Outcome.NOT_RUN.value: len(schedules) - len(judged)},
        left_out=tuple(f"{SHORT[event]}: {why}" for event, why in missing.items()),
        told=tuple(_result(one, entries, sessions[0].redact) for one in told if sessions),
    )


def _result(judged: Judged, entries: dict[str, Entry], redact: Redactor) -> ScheduleResult:
    return ScheduleResult(
        id=judged.schedule.id,
        words=judged.schedule.words,
        outcome=judged.outcome,
        reason=redact.again(judged.reason),
        seen=redact.again(judged.seen),
        happened=tuple(redact(told(one)) for one in judged.happened),
        findings=tuple(
            FindingNote(level=one.level, text=redact.again(one.text)) for one in judged.notes
        ),
        evidence=judged.evidence,
        exhibits=_exhibits([entries[id_] for id_ in judged.evidence])[-EXHIBITS:],
    )


def told(happened: Happened) -> str:
    """Return what came of one event, in a line."""
    words = WORDS[happened.move.event]
    return f"{words[0].upper()}{words[1:]}: {happened.said}"


def _exhibits(entries: Sequence[Entry]) -> tuple[Exhibit, ...]:
    """Return pieces of evidence in the order in which they began."""
    ordered = sorted(entries, key=lambda entry: entry.at)
    return tuple(exhibit_of(entry, ordered[0]) for entry in ordered)

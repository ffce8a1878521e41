"""
One run from a target to its results: everything is wired here and judged elsewhere.

Whatever ends a run early, what was judged before it stands and is returned.
"""

from __future__ import annotations

import dataclasses
import datetime
import platform
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from nango_conformance import __version__
from nango_conformance.assembly import Gathered, assemble
from nango_conformance.catalogue import load
from nango_conformance.errors import TargetUnusable
from nango_conformance.evidence import Entry
from nango_conformance.messages import envelopes, missing, ndjson
from nango_conformance.parallel.sharing import Sharing, sharing
from nango_conformance.pickles import partly_played
from nango_conformance.playing import INTERRUPTED, feature_sources, play
from nango_conformance.recorder import Audience, Told, cleaned, renumbered
from nango_conformance.records import AttachmentRecord, FeatureSource, ScenarioRecord, Surroundings
from nango_conformance.results import Run
from nango_conformance.selection import Selection, selected, with_controls
from nango_conformance.target import Target

if TYPE_CHECKING:
    from nango_conformance.plugin import ConformancePlugin
    from nango_conformance.stage import Session


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to run, against whom, and in how many processes at most."""

    target: Target
    selection: Selection
    seed: int
    timeout_s: float
    jobs: int = 1


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Executed:
    """A run, and its evidence as Cucumber Messages."""

    run: Run
    evidence: str


def execute(order: Order, audience: Audience) -> Executed:
    """Run the specification against a target; raise UsageError only before anything ran."""
    catalogue, features, started = load(), feature_sources(), time.time()
    wanted = selected(catalogue, order.selection)
    gathered = Gathered(
        target=order.target,
        seed=order.seed,
        selection=order.selection,
        wanted=wanted,
        chosen=with_controls(catalogue, wanted),
        started=started,
        features=tuple(features),
    )
    gathered = _played(order, features, gathered, audience)
    gathered = dataclasses.replace(gathered, finished=time.time())
    gathered = _complete(gathered, features)
    around = surroundings(started, gathered.finished)
    return Executed(
        run=assemble(catalogue, gathered, today=datetime.datetime.now(datetime.UTC).date()),
        evidence=ndjson(envelopes(features, _records(gathered), around, _loose(gathered))),
    )


def _played(
    order: Order, features: Sequence[FeatureSource], gathered: Gathered, audience: Audience
) -> Gathered:
    """Return what came of the run, in as many processes as the target can be judged by."""
    if order.jobs > 1:
        shared = sharing(order.target)
        if shared.why:
            audience.waits(shared.why)
        if shared.how is not Sharing.ALONE:
            # A run in one process does without all this.
            from nango_conformance.parallel.crew import played_together

            return played_together(order, gathered, audience, shared.how)
    return _performed(order, features, gathered, audience)


def _performed(
    order: Order, features: Sequence[FeatureSource], gathered: Gathered, audience: Audience
) -> Gathered:
    """Return what came of the run, whatever ended it: an interrupt, or a target that is gone."""
    # Where several processes play, this one plays nothing.
    from nango_conformance.stage import Session

    run_id = f"{int(gathered.started * 1000):x}"
    opened: list[tuple[Session, ConformancePlugin]] = []
    fault = None
    try:
        with Session.open(
            order.target,
            seed=order.seed,
            run_id=run_id,
            timeout_s=order.timeout_s,
            say=audience.waits,
        ) as session:
            # pytest is imported while the target gets ready: both take their time.
            from nango_conformance.plugin import ConformancePlugin

            plugin = ConformancePlugin(session, features, gathered.chosen, audience)
            opened.append((session, plugin))
            fault = play(plugin)
    except TargetUnusable as error:
        fault = str(error)
    except KeyboardInterrupt:
        fault = INTERRUPTED
    return _with_what_ran(gathered, opened, fault)


def _clean(session: Session, fault: str | None) -> str | None:
    """A fault may quote the target's log, which may say anything."""
    return None if fault is None else session.redact(fault)


def _with_what_ran(
    gathered: Gathered, opened: Sequence[tuple[Session, ConformancePlugin]], fault: str | None
) -> Gathered:
    if not opened:
        return dataclasses.replace(gathered, fault=fault)
    session, plugin = opened[0]
    told, entries = _in_order(plugin.told, session.ledger.entries)
    return dataclasses.replace(
        gathered,
        # What a scenario quotes may have become known as a secret in a later one.
        told=tuple(cleaned(one, session.redact.again) for one in told),
        built=plugin.built,
        entries=entries,
        fault=_clean(session, plugin.fault or fault),
        schema_breaks=tuple(dict.fromkeys(map(session.redact, plugin.schema_breaks))),
        base_url=session.target.base_url,
    )


def _in_order(
    told: Sequence[Told], entries: Sequence[Entry]
) -> tuple[tuple[Told, ...], tuple[Entry, ...]]:
    """Number the evidence as it happened: what is of no scenario, then scenario by scenario."""
    by_id = {entry.id: entry for entry in entries}
    placed = dict.fromkeys(id_ for one in told for id_ in one.evidence)
    loose = [entry.id for entry in entries if entry.id not in placed]
    ids = {id_: f"E{n:04d}" for n, id_ in enumerate((*loose, *placed), 1)}
    return (
        tuple(renumbered(one, ids) for one in told),
        tuple(dataclasses.replace(by_id[old], id=new) for old, new in ids.items()),
    )


def _complete(gathered: Gathered, features: Sequence[FeatureSource]) -> Gathered:
    """
    A scenario of a chosen check that did not run, with nothing to explain it, is a fault.

    However it came about: what was played of a check in part is not judged by that part.
    """
    ran = [told.record for told in gathered.told]
    gone = missing(features, ran)
    if gone and (partly := partly_played(features, ran)):
        gathered = dataclasses.replace(gathered, partly=partly)
    if gathered.fault is not None:
        return gathered
    if gathered.built and not gathered.built & (gathered.wanted or gathered.chosen):
        fault = "this version has no scenario for what was selected; see `nango-conformance checks`"
        return dataclasses.replace(gathered, fault=fault)
    chosen = [name for name in gone if _is_chosen(name, features, gathered)]
    if not chosen:
        return gathered
    return dataclasses.replace(gathered, fault=f"{len(chosen)} scenarios did not run: {chosen[0]}")


def _is_chosen(place: str, features: Sequence[FeatureSource], gathered: Gathered) -> bool:
    uri, _, rest = place.partition(":")
    line = int(rest.split(" ", 1)[0])
    text = next(one.text for one in features if one.uri == uri)
    tags = [row.strip() for row in text.splitlines()[:line] if row.strip().startswith("@NAF-")]
    return bool(tags) and tags[-1].split()[0].removeprefix("@") in gathered.chosen


def _records(gathered: Gathered) -> list[ScenarioRecord]:
    by_id = {entry.id: entry for entry in gathered.entries}
    return [_with_attachments(told, by_id) for told in gathered.told]


def _loose(gathered: Gathered) -> list[AttachmentRecord]:
    """Return what is of no scenario: the first contact, and what was news of an earlier one."""
    placed = {id_ for told in gathered.told for id_ in told.evidence}
    return [attachment(entry) for entry in gathered.entries if entry.id not in placed]


def _with_attachments(told: Told, entries: dict[str, Entry]) -> ScenarioRecord:
    attachments = tuple(attachment(entries[id_]) for id_ in told.evidence)
    return dataclasses.replace(told.record, attachments=attachments)


def attachment(entry: Entry) -> AttachmentRecord:
    """Return a piece of evidence as the evidence file has it."""
    return AttachmentRecord(
        id=entry.id, title=entry.title, media_type="text/plain", text=entry.text
    )


def surroundings(started: float, finished: float) -> Surroundings:
    """Return when and where a run took place."""
    return Surroundings(
        version=__version__,
        runtime=("Python", platform.python_version()),
        os=(platform.system(), platform.release()),
        cpu=platform.machine(),
        started=started,
        finished=finished,
    )

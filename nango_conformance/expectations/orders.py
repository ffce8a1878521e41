"""
What holds in every order of events, judged when all is quiet.

None of it asks in which order the target did what: only what was answered, what the owner
was shown on the way, and what is so in the end. What a target of another shape may do, such as
leaving a connection alone that only the webhook told of, is no failure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from nango_conformance.errors import Nonconformance, NotObservable
from nango_conformance.evidence import Call, Note, Reading
from nango_conformance.expectations import links, syncs
from nango_conformance.expectations.played import TELLS, Happened, Played
from nango_conformance.expectations.statuses import is_redirect, is_refusal, is_success
from nango_conformance.kinds import Kind
from nango_conformance.schedules import WORDS, Event, Timing
from nango_conformance.target import Target

Notes = tuple[Note, ...]

_ON_ITS_OWN: Final = frozenset({"mirror"})
"""Models in which the target learns of a connection without being told."""


def judge(played: Played, target: Target) -> Notes:
    """Every invariant holds; the first that does not is a Nonconformance."""
    notes = answered(played)
    notes += shown(played, target)
    if played.final is not None:
        notes += ended(played, played.final, target)
    notes += synced(played, target)
    notes += links.kept(played.calls, played.connection_id)
    if played.final is None:
        raise NotObservable(
            "the target declares neither [status.http] nor [status.sql], so its links cannot be "
            "seen"
        )
    return notes


def is_owed(played: Played, target: Target) -> bool:
    """Say whether the target took the news, so that the connection has to become active."""
    news = any(one.is_news and is_success(one.status) for one in played.happened)
    if target.reconcile.model != "client-finalise":
        return news
    # Which of the two such a backend waits for is its own affair; with both it has to be done.
    route = target.finalise
    return news and any(
        one.move.event is Event.REPORT
        and one.status is not None
        and route is not None
        and route.accepts(one.status)
        for one in played.happened
    )


def answered(played: Played) -> Notes:
    """Nothing is answered with a 5xx, or not at all, but what a Nango error befell."""
    excuses, troubled, notes = len(played.troubled), False, []
    for group in _groups(played.happened):
        troubled = troubled or any(one.move.event is Event.ERROR for one in group)
        broke = [one for one in group if one.broke]
        if not broke:
            continue
        if troubled and excuses:
            excuses -= 1
        elif _lost_a_race(group):
            text = f"{_named(broke[0])} lost a race: {broke[0].said}; what came with it was taken"
            notes.append(Note(level="SHOULD", text=text))
        else:
            raise Nonconformance(
                f"no failure but under a Nango error when {_named(broke[0])}",
                broke[0].said,
                kind=Kind.EVENT_UNANSWERED
                if broke[0].status is None
                else Kind.EVENT_NOT_ACKNOWLEDGED,
            )
    return tuple(notes)


def shown(played: Played, target: Target) -> Notes:
    """On the way no other id was active, and nothing was before the target was told."""
    told = target.reconcile.model in _ON_ITS_OWN
    for group in _groups(played.happened):
        told = told or any(one.move.event in TELLS for one in group)
        for reading in (one.reading for one in group if one.reading is not None):
            _only_hers(played, reading)
            if reading.active and not told:
                raise Nonconformance(
                    "no active link before the target was told of the connection",
                    reading.told,
                    (reading.exchange,),
                    kind=Kind.ACTIVE_LINK,
                )
    return ()


def ended(played: Played, final: Reading, target: Target) -> Notes:
    """In the end one link is active, the right one, if the target took the news; or none is."""
    _only_hers(played, final)
    if is_owed(played, target):
        return links.connected(final, played.connection_id) + _noise(played)
    if not played.was_told and target.reconcile.model not in _ON_ITS_OWN:
        return links.not_active(final)
    if final.active:
        return links.connected(final, played.connection_id) + _noise(played)
    _not_lost(played, target)
    return ()


def synced(played: Played, target: Target) -> Notes:
    """The first sync began once where a link became active, and never before it was told of."""
    if target.sync.mode in {"none", "auto"}:
        return ()
    begun = syncs.starts(target.sync, syncs.unfenced(played.calls))
    if begun and not played.was_told and target.reconcile.model not in _ON_ITS_OWN:
        raise Nonconformance(
            "no sync before the target was told of the connection",
            begun[0].told,
            (begun[0].mark,),
            kind=Kind.SYNC_UNCALLED,
        )
    if target.sync.mode == "job":
        return _queued(played)
    worked = [call for call in begun if call.fault is None and is_success(call.status)]
    if not worked:
        return _missing(played, target, begun)
    return (
        ()
        if target.sync.mode == "records"
        else syncs.once(target.sync, played.calls, played.connection_id)
    )


def bystanders(before: Sequence[Reading], after: Sequence[Reading]) -> Notes:
    """Nobody else's links changed."""
    for was, now in zip(before, after, strict=True):
        if not links.same(was, now):
            raise Nonconformance(
                f"everybody else's links as before: {was.told}",
                now.told,
                (was.exchange, now.exchange),
                kind=Kind.BYSTANDER_CHANGED,
            )
    return ()


def _only_hers(played: Played, reading: Reading) -> None:
    for link in reading.active:
        if link.connection_id != played.connection_id:
            raise Nonconformance(
                f"no active link but with connection id {played.connection_id}",
                reading.told,
                (reading.exchange,),
                kind=Kind.OTHER_ID_STORED,
            )


def _not_lost(played: Played, target: Target) -> None:
    """A genuine webhook that is sent away with a 4xx is never sent again: the news is lost."""
    if target.reconcile.model == "client-finalise":
        return
    refused = [one for one in played.happened if one.is_news and _is_final(one.status)]
    if refused:
        raise Nonconformance(
            f"a genuine webhook to be taken when {_named(refused[0])}",
            f"{refused[0].said}, which Nango takes for final, and no active link",
            kind=Kind.WEBHOOK_REFUSED,
        )


def _noise(played: Played) -> Notes:
    refused = [one for one in played.happened if one.is_news and _is_final(one.status)]
    return tuple(
        Note(level="SHOULD", text=f"{_named(one)}: {one.said}, final for Nango; harmless here")
        for one in refused[:1]
    )


def _missing(played: Played, target: Target, begun: Sequence[Call]) -> Notes:
    applies = not target.sync.only_for or _key(played, target) in target.sync.only_for
    if not applies or played.final is None or not played.final.active:
        return ()
    if any(call.fault is not None for call in begun):
        text = "the first sync met the Nango error and was not seen to begin again"
        return (Note(level="SHOULD", text=text),)
    seen = "; ".join(call.told for call in begun) or "no such call"
    raise Nonconformance(
        f"a first sync of {played.connection_id}",
        seen,
        tuple(call.mark for call in begun),
        kind=Kind.NO_SYNC,
    )


def _queued(played: Played) -> Notes:
    if played.jobs is None:
        raise NotObservable("[sync] probe is not declared")
    active = played.final is not None and played.final.active
    if not active and not played.jobs:
        return ()
    if played.jobs == 0:
        raise Nonconformance(f"a job for {played.connection_id}", "no job", kind=Kind.NO_SYNC)
    return syncs.queued_once(played.jobs)


def _key(played: Played, target: Target) -> str:
    found = (one.key for one in target.integrations if one.nango_id == played.integration)
    return next(found, played.integration)


def _lost_a_race(group: Sequence[Happened]) -> bool:
    """Of what comes at the same moment one may lose; Nango repeats it, and the other was taken."""
    news = [one for one in group if one.is_news]
    return len(news) > 1 and any(is_success(one.status) for one in news)


def _groups(happened: Sequence[Happened]) -> Iterator[tuple[Happened, ...]]:
    group: list[Happened] = []
    for one in happened:
        if one.move.timing is not Timing.TOGETHER and group:
            yield tuple(group)
            group = []
        group.append(one)
    if group:
        yield tuple(group)


def _named(one: Happened) -> str:
    return WORDS[one.move.event]


def _is_final(status: int | None) -> bool:
    return is_redirect(status) or is_refusal(status)

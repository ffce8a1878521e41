"""Judgements that need several values of the stage: each gathers, then asks one expectation."""

from __future__ import annotations

from pathlib import Path

from nango_conformance.driver.source_files import source_files
from nango_conformance.errors import (
    ControlFailed,
    Nonconformance,
    NotApplicable,
    NotObservable,
)
from nango_conformance.evidence import Note
from nango_conformance.expectations import access, links, sessions, sources, syncs, webhooks
from nango_conformance.kinds import Kind
from nango_conformance.stage import consequences, jobs, looking, starting, syncing
from nango_conformance.stage.forgeries import CONTRADICTED
from nango_conformance.stage.stage import Stage
from nango_conformance.target import Attribution, fill

Notes = tuple[Note, ...]


def attribution(stage: Stage, who: str) -> Notes:
    """The session of somebody's attempt names her at every declared place."""
    person, attempt = stage.cast.person(who), stage.attempt(who)
    values = {**person.values(), **attempt.values}
    wanted = {
        name: Attribution(path=place.path, equals=fill(place.equals, values))
        for name, place in stage.target.attribution.items()
    }
    session, repairs = attempt.session, attempt.repairs
    return sessions.attributed(session, wanted, person.email, repairs=repairs)


def refusal(stage: Stage) -> Notes:
    """Nango refused the walk that somebody tried."""
    if stage.outcome is None:
        raise ControlFailed("nobody tried anything at Nango")
    return sessions.refused_by_nango(stage.outcome.outcome, stage.outcome.detail)


def modal(stage: Stage, who: str) -> Notes:
    """The Connect UI opened as the person's own."""
    attempt, visit = stage.attempt(who), stage.visit
    if visit is None:
        raise ControlFailed("nobody opened the modal")
    return sessions.modal_opens(
        visit.status, visit.session, visit.integrations, attempt.integration, attempt.session
    )


def workspace_kept(stage: Stage, who: str) -> Notes:
    """The last start of somebody led to nothing outside her own workspaces."""
    attempt = stage.attempt(who)
    if attempt.issued and "workspace" not in stage.target.attribution:
        raise NotObservable("[attribution] workspace is not declared: the session names none")
    return access.nothing_outside(
        stage.target.connect,
        attempt.exchange,
        attempt.issued,
        starting.workspaces_named(stage, attempt),
        stage.cast.workspaces(who),
    )


def claim_ignored(stage: Stage, who: str, victim: str) -> Notes:
    """No session that somebody obtained is another's, or another organisation's."""
    attempt, other = stage.attempt(who), stage.cast.person(victim)
    theirs = stage.cast.workspaces(victim) if stage.target.is_shared else ()
    names = (other.id, other.email, *theirs)
    return access.never_names(attempt.exchange, attempt.issued, names)


def taken_up(stage: Stage, who: str) -> Notes:
    """The target acted on the news of somebody's connection."""
    if not looking.taken_up(stage, who):
        seen = looking.look_at(stage, who)
        raise Nonconformance(
            "the new connection to be taken up",
            seen.told,
            (seen.exchange,),
            kind=Kind.NOT_TAKEN_UP,
        )
    return ()


def not_asked(stage: Stage, who: str) -> Notes:
    """Nothing that the When brought made the target call Nango about somebody's connection."""
    if stage.target.reconcile.recovery == "poll":
        # Such a target asks on its own, and nobody can say why it did.
        return (Note(level="MAY", text='[reconcile] recovery = "poll": its calls prove nothing'),)
    calls = looking.calls_of_the_when(stage, who)
    return access.not_asked(calls, stage.attempt(who).connection_id)


def nothing_synced(stage: Stage, who: str) -> Notes:
    """No data moved in the When; where its twin follows what was refused, that was accepted."""
    calls = looking.calls_of_the_when(stage, who)
    notes = syncs.nothing_synced(calls, looking.other_connections(stage, who))
    if stage.twin is not None:
        webhooks.twin_accepted(stage.twin.hook, stage.target.webhook)
    return notes


def sync_started(stage: Stage, who: str) -> Notes:
    """The first sync of somebody's connection began as declared."""
    attempt, target = stage.attempt(who), stage.target
    calls = looking.synced_calls(stage, who)
    if target.sync.mode == "job":
        return jobs.started(stage, who)
    return syncs.started(
        target.sync,
        calls,
        attempt.connection_id,
        attempt.integration.nango_id,
        target.limits.sync_s,
    )


def synced_once(stage: Stage, who: str) -> Notes:
    """The first sync of somebody's connection began once."""
    calls = looking.synced_calls(stage, who)
    if stage.target.sync.mode == "job":
        return jobs.once(stage, who)
    return syncs.once(stage.target.sync, calls, stage.attempt(who).connection_id)


def not_again(stage: Stage, who: str) -> Notes:
    """No further first sync began; a target that begins none has nothing to repeat."""
    try:
        return synced_once(stage, who)
    except NotApplicable:
        return ()


def refused(stage: Stage) -> Notes:
    """The webhook was refused; by its status alone, where its effect cannot be seen."""
    if stage.absent is not None:
        return (Note(level="MAY", text=f"it does not start without it: {stage.absent}"),)
    seen = stage.probe.available
    stage.by_status = not seen
    if stage.deprived and webhooks.has_failed(stage.the_hook()):
        # Who fails without a key is as closed as who refuses.
        return ()
    return webhooks.refused(stage.the_hook(), effect_observable=seen)


def constant_time(stage: Stage) -> Notes:
    """The target's source compares signatures in constant time; from outside nobody can see it."""
    if stage.target.source is None:
        raise NotObservable(
            "no measurement from outside shows it: [target] source would say where to read it"
        )
    files = source_files(Path(stage.target.folder, stage.target.source))
    stage.ledger.record("the backend's source", f"{len(files)} files read")
    return sources.constant_time(files)


def none_active(stage: Stage, who: str) -> Notes:
    """
    Somebody has nothing active, nor had for a moment, and no id is stored that must not be.

    Where links cannot be seen and the status of a refusal was, that one has decided: a note.
    It means something only if the twin of what was refused was accepted. A target that did not
    start has nothing. One that asks Nango may take its word for whose a connection is.
    """
    notes: Notes
    if stage.absent is not None:
        return ()
    if stage.by_status:
        notes = (Note(level="MAY", text="judged by the status code only: no link can be seen"),)
    elif _took_nangos_word(stage):
        notes = connected_or_none(stage, who)
    else:
        attempt = stage.attempt(who)
        readings = looking.glimpsed_and_settled(stage, who)
        # A row that has ended may keep the id of what it was.
        failed = () if attempt.ended else looking.failed_ids(stage, attempt)
        notes = tuple(note for one in readings for note in links.not_active(one, failed))
    if stage.twin is not None:
        webhooks.twin_accepted(stage.twin.hook, stage.target.webhook)
    return notes


def connected(stage: Stage, who: str) -> Notes:
    """
    Somebody has one active link, Nango's; where two channels show it, they show the same.

    While Nango is silent about her first sync, she has it already.
    """
    attempt = stage.attempt(who)
    if stage.unwell is not None and stage.unwell.silent:
        return syncing.stored_before(stage, who, stage.unwell)
    if attempt.rival is not None:
        return consequences.one_of_two(stage, who)
    stored = looking.connected(stage, who)
    notes = links.connected(stored, attempt.connection_id)
    if stage.probe.shows_twice:
        shown = stage.probe.read_route(stage.cast.person(who), attempt.values)
        notes += links.shown_as_stored(stored, shown)
    return notes


def _took_nangos_word(stage: Stage) -> bool:
    """Say whether Nango knows better than the webhook, and the target asks it."""
    if not stage.target.reconcile.confirm or stage.hook is None:
        return False
    return stage.hook.defect in CONTRADICTED


def connected_or_none(stage: Stage, who: str) -> Notes:
    """What may be ignored left somebody with Nango's connection, or with none, and no other."""
    attempt = stage.attempt(who)
    readings = looking.glimpsed_and_settled(stage, who)
    wanted = attempt.connection_id
    return tuple(note for one in readings for note in links.connected_or_none(one, wanted))


def unchanged(stage: Stage, who: str) -> Notes:
    """Somebody's connection is kept at Nango, and her link is what it was when she last looked."""
    attempt = stage.attempt(who)
    stage.nango.settle()
    notes = links.kept(stage.nango.calls(attempt.mark), attempt.connection_id)
    return notes + links.unchanged(attempt.before, looking.restored(stage, who))


def each_connected(stage: Stage) -> Notes:
    """Every account that was authorised has its connection, where it was to be; no other has."""
    notes: Notes = ()
    stage.nango.settle()
    for (who, account), attempt in stage.attempts.items():
        reading = looking.look_at(stage, who, account)
        if attempt.connection_id is None:
            notes += links.not_active(reading)
            continue
        if not links.is_connected(reading, attempt.connection_id):
            reading = looking.connected(stage, who, account)
        notes += links.connected(reading, attempt.connection_id)
    return notes


def others_unchanged(stage: Stage, who: str) -> Notes:
    """Of all attempts only somebody's own changed; where a query shows them, nobody's row did."""
    before, now = looking.bystanders_before(stage, who), looking.bystanders(stage, who)
    if not before and stage.others is None:
        raise NotApplicable("the target declares nobody and nothing else that could change")
    notes = links.bystanders_unchanged(before, now) if before else ()
    if stage.others is not None:
        notes += links.rows_unchanged(stage.others, looking.strangers(stage, who))
    return notes


def history(stage: Stage, who: str) -> Notes:
    """The first sync of somebody's connection is not limited to what comes after it."""
    attempt = stage.attempt(who)
    calls = looking.synced_calls(stage, who)
    made_at = stage.nango.made_at(attempt.mark, attempt.connection_id)
    return syncs.reaches_back(stage.target.sync, calls, attempt.connection_id, made_at)


def callback(stage: Stage) -> str:
    """Return the address at Nango to which the provider sends the user back."""
    return f"{stage.api}/oauth/callback"

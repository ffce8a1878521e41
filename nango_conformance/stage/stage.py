"""One scenario's state: its people, their attempts, and the last thing that happened."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from fake_nango.client import Event, Outcome, Visit
from nango_conformance.driver.cast import Cast, Person
from nango_conformance.driver.endpoints import Endpoints
from nango_conformance.driver.faults import Faults
from nango_conformance.driver.lag import LagWatch
from nango_conformance.driver.making import Maker
from nango_conformance.driver.nango import Nango
from nango_conformance.driver.probe import Probe
from nango_conformance.driver.process import TargetProcess
from nango_conformance.driver.record import record_journal
from nango_conformance.driver.sighting import passed
from nango_conformance.driver.target_log import TargetLog
from nango_conformance.driver.transport import Transport
from nango_conformance.errors import ControlFailed, NotApplicable, NotObservable
from nango_conformance.evidence import (
    Account,
    Exchange,
    Flood,
    Hook,
    Ledger,
    Link,
    Note,
    Reading,
    Timed,
)
from nango_conformance.expectations import webhooks
from nango_conformance.stage.attempt import Attempt, Twin
from nango_conformance.target import Integration, Route, Target

if TYPE_CHECKING:
    from nango_conformance.driver.storage import Storage
    from nango_conformance.stage.records import Arranged
    from nango_conformance.stage.syncing import Unwell


@dataclasses.dataclass(slots=True, kw_only=True)
class Stage:
    """
    What a scenario's steps share.

    `hook` is the webhook, `twin` the genuine one that followed it, `timed` how long its answer
    took, `answer` the exchange, `visit` and `outcome` the walk at Nango that the When was about,
    `files` what a browser has loaded; `notes` collect what is worth telling; `bystanders` are
    readings of attempts that must not change, `others` the rows of all who are not in the story.
    `mark` is the journal's place where the scenario began, `when` where its When did, for calls
    that no attempt accounts for; `heard` counts the answers until then. `past` has the connections
    that people who are not fresh brought along. `crowded` says that many webhooks came at once,
    `flood` is what came of a body that was far too large.
    `by_status` says that a refusal was judged by its status alone, `unseen` why something that had
    to be judged could not be seen, `troubled` that Nango fails on purpose, `silence` is the fault
    by which it says nothing at all, `unwell` how it fails with the first sync. `names` are ids
    that it gives connections though no session would, `records` what it has of their data.
    `earlier` are attempts in whose place others have come, `asked` is the route of the last wish
    about a connection that there is. `passed` and `written` are what is left of the story when it
    is over, where it `keeps` that: the journal's part and the log's. `process` is the target if
    the run started it, `deprived` says that it runs without its signing key, `absent` how it
    refused, `signed_with` the key with which Nango signed while it was changed.
    """

    target: Target
    nango: Nango
    endpoints: Endpoints
    probe: Probe
    maker: Maker
    cast: Cast
    ledger: Ledger
    transport: Transport
    api: str
    faults: Faults | None = None
    process: TargetProcess | None = None
    log: TargetLog | None = None
    storage: Storage | None = None
    lag: LagWatch = dataclasses.field(default_factory=LagWatch)
    attempts: dict[tuple[str, Account], Attempt] = dataclasses.field(default_factory=dict)
    earlier: list[Attempt] = dataclasses.field(default_factory=list)
    notes: list[Note] = dataclasses.field(default_factory=list)
    bystanders: dict[tuple[str, Account], Reading] = dataclasses.field(default_factory=dict)
    schema_breaks: list[Note] = dataclasses.field(default_factory=list)
    hook: Hook | None = None
    twin: Twin | None = None
    timed: Timed | None = None
    answer: Exchange | None = None
    visit: Visit | None = None
    outcome: Outcome | None = None
    files: Mapping[str, str] | None = None
    flood: Flood | None = None
    crowded: bool = False
    deprived: bool = False
    absent: str | None = None
    signed_with: str | None = None
    past: set[str] = dataclasses.field(default_factory=set)
    others: tuple[str, ...] | None = None
    by_status: bool = False
    unseen: str | None = None
    troubled: bool = False
    passed: tuple[Event, ...] = ()
    written: str = ""
    silence: str | None = None
    asked: Route | None = None
    # An id that is none, and what came back for it.
    bent: str = ""
    answers: list[Exchange] = dataclasses.field(default_factory=list)
    unwell: Unwell | None = None
    names: dict[str, str] = dataclasses.field(default_factory=dict)
    records: Arranged | None = None
    mark: int = -1
    when: int = -1
    heard: int = 0
    logged: int = 0
    keeps: bool = True

    def __post_init__(self) -> None:
        """Begin from nothing, and remember the places in the journal and in the log."""
        self.mark = self.when = self.nango.mark()
        self.logged = self.log.mark() if self.log else 0

    def enter(self) -> None:
        """Let the target forget what earlier scenarios left, where people are not fresh."""
        if not self.target.makes_people:
            self.maker.reset()

    @contextlib.contextmanager
    def where_seen(self) -> Iterator[None]:
        """Go on with the story where something cannot be seen: what can be may still be wrong."""
        try:
            yield
        except NotObservable as hidden:
            self.unseen = self.unseen or str(hidden)

    def note(self, notes: tuple[Note, ...]) -> None:
        """Keep what a judgement found worth telling."""
        self.notes.extend(notes)

    def attempt(self, who: str, account: Account = Account.MAIN) -> Attempt:
        """Return somebody's attempt; the features start one before they speak of it."""
        return self.attempts[who, account]

    def latest(self, who: str) -> Attempt:
        """Return the attempt that somebody started last."""
        return [attempt for (name, _), attempt in self.attempts.items() if name == who][-1]

    def integration(self, account: Account) -> Integration:
        """Return the integration that an account is of; raise NotApplicable if there is none."""
        if account is not Account.OTHER:
            return self.target.main_integration()
        other = self.target.other_integration()
        if other is None:
            raise NotApplicable("the target declares one [[integration]] only")
        return other

    def workspace(self, who: str, account: Account) -> str:
        """Return the workspace that an account is connected in; '' where there are none."""
        second = account is Account.SECOND_WORKSPACE
        if second and not self.target.has_workspaces:
            raise NotApplicable("the target has no workspaces")
        return self.cast.workspace(who, 1 if second else 0)

    def needs_sign_in(self) -> None:
        """Raise NotApplicable where the target knows callers only by what they say they are."""
        if self.target.auth.mode == "none":
            raise NotApplicable('[auth] mode = "none": everyone is the same user')

    def the_hook(self) -> Hook:
        """Return the webhook that the scenario is about; raise ControlFailed if none was sent."""
        if self.hook is None:
            raise ControlFailed("Nango sent no webhook")
        return self.unthrottled(self.hook)

    def unthrottled(self, hook: Hook) -> Hook:
        """
        Return a webhook that the target has looked at; raise ControlFailed for a 429.

        Where many came at once, a 429 is what the story is about.
        """
        return hook if self.crowded else webhooks.unthrottled(hook, self.target.webhook)

    def the_answer(self) -> Exchange:
        """Return the answer that the scenario is about."""
        if self.answer is None:
            raise ControlFailed("the target was asked nothing")
        return self.answer

    def read(self, person: Person, values: Mapping[str, str]) -> Reading:
        """Return somebody's links as they are now, without those that she brought along."""
        reading = self.probe.read(person, values)
        kept = tuple(link for link in reading.links if link.connection_id not in self.past)
        return dataclasses.replace(reading, links=kept)

    def be_rid_of_the_past(self, person: Person, values: Mapping[str, str]) -> None:
        """
        Disconnect what a person who is not fresh still has, or leave it out of account.

        A link of yesterday's would be taken for this story's doing. One that stays and has no
        id cannot be told from a new one: ControlFailed.
        """
        if self.target.makes_people or not self.probe.available:
            return
        for link in self.probe.read(person, values).active:
            self.disconnect(person, values, link)
        for link in self.probe.read(person, values).active:
            if link.connection_id is None:
                raise ControlFailed(
                    f"{person.name} still has a connection from before that has no id to tell it "
                    "by; declare [fixtures] for fresh people, or a [disconnect] route that works"
                )
            self.past.add(link.connection_id)

    def disconnect(self, person: Person, values: Mapping[str, str], link: Link) -> None:
        """Let somebody end one of her links, where the target has a route for that."""
        route = self.target.disconnect
        if route is not None:
            ids = {"connection.id": link.connection_id or "", "connection.row": link.row_id or ""}
            self.endpoints.call(route, {**values, **ids}, person=person)

    def leave(self) -> None:
        """Clear away this scenario's trouble; another story may begin when this has returned."""
        self.nango.control.clear_faults()
        if self.faults is not None:
            self.faults.end_all()
        if self.keeps:
            self.passed = self.nango.events(self.mark)
            self.written = self.log.since(self.logged) if self.log else ""
        self._clean()
        if self.process is not None and self.deprived:
            self.process.start_again()

    def record(self) -> None:
        """Keep what Nango saw of this scenario, and what the target wrote, as evidence."""
        self.schema_breaks.extend(
            record_journal(self.passed, self.ledger, self.transport, is_stray=self._is_stray)
        )
        self.ledger.see(passed(event for event in self.passed if not self._is_stray(event)))
        if self.written:
            self.ledger.record("the target's log", self.written)
        if self.log:
            self.transport.ear.log(self.log.unheard())

    def _is_stray(self, event: Event) -> bool:
        """Say whether an event is about a connection of an earlier story: news comes late."""
        return self.nango.is_older(event, self.mark)

    def _clean(self) -> None:
        if self.target.disconnect is None or self.target.makes_people:
            return
        for attempt in self.attempts.values():
            if attempt.connection_id is None or not self.probe.available:
                continue
            person = self.cast.person(attempt.who)
            for link in self.probe.read(person, attempt.values).active:
                self.disconnect(person, attempt.values, link)

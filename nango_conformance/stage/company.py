"""
Many people at once, each with a connection of her own and a schedule to play.

Where people can be made there is one for each schedule. Where there are only the declared ones,
Ada has all the connections, if the target lets one person have several; else she has one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from typing import Final, TypeVar

from nango_conformance.driver.cast import Person
from nango_conformance.errors import ConformanceError, ControlFailed, NotApplicable
from nango_conformance.evidence import Account, Reading
from nango_conformance.expectations.played import Happened
from nango_conformance.expectations.sessions import handed_out
from nango_conformance.schedules import Schedule
from nango_conformance.stage import authorising, looking, starting
from nango_conformance.stage.stage import Stage
from nango_conformance.target import Target

T = TypeVar("T")

PLAYER: Final = "Ada"
CONNECTED: Final = "Grace"
WAITING: Final = "Mallory"
"""The bystanders: one has a connection, the other has started and goes no further."""

_BEGINS: Final = frozenset({"trigger", "start", "job"})
"""Modes of [sync] in which the target needs no news to begin."""


@dataclasses.dataclass(slots=True, kw_only=True)
class Part:
    """
    One schedule in somebody's hands; filled in as the play goes on.

    `delivery` is the held webhook whose bytes arrive, `trouble` why the part cannot be judged.
    `others` are the connections of the same person's other parts: they are not this one's.
    `scope` is whom Nango's trouble is about: the person, or her connection where she has several.
    """

    schedule: Schedule
    who: str
    person: Person | None = None
    values: dict[str, str] = dataclasses.field(default_factory=dict)
    token: str = ""
    connection_id: str = ""
    delivery: str = ""
    scope: str = ""
    others: frozenset[str] = frozenset()
    happened: list[Happened] = dataclasses.field(default_factory=list)
    final: Reading | None = None
    trouble: str | None = None

    @property
    def goes_on(self) -> bool:
        """Say whether nothing has come in between so far."""
        return self.trouble is None

    @property
    def error(self) -> str:
        """What Nango's trouble is called: by that it is known whom it befell."""
        return f"Nango error in {self.schedule.id}"

    def somebody(self) -> Person:
        """Return who plays it."""
        if self.person is None:
            raise ControlFailed(f"{self.who} could not be made")
        return self.person


def room(target: Target, wanted: int) -> int:
    """Return how many schedules can be played at once."""
    alone = target.status is not None and target.status.side_effects
    if alone or not (target.makes_people or target.reconcile.multi_account):
        return 1
    return wanted


def gather(stage: Stage, schedules: Sequence[Schedule], hands: Executor) -> list[Part]:
    """Return the parts, each up to a connection whose webhook is held back."""
    fresh = stage.target.makes_people
    many = fresh and len(schedules) > 1
    parts = [
        Part(schedule=schedule, who=f"{PLAYER}{place}" if many else PLAYER)
        for place, schedule in enumerate(schedules, 1)
    ]
    if not fresh:
        # Ada is one person: her past is ended once, before anybody starts.
        _meet(stage, parts[0])
    _each(hands, lambda part: _start(stage, part), parts)
    _name_sessions(stage, parts)
    _authorise(stage, parts, hands)
    if not many:
        # Of fresh people none has any business with another's connection.
        ids = {part.connection_id for part in parts}
        for part in parts:
            part.others = frozenset(ids - {part.connection_id})
    return parts


def seat_bystanders(stage: Stage) -> str | None:
    """Let the others have what must not change; say why they do not, where they cannot."""
    why = None
    for who, come in ((CONNECTED, authorising.have_connected), (WAITING, starting.have_started)):
        try:
            come(stage, who, Account.MAIN)
        except NotApplicable as absent:
            why = str(absent)
            continue
        if stage.probe.available:
            stage.bystanders[who, Account.MAIN] = looking.look_at(stage, who)
    return why


def each(hands: Executor, act: Callable[[Part], None], parts: Iterable[Part]) -> None:
    """Let every part that goes on act; what comes in between is its own trouble."""
    _each(hands, act, [part for part in parts if part.goes_on])


def _each(hands: Executor, act: Callable[[Part], None], parts: Sequence[Part]) -> None:
    def tried(part: Part) -> None:
        try:
            act(part)
        except ConformanceError as error:
            part.trouble = str(error)

    list(hands.map(tried, parts))


def _meet(stage: Stage, part: Part) -> None:
    part.person = stage.cast.person(part.who)
    integration = stage.target.main_integration()
    part.values = {
        "workspace.id": stage.workspace(part.who, Account.MAIN),
        **integration.values,
    }
    stage.be_rid_of_the_past(part.person, part.values)


def _start(stage: Stage, part: Part) -> None:
    if part.person is None:
        _meet(stage, part)
    connect = stage.target.connect
    exchange = stage.endpoints.call(connect, part.values, person=part.somebody())
    token, link = handed_out(connect, exchange)
    part.token = str(token or link or "")
    if not part.token:
        raise ControlFailed(f"{part.who} has no token of Nango's: {exchange.said}")


def _name_sessions(stage: Stage, parts: Sequence[Part]) -> None:
    """Where only a link was handed out, its session has the token."""
    issued = stage.nango.issued(stage.mark)
    tokens = {one.token for one in issued}
    by_link = {one.link: one.token for one in issued}
    for part in parts:
        if part.goes_on and part.token not in tokens:
            part.token = by_link.get(part.token, "")
            if not part.token:
                part.trouble = f"{part.who} was handed no token of Nango's"


def _authorise(stage: Stage, parts: Sequence[Part], hands: Executor) -> None:
    """
    Let everybody agree at the provider while Nango's news of it is held back.

    The news of syncs is no event of a schedule. It is held to the end, but from a target that
    begins no sync itself and waits for it.
    """
    control, mark = stage.nango.control, stage.nango.mark()
    rule = control.hold(everything=True)
    try:
        each(hands, lambda part: _approve(stage, part), parts)
    finally:
        if stage.target.sync.mode not in _BEGINS:
            control.unhold(rule)
    held = {
        one.connection: one
        for one in control.deliveries(state="held", since=mark)
        if one.event.get("type") == "auth"
    }
    for part in parts:
        if part.goes_on and (news := held.get(part.connection_id)) is not None:
            fresh = stage.target.makes_people
            part.delivery = news.id
            part.scope = (news.person if fresh else None) or part.connection_id
        elif part.goes_on:
            part.trouble = "Nango made no webhook for the connection"


def _approve(stage: Stage, part: Part) -> None:
    outcome = stage.nango.control.approve(part.token, part.values["integration.nango_id"])
    if outcome.connection_id is None:
        raise ControlFailed(f"the authorisation ended as {outcome.outcome}: {outcome.detail}")
    part.connection_id = outcome.connection_id
    part.values["connection.id"] = outcome.connection_id

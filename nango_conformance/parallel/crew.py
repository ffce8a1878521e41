"""The parent of several workers: hires them, hands out scenarios and turns, and hears them end."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from fake_nango.client import Control
from nango_conformance.assembly import Gathered
from nango_conformance.driver.fake import Fake, hasten, keys_of, running_fake
from nango_conformance.driver.folder import own_folder
from nango_conformance.errors import UsageError
from nango_conformance.evidence import Redactor
from nango_conformance.parallel.hired import LEADER, Hired, bury, how_it_ended
from nango_conformance.parallel.merging import Harvest, lost, merged
from nango_conformance.parallel.nursery import PATIENCE_S, Nursery, held_back
from nango_conformance.parallel.schedule import Schedule
from nango_conformance.parallel.sharing import Sharing
from nango_conformance.parallel.turns import TurnTaking
from nango_conformance.parallel.words import (
    End,
    Ended,
    Gives,
    Go,
    Kind,
    Listen,
    Listened,
    Play,
    Post,
    Ready,
    Says,
    Spawned,
    Unready,
    Wants,
)
from nango_conformance.playing import INTERRUPTED
from nango_conformance.recorder import Audience

if TYPE_CHECKING:
    from nango_conformance.execution import Order


def played_together(order: Order, gathered: Gathered, audience: Audience, how: Sharing) -> Gathered:
    """Return what came of a run by several workers, whatever ended it."""
    crew = Crew(order, gathered, audience, takes_turns=how is Sharing.TURNS)
    fault = None
    try:
        with contextlib.ExitStack() as stack:
            stack.callback(crew.dismiss)
            crew.hire()
            fake = stack.enter_context(running_fake(order.target, crew.keys))
            folders = [stack.enter_context(own_folder()) for _ in range(order.jobs)]
            # Callbacks run backwards: nobody works any more when fake and folders go.
            stack.callback(crew.dismiss)
            crew.place(fake, folders)
            crew.play()
    except KeyboardInterrupt:
        fault = INTERRUPTED
    return merged(gathered, crew.harvest, crew.redact, fault)


class Crew:
    """The workers of one run and what they have told."""

    def __init__(
        self, order: Order, gathered: Gathered, audience: Audience, *, takes_turns: bool
    ) -> None:
        self.harvest = Harvest()
        self.redact = Redactor()
        self.keys = keys_of(order.target.nango, order.seed)
        self._order = order
        self._gathered = gathered
        self._audience = audience
        self._takes_turns = takes_turns
        self._turns = TurnTaking()
        self._schedule: Schedule | None = None
        self._nursery: Nursery | None = None
        self._workers: list[Hired] = []
        self._leaving: list[Hired] = []
        self._control: Control | None = None

    def hire(self) -> None:
        """Start the processes, which import what they need while the fake is started."""
        order, status = self._order, self._order.target.status
        database = order.target.storage is not None or (status is not None and bool(status.sql))
        with held_back():
            self._nursery = nursery = Nursery(order.jobs, database=database)
            self._workers += (
                Hired(number=number, nursery=nursery, line=line)
                for number, line in enumerate(nursery.lines, 1)
            )

    def place(self, fake: Fake, folders: Sequence[str]) -> None:
        """Say to each worker where it works: in a room of its own, unless the target is shared."""
        self._control = fake.control
        run_id = f"{int(self._gathered.started * 1000):x}"
        for hired, folder in zip(self._workers, folders, strict=True):
            api, control = fake.api, fake.control.url
            if hired.number > LEADER and not self._takes_turns:
                room = fake.control.open_room()
                api, control = room.api, room.control
                hasten(Control(control))
            self._tell(
                hired,
                Post(
                    target=self._order.target,
                    chosen=self._gathered.chosen,
                    seed=self._order.seed,
                    run_id=f"{run_id}{hired.number}",
                    timeout_s=self._order.timeout_s,
                    folder=folder,
                    api=api,
                    control=control,
                    override=fake.override,
                    takes_turns=self._takes_turns,
                    leads=hired.number == LEADER,
                ),
            )

    def play(self) -> None:
        """Let everything be played that can be."""
        while self._workers and not (self._schedule is not None and self._schedule.is_over):
            self._hand_out()
            lines: list[Any] = [hired.line for hired in self._workers]
            for line in wait(lines):
                for hired in [one for one in self._workers if one.line is line]:
                    self._hear(hired)
            for number in tuple(self._turns.granted()):
                for hired in [one for one in self._workers if one.number == number]:
                    self._tell(hired, Go())

    def dismiss(self) -> None:
        """End every worker and all that it has started, at once where it has not ended its work."""
        with held_back():
            for hired in self._workers:
                if hired.playing is None and hired.ready:
                    with contextlib.suppress(OSError):
                        hired.line.send(End())
                else:
                    hired.nursery.terminate(hired.number)
                hired.line.close()
            until = time.monotonic() + PATIENCE_S
            for hired in (*self._leaving, *self._workers):
                bury(hired, max(until - time.monotonic(), 0))
            self._leaving.clear()
            self._workers.clear()
            if self._nursery is not None:
                self._nursery.close()
                self._nursery = None

    def _hand_out(self) -> None:
        schedule = self._schedule
        if schedule is None or self._turns.somebody_is_alone():
            return
        if schedule.only_the_last_are_left:
            if not self._have_listened():
                return
            self._keep_one()
        for hired in [one for one in self._workers if one.ready and one.playing is None]:
            index = schedule.next(hired.number)
            if index is None:
                continue
            hired.playing = index
            self._turns.begins(hired.number)
            is_last = self.harvest.parts[index].is_last
            self._tell(hired, Play(index=index, heard=self.harvest.heard() if is_last else None))

    def _have_listened(self) -> bool:
        """Let every worker search its target's log and database; say whether all have."""
        for hired in [one for one in self._workers if one.ready and one.listens is None]:
            hired.listens = True
            self._tell(hired, Listen())
        return not any(one.listens for one in self._workers)

    def _keep_one(self) -> None:
        """Send the others home: one plays what is left, and to stop a target takes time."""
        for hired in [one for one in self._workers if one.ready and one.playing is None][1:]:
            self._tell(hired, End())
            self._workers.remove(hired)
            self._leaving.append(hired)
            hired.line.close()

    def _tell(self, hired: Hired, word: object) -> None:
        # Whoever has died is found dead when it is listened to.
        with contextlib.suppress(OSError):
            hired.line.send(word)

    def _hear(self, hired: Hired) -> None:
        try:
            word = hired.line.recv()
        except (EOFError, OSError):
            self._gone(hired)
            return
        match word:
            case Spawned(group):
                hired.groups.append(group)
            case Says(why):
                self._audience.waits(why)
            case Wants(turn):
                self._turns.wants(hired.number, turn)
            case Gives(turn):
                self._turns.gives(hired.number, turn)
            case Ready():
                self._ready(hired, word)
            case Unready():
                self._unready(hired, word)
            case Listened(heard):
                hired.listens = False
                self.harvest.heard_out.append(heard)
            case Ended():
                self._ended(hired, word)

    def _ready(self, hired: Hired, word: Ready) -> None:
        hired.ready = True
        self.redact.take(word.secrets)
        self._turns.ends(hired.number)
        # Whoever leads has looked at what is the same for all: nobody plays before.
        if hired.number > LEADER:
            return
        self._schedule = Schedule(word.parts)
        self.harvest.parts, self.harvest.built = word.parts, word.built
        self.harvest.base_url = word.base_url
        self.harvest.first, self.harvest.heard_first = word.entries, word.heard
        self._audience.begins(len(word.parts))

    def _unready(self, hired: Hired, word: Unready) -> None:
        if word.kind is Kind.USAGE and not self.harvest.ended:
            raise UsageError(word.why)
        if hired.number > LEADER and len(self._workers) > 1:
            self._audience.waits(f"one process less: {word.why}")
        else:
            self.harvest.fault = self.harvest.fault or word.why
            self.harvest.built = self.harvest.built or word.built
            self.harvest.base_url = self.harvest.base_url or word.base_url
            self._stop()
        self._leave(hired)

    def _ended(self, hired: Hired, word: Ended) -> None:
        hired.playing = None
        self._turns.ends(hired.number)
        self.redact.take(word.secrets)
        self._keep(word)
        if word.fault is not None:
            self.harvest.fault = self.harvest.fault or word.fault
            self._stop()

    def _keep(self, word: Ended) -> None:
        self.harvest.ended[word.index] = word
        if self._schedule is not None:
            self._schedule.ended(word.index)
            if (cut := self.harvest.cut) is not None:
                self._schedule.cut(cut)
        if word.told is not None:
            self._audience.ended(word.told)

    def _stop(self) -> None:
        if self._schedule is not None:
            self._schedule.cut(0)
        else:
            for hired in self._workers:
                hired.ready = False
            self._schedule = Schedule(())

    def _gone(self, hired: Hired) -> None:
        """Say of whoever died what it played, and let the others go on."""
        how = how_it_ended(bury(hired, PATIENCE_S))
        why = f"a process of this run ended with {how}"
        if self._turns.holds(hired.number):
            self._clear()
        if hired.playing is not None:
            part = self.harvest.parts[hired.playing]
            self._keep(lost(part, hired.playing, f"{why} while it played", now=time.time()))
        self.harvest.fault = self.harvest.fault or f"{why}; what was judged stands"
        # The others would wait for ever for whoever leads.
        if self._schedule is None and hired.number == LEADER:
            self._stop()
        self._leave(hired)

    def _clear(self) -> None:
        """Take back what the dead one has asked of a Nango that others use too."""
        if self._control is not None:
            self._control.clear_faults()
            for rule in self._control.holds():
                self._control.unhold(rule["rule"])
            self._control.drop_all(everything=True)

    def _leave(self, hired: Hired) -> None:
        self._workers.remove(hired)
        self._turns.ends(hired.number)
        if self._schedule is not None:
            self._schedule.leaves(hired.number)
        hired.line.close()
        bury(hired, PATIENCE_S)

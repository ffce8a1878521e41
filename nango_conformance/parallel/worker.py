"""A worker: a session and pytest in a process of its own, which plays what its parent says."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator, Mapping
from multiprocessing.connection import Connection
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

from nango_conformance.errors import TargetUnusable, UsageError
from nango_conformance.evidence import Heard
from nango_conformance.parallel.words import (
    SIGNALS,
    End,
    Ended,
    Gives,
    Kind,
    Listen,
    Listened,
    Part,
    Play,
    Post,
    Ready,
    Says,
    Spawned,
    Turn,
    Unready,
    Wants,
)
from nango_conformance.recorder import Told
from nango_conformance.stage.secrecy import hear_out
from nango_conformance.stage.session import Lent, Session, Turns

if TYPE_CHECKING:
    import pytest

    from nango_conformance.plugin import ConformancePlugin

ANEW: Final = frozenset({"NAF-12.7"})
"""Checks whose stories start the target anew: whoever has played one knows what the others find."""

MOST_DEATHS: Final = 1_000
"""A parent decides by all deaths together when a target has ended too often."""

FIRST: Final = "first contact"
"""What the ledger calls what comes before all scenarios."""


def main(pipe: int) -> None:
    """Be a worker, whose pipe is this file, until the parent has no more to do or is gone."""
    # Ctrl-C in a terminal reaches everybody: the parent says when it is over.
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _not_for_us)
    signal.signal(signal.SIGTERM, _as_interrupt)
    with contextlib.suppress(EOFError, ConnectionError, KeyboardInterrupt):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        # What takes long is imported while the parent starts the fake.
        import nango_conformance.plugin  # noqa: F401

        line = Connection(pipe)
        _take_part(line, line.recv())


def _take_part(line: Connection, post: Post) -> None:
    try:
        with _session(line, post) as session:
            _play(line, post, session)
    except TargetUnusable as error:
        line.send(Unready(kind=Kind.TARGET, why=str(error)))
    except UsageError as error:
        line.send(Unready(kind=Kind.USAGE, why=str(error)))


def _session(line: Connection, post: Post) -> contextlib.AbstractContextManager[Session]:
    from fake_nango.client import Control
    from nango_conformance.driver.fake import Fake, keys_of

    fake = Fake(
        api=post.api,
        control=Control(post.control),
        keys=keys_of(post.target.nango, post.seed),
        override=post.override,
    )
    return Session.open(
        post.target,
        seed=post.seed,
        run_id=post.run_id,
        timeout_s=post.timeout_s,
        say=lambda why: line.send(Says(why)),
        lent=Lent(
            fake=fake,
            folder=post.folder,
            turns=GrantedTurns(line, takes_turns=post.takes_turns),
            spawned=lambda group: line.send(Spawned(group)),
        ),
    )


def _play(line: Connection, post: Post, session: Session) -> None:
    from nango_conformance.playing import INTERRUPTED, feature_sources, play
    from nango_conformance.plugin import ConformancePlugin

    plugin = ConformancePlugin(
        session,
        feature_sources(),
        post.chosen,
        Nobody(),
        restarts=MOST_DEATHS,
        leads=post.leads,
    )
    desk = Desk(line, session, plugin)
    fault = play(plugin, desk)
    if desk.opened and not desk.closed and fault != INTERRUPTED:
        raise RuntimeError(fault)
    if not desk.opened:
        why = session.redact(plugin.fault or fault or "pytest ended before it began")
        kind = Kind.TARGET if plugin.built else Kind.SPECIFICATION
        where = session.target.base_url
        line.send(Unready(kind=kind, why=why, built=plugin.built, base_url=where))


class Nobody:
    """An audience that hears nothing: the parent tells the run's own."""

    def begins(self, total: int) -> None:
        """Hear how many scenarios there are."""

    def ended(self, told: Told) -> None:
        """Hear how one of them ended."""

    def waits(self, why: str) -> None:
        """Hear that nothing happens for a while."""


class GrantedTurns(Turns):
    """Turns that the parent grants; stories take none where the target is the worker's own."""

    def __init__(self, line: Connection, *, takes_turns: bool) -> None:
        self._line = line
        self._takes_turns = takes_turns

    def story(self) -> contextlib.AbstractContextManager[None]:
        """Hold the target and its Nango as long as a story lasts."""
        return self._turn(Turn.STORY) if self._takes_turns else contextlib.nullcontext()

    def alone(self) -> contextlib.AbstractContextManager[None]:
        """Let nobody else do anything meanwhile."""
        return self._turn(Turn.ALONE)

    @contextlib.contextmanager
    def _turn(self, turn: Turn) -> Iterator[None]:
        self._line.send(Wants(turn))
        # Nothing else is ever said to somebody who waits; a parent that is gone is an EOFError.
        self._line.recv()
        try:
            yield
        finally:
            self._line.send(Gives(turn))


class Desk:
    """A plugin of pytest that plays scenarios in the order in which the parent asks for them."""

    def __init__(self, line: Connection, session: Session, plugin: ConformancePlugin) -> None:
        self.opened = self.closed = False
        self._line = line
        self._session = session
        self._plugin = plugin
        self._seen = _Seen()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Play what is asked for until there is nothing more, or nothing can be played."""
        if self._plugin.fault is not None:
            return True
        self.opened = True
        self._line.send(self._ready(session.items))
        while not isinstance(word := self._line.recv(), End):
            self._do(session, word)
        self.closed = True
        return True

    def _do(self, session: pytest.Session, word: Play | Listen) -> None:
        if isinstance(word, Listen):
            hear_out(self._session)
            self._line.send(Listened(self._heard()))
        else:
            if word.heard is not None:
                self._session.transport.ear.heard = word.heard
                self._seen.heard = word.heard
            item = session.items[word.index]
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            self._line.send(self._ended(word.index, item.nodeid))

    def _ready(self, items: list[pytest.Item]) -> Ready:
        return Ready(
            parts=tuple(_part(item) for item in items),
            built=self._plugin.built,
            base_url=self._session.target.base_url,
            entries=self._session.ledger.told(FIRST),
            heard=self._heard(),
            secrets=self._secrets(),
        )

    def _ended(self, index: int, nodeid: str) -> Ended:
        plugin, seen = self._plugin, self._seen
        told = plugin.told[seen.told :]
        breaks = plugin.schema_breaks[seen.breaks :]
        deaths = plugin.deaths[seen.deaths :]
        seen.told, seen.breaks = len(plugin.told), len(plugin.schema_breaks)
        seen.deaths = len(plugin.deaths)
        return Ended(
            index=index,
            told=told[0] if told else None,
            entries=self._session.ledger.told(nodeid),
            schema_breaks=tuple(breaks),
            heard=self._heard(),
            secrets=self._secrets(),
            death=deaths[0] if deaths else None,
            fault=None if plugin.fault is None else self._session.redact(plugin.fault),
        )

    def _heard(self) -> Heard:
        now, before = self._session.transport.ear.heard, self._seen.heard
        self._seen.heard = now
        return now - before

    def _secrets(self) -> Mapping[str, str]:
        known = self._session.redact.known
        new = dict(list(known.items())[self._seen.secrets :])
        self._seen.secrets = len(known)
        return new


class _Seen:
    """How much of each growing list the parent has been told."""

    def __init__(self) -> None:
        self.told = self.breaks = self.deaths = self.secrets = 0
        self.heard = Heard()


def _part(item: Any) -> Part:
    from pytest_bdd.scenario import scenario_wrapper_template_registry

    from nango_conformance.plugin import LAST, check_of
    from nango_conformance.target.guard import WEIGHTY

    scenario = scenario_wrapper_template_registry[item.obj]
    tags = {mark.name for mark in item.iter_markers()}
    check = check_of(item)
    return Part(
        check=check,
        uri=f"features/{scenario.feature.rel_filename.rsplit('/', 1)[-1]}",
        name=scenario.name,
        line=scenario.line_number,
        tags=tuple(sorted(f"@{tag}" for tag in tags)),
        is_last=check.startswith(LAST),
        is_weighty=not tags.isdisjoint(WEIGHTY),
        together=check if check in ANEW else "",
    )


def _not_for_us(_number: int, _frame: FrameType | None) -> None:
    """Leave it to the parent."""


def _as_interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt

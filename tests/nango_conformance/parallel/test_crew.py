"""What a parent makes of what its workers say, with workers that say what they are told to."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, Pipe
from typing import Any, Final

import pytest

from nango_conformance.assembly import Gathered
from nango_conformance.driver.fake import Fake, Keys
from nango_conformance.evidence import Heard
from nango_conformance.execution import Order
from nango_conformance.parallel import crew
from nango_conformance.parallel.sharing import Sharing
from nango_conformance.parallel.words import (
    End,
    Ended,
    Kind,
    Listen,
    Listened,
    Part,
    Play,
    Ready,
    Unready,
)
from nango_conformance.recorder import Told
from nango_conformance.selection import Selection
from nango_conformance.target import bundled_reference

PART: Final = Part(
    check="NAF-01.1",
    uri="features/01.feature",
    name="n",
    line=1,
    tags=(),
    is_last=False,
    is_weighty=False,
    together="",
)
READY: Final = Ready(
    parts=(PART, PART),
    built=frozenset({"NAF-01.1"}),
    base_url="http://127.0.0.1:1",
    entries=(),
    heard=Heard(),
    secrets={},
)

WHY: Final = "this is why"

Script = Callable[[Connection, threading.Event], None]


class Workers:
    """Threads in the place of processes; `played` says which of them played something."""

    def __init__(self, *scripts: Script) -> None:
        self.played: list[int] = []
        self.lines: list[Connection] = []
        self._told = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(number, script, self._line()))
            for number, script in enumerate(scripts, 1)
        ]
        for thread in self._threads:
            thread.start()

    def _line(self) -> Connection:
        ours, theirs = Pipe()
        self.lines.append(ours)
        return theirs

    def _work(self, number: int, script: Script, line: Connection) -> None:
        with line, contextlib.suppress(EOFError, OSError):
            line.recv()
            script(line, self._told)
            while not isinstance(word := line.recv(), End):
                if isinstance(word, Play):
                    self.played.append(number)
                line.send(_answer(word))

    def terminate(self, number: int) -> None:
        """Leave it: its line is closed next, and it notices."""

    def bury(self, number: int, patience_s: float) -> int | None:
        """Wait for its end."""
        self._threads[number - 1].join(patience_s)
        return 0

    def close(self) -> None:
        """Have nothing left to end."""


def _answer(word: Play | Listen) -> Ended | Listened:
    if isinstance(word, Listen):
        return Listened(Heard())
    return Ended(
        index=word.index, told=None, entries=(), schema_breaks=(), heard=Heard(), secrets={}
    )


class Audience:
    """Hears why a run waits."""

    def __init__(self) -> None:
        self.waited: list[str] = []

    def begins(self, total: int) -> None:
        """Hear how many scenarios there are."""

    def ended(self, told: Told) -> None:
        """Hear how one ended."""

    def waits(self, why: str) -> None:
        """Hear why."""
        self.waited.append(why)


def is_ready_first(line: Connection, told: threading.Event) -> None:
    """Be ready, and let the other know."""
    line.send(READY)
    told.set()


def is_ready_then(line: Connection, told: threading.Event) -> None:
    """Be ready when the other has said how it is."""
    told.wait(10)
    line.send(READY)


def cannot_first(line: Connection, told: threading.Event) -> None:
    """Say why not, and let the other know."""
    line.send(Unready(kind=Kind.TARGET, why=WHY))
    told.set()


def cannot_then(kind: Kind) -> Script:
    """Return one that says why not when the other has said how it is."""

    def script(line: Connection, told: threading.Event) -> None:
        told.wait(10)
        line.send(Unready(kind=kind, why=WHY))

    return script


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Return what lets two workers play by their scripts: what came of it, and what was heard."""

    @contextlib.contextmanager
    def no_fake(*_: object) -> Iterator[Fake]:
        keys = Keys(api="a", signing="s")
        yield Fake(api="http://127.0.0.1:1", control=_Control(), keys=keys)  # type: ignore[arg-type]

    monkeypatch.setattr(crew, "running_fake", no_fake)
    monkeypatch.setattr(crew, "hasten", lambda _control: None)

    def play(*scripts: Script) -> tuple[Gathered, Workers, Audience]:
        workers, audience = Workers(*scripts), Audience()
        monkeypatch.setattr(crew, "Nursery", lambda *_, **__: workers)
        target, chosen = bundled_reference(), frozenset({"NAF-01.1"})
        order = Order(target=target, selection=Selection(), seed=1, timeout_s=1, jobs=len(scripts))
        gathered = Gathered(
            target=target,
            seed=1,
            selection=order.selection,
            wanted=chosen,
            chosen=chosen,
            started=0.0,
        )
        return crew.played_together(order, gathered, audience, Sharing.COPIES), workers, audience

    return play


class _Control:
    url = "http://127.0.0.1:1"

    def open_room(self) -> _Control:
        return self

    @property
    def api(self) -> str:
        return self.url

    control = api


@pytest.mark.parametrize("kind", [Kind.SPECIFICATION, Kind.TARGET])
def test_nobody_plays_where_the_leader_cannot(together: Callable[..., Any], kind: Kind) -> None:
    """What it has looked at is the same for all: a right backend must not be judged by it."""
    gathered, workers, _ = together(cannot_then(kind), is_ready_first)

    assert gathered.fault == WHY
    assert workers.played == []


def test_one_who_cannot_is_one_process_less(together: Callable[..., Any]) -> None:
    """The leader plays everything, and it is said why it takes longer."""
    gathered, workers, audience = together(is_ready_then, cannot_first)

    assert gathered.fault is None
    assert workers.played == [1, 1]
    assert audience.waited == [f"one process less: {WHY}"]


def test_a_run_without_anybody_says_why(together: Callable[..., Any]) -> None:
    """Nothing was judged."""
    gathered, workers, _ = together(cannot_first, cannot_then(Kind.TARGET))

    assert gathered.fault == WHY
    assert workers.played == []

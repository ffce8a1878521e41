"""What a parent and its workers say to each other: values, one a message."""

from __future__ import annotations

import dataclasses
import signal
from collections.abc import Mapping
from enum import Enum
from typing import Final

from nango_conformance.driver.override import Override
from nango_conformance.evidence import Entry, Heard
from nango_conformance.recorder import Told
from nango_conformance.target import Target

SIGNALS: Final = frozenset({signal.SIGINT, signal.SIGHUP, signal.SIGTERM})
"""Signals that nobody may hear in the middle of something; a worker starts without hearing any."""


class Turn(Enum):
    """What somebody waits for: to play a story, or to be the only one who does anything."""

    STORY = "story"
    ALONE = "alone"


class Kind(Enum):
    """Whose fault it is that a worker cannot take part."""

    USAGE = "usage"
    TARGET = "target"
    SPECIFICATION = "specification"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A worker's place: what it judges, at which Nango, in which folder."""

    target: Target
    chosen: frozenset[str]
    seed: int
    run_id: str
    timeout_s: float
    folder: str
    api: str
    control: str
    override: Override
    takes_turns: bool
    leads: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """Play this scenario; `heard` is all that the run has heard, where that is judged."""

    index: int
    heard: Heard | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Listen:
    """Search the log and the database of your target: what was found is judged elsewhere."""


@dataclasses.dataclass(frozen=True, slots=True)
class Go:
    """It is your turn."""


@dataclasses.dataclass(frozen=True, slots=True)
class End:
    """There is nothing more to do."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One scenario as the parent knows it: enough to say that it ran, or that it was lost."""

    check: str
    uri: str
    name: str
    line: int
    tags: tuple[str, ...]
    is_last: bool
    is_weighty: bool
    together: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A worker can play: which scenarios there are, in order, and what is known so far."""

    parts: tuple[Part, ...]
    built: frozenset[str]
    base_url: str
    entries: tuple[Entry, ...]
    heard: Heard
    secrets: Mapping[str, str]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Unready:
    """A worker cannot take part, and why."""

    kind: Kind
    why: str
    built: frozenset[str] = frozenset()
    base_url: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Spawned:
    """A worker has started a target: its process group, which must not outlive the worker."""

    group: int


@dataclasses.dataclass(frozen=True, slots=True)
class Wants:
    """A worker waits for a turn."""

    turn: Turn


@dataclasses.dataclass(frozen=True, slots=True)
class Gives:
    """A worker has had its turn."""

    turn: Turn


@dataclasses.dataclass(frozen=True, slots=True)
class Says:
    """Why nothing happens for a while."""

    why: str


@dataclasses.dataclass(frozen=True, slots=True)
class Listened:
    """A worker has searched the log and the database of its target."""

    heard: Heard


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """
    A scenario is over: what is said of it and everything that it left.

    `death` says how the target ended by itself in it, if it did; `fault` why the worker
    cannot go on, if it cannot. `secrets` are those that became known in it, with their labels.
    """

    index: int
    told: Told | None
    entries: tuple[Entry, ...]
    schema_breaks: tuple[str, ...]
    heard: Heard
    secrets: Mapping[str, str]
    death: str | None = None
    fault: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Born:
    """A worker has been forked: which process it is."""

    number: int
    pid: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Died:
    """A worker has ended, with this exit status; a negative one is the number of a signal."""

    number: int
    code: int

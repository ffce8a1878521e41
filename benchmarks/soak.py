"""
A long, mixed load: whether the fake's memory stays flat, and whether every webhook arrives.

The fake is a process of its own. People connect, refuse, look around and make mistakes;
their webhooks come here, where some are refused. The journal is read along the way, as it
forgets what is old; at the end both sides must tell the same of every single webhook, nothing
may be under way, and the fake must stop as if nothing had been.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.account import KINDS, Account
from benchmarks.fake import Fake, fake
from benchmarks.flows import Crowd, crowd
from benchmarks.processes import is_free
from benchmarks.receiver import Receiver
from benchmarks.rows import Row, short
from benchmarks.traffic import REQUESTS, people
from fake_nango.client import Control

PEOPLE: Final = 100_000
FEW: Final = 10_000
AT_ONCE: Final = 16
# After so many people the journal is read; it keeps much more.
READ_EVERY: Final = 100
SAMPLES: Final = 100
MEMORY_MB: Final = 80.0
GROWTH_MB: Final = 2.0
LONGEST_S: Final = 7200.0
# The waits between attempts, 3 and 6 seconds, become milliseconds.
RETRY_SCALE: Final = 0.001
# What the fake says at its start to whoever watches the terminal.
INVITATION: Final = "Open http://"
_SETTLES_WITHIN_S: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Soaked:
    """What a soak has shown."""

    people: int
    memory_mb: Sequence[float]
    cpu_s: float
    wall_s: float
    account: Account
    problems: Sequence[str]
    at_the_stop: Sequence[str]


def whole() -> list[Row]:
    """Send a million requests and a hundred thousand webhooks: it takes many minutes."""
    return rows(soak(PEOPLE))


def brief() -> list[Row]:
    """Send enough to fill every store, and then as much again."""
    return rows(soak(FEW))


def rows(soaked: Soaked) -> list[Row]:
    """Show what has budgets, and how it came."""
    size = f"{soaked.people * REQUESTS:,} requests, {soaked.people:,} webhooks"
    ends = ", ".join(f"{number:,} {state}" for state, number in soaked.account.totals.items())
    cost = f"{short(soaked.cpu_s)} s of CPU in {short(soaked.wall_s)} s"
    return [
        Row(
            what=f"fake: highest memory in {size}",
            unit="MB",
            figure=max(soaked.memory_mb),
            budget=MEMORY_MB,
            note=cost,
        ),
        Row(
            what="fake: growth of memory in the second half",
            unit="MB",
            figure=growth(soaked.memory_mb),
            budget=GROWTH_MB,
        ),
        Row(
            what="fake: webhooks that are not accounted for",
            unit="",
            figure=len(soaked.problems),
            budget=0,
            note="; ".join(soaked.problems[:1]) or f"{ends}, as foretold",
        ),
        Row(
            what="fake: complaints at the stop",
            unit="",
            figure=len(soaked.at_the_stop),
            budget=0,
            note="; ".join(soaked.at_the_stop),
        ),
    ]


def growth(memory_mb: Sequence[float]) -> float:
    """How much more there is in the last tenth than just after the middle, 0 when not more."""
    tenth, middle = max(len(memory_mb) // 10, 1), len(memory_mb) // 2
    later = statistics.median(memory_mb[-tenth:])
    return max(later - statistics.median(memory_mb[middle : middle + tenth]), 0.0)


def soak(number: int) -> Soaked:
    """Let so many people come, and tell what there was to see."""
    account, memory_mb = Account(), []
    with Receiver() as receiver, fake("--webhook-url", receiver.url) as nango:
        control = Control(f"http://127.0.0.1:{nango.ports.control}")
        control.retry_scale(RETRY_SCALE)
        started, cpu_s = time.monotonic(), nango.server.cpu_s
        with crowd(nango.ports, AT_ONCE) as everybody:
            for told in _tell(everybody, receiver, number):
                _read(control, account)
                if told % max(number // SAMPLES, READ_EVERY) == 0:
                    memory_mb.append(nango.server.rss_mb)
                    _say(f"soak: {told:,} people, {memory_mb[-1]:.1f} MB", started)
            page = control.settle(account.mark, timeout_s=_SETTLES_WITHIN_S)
            account.read(page.events, page.mark)
        spent = nango.server.cpu_s - cpu_s
        wall_s = time.monotonic() - started
        problems = account.problems(number, receiver.answered)
        if not page.settled:
            problems.append("something was still under way at the end")
        at_the_stop = list(_stopped(nango))
    return Soaked(
        people=number,
        memory_mb=memory_mb,
        cpu_s=spent,
        wall_s=wall_s,
        account=account,
        problems=problems,
        at_the_stop=at_the_stop,
    )


def _tell(everybody: Crowd, receiver: Receiver, number: int) -> Iterator[int]:
    stories = people(receiver)
    for told in range(READ_EVERY, number + 1, READ_EVERY):
        everybody.tell(stories, READ_EVERY)
        yield told


def _read(control: Control, account: Account) -> None:
    page = control.journal(since=account.mark, kinds=KINDS)
    account.read(page.events, page.mark)


def _say(text: str, started: float) -> None:
    taken = time.monotonic() - started
    sys.stderr.write(f"{text} after {taken:.0f} s\n")
    if taken > LONGEST_S:
        raise TimeoutError(f"The soak was to end within {LONGEST_S:g} s")


def _stopped(nango: Fake) -> Iterator[str]:
    """Stop the fake and say what was wrong with that."""
    status = nango.server.stop()
    if status != 0:
        yield f"its exit status was {status}"
    for said in nango.log.read_text("utf-8").splitlines():
        if not said.startswith(INVITATION):
            yield f"it said on standard error: {said}"
    for each in (nango.ports.api, nango.ports.ui, nango.ports.control):
        if not is_free(each):
            yield f"port {each} is still taken"

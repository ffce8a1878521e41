"""
What a whole OAuth flow with its signed webhook costs the fake: CPU of its process, per flow.

The people and the receiver of the webhooks are in this process, so that only the fake counts.
"""

from __future__ import annotations

from itertools import count
from typing import Final

from benchmarks.fake import fake
from benchmarks.flows import Story, crowd, flow
from benchmarks.receiver import Receiver
from benchmarks.rows import Row
from fake_nango.client import Control

FLOWS: Final = 600
WARM_UP: Final = 60
AT_ONCE: Final = 4
BUDGET: Final = 150.0
SETTLES_WITHIN_S: Final = 30.0


def rows() -> list[Row]:
    """Measure a bounded number of flows, from the first request until the last webhook is there."""
    with Receiver(refuses=False) as receiver, fake("--webhook-url", receiver.url) as nango:
        control = Control(f"http://127.0.0.1:{nango.ports.control}")
        stories = (_story(number) for number in count())
        with crowd(nango.ports, AT_ONCE) as everybody:
            everybody.tell(stories, WARM_UP)
            control.settle(control.mark(), timeout_s=SETTLES_WITHIN_S)
            before = nango.server.cpu_s
            everybody.tell(stories, FLOWS)
            control.settle(control.mark(), timeout_s=SETTLES_WITHIN_S)
            spent = nango.server.cpu_s - before
        assert len(receiver.answered) == WARM_UP + FLOWS
    return [
        Row(
            what="fake: whole OAuth flow with its signed webhook",
            unit="/s on one core",
            figure=FLOWS / spent,
            budget=BUDGET,
            at_least=True,
        )
    ]


def _story(number: int) -> Story:
    yield from flow(f"user-{number}")

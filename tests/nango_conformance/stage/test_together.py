"""People start at the same moment, and whoever meets a trouble keeps nobody else waiting."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from nango_conformance.errors import ControlFailed
from nango_conformance.evidence import Lag, Timed
from nango_conformance.stage import together
from nango_conformance.stage.troubles import PERSISTENT
from nango_conformance.target import Limits

Calls = Callable[[Any], str]


class Control:
    """A fake whose one fault is met when somebody says so."""

    def __init__(self) -> None:
        self.added: list[tuple[str, int]] = []
        self.met = threading.Event()

    def faults(self) -> tuple[Any, ...]:
        """Return the one that stands."""
        return (SimpleNamespace(id="f", name="silence", answer={"hang": True}, met=self.is_met),)

    @property
    def is_met(self) -> int:
        """Say how often it was met."""
        return int(self.met.is_set())

    def clear_faults(self) -> None:
        """Take it back."""
        self.added.clear()

    def add_fault(self, name: str, _: str, answer: Any, *, times: int = 1) -> str:
        """Set it up anew."""
        assert answer == {"hang": True}
        self.added.append((name, times))
        return "f"


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[dict[str, Any], Control]]:
    """Give what lets Ada and Grace start; each does what she is given to do."""

    def play_(control: Control, *, troubled: bool, **does: Calls) -> tuple[dict[str, Any], Control]:
        ended: dict[str, Any] = {}

        @dataclasses.dataclass
        class Calling:
            who: str
            twist: Any = None

            def call(self, stage: Any) -> str:
                return does[self.who](stage)

            def end(self, _stage: Any, mark: int, exchange: str) -> Any:
                ended[self.who] = SimpleNamespace(
                    mark=mark, exchange=exchange, timed=None, token=exchange
                )
                return ended[self.who]

        class Timing:
            def __enter__(self) -> Callable[[], Timed]:
                return lambda: Timed(took_s=1.0, lag=Lag())

            def __exit__(self, *_: object) -> None:
                """End."""

        monkeypatch.setattr(together, "prepared", lambda _stage, who, _account: Calling(who))
        monkeypatch.setattr(together, "MEETING_S", 0.05)
        stage: Any = SimpleNamespace(
            troubled=troubled,
            target=SimpleNamespace(limits=Limits()),
            lag=SimpleNamespace(now=Lag(), timing=Timing),
            nango=SimpleNamespace(
                control=control,
                mark=lambda: 7,
                issued=lambda _: [SimpleNamespace(token="served"), SimpleNamespace(token="found")],
            ),
        )
        together.start(stage, ("Ada", "Grace"))
        return ended, control

    return play_


def test_they_start_at_once(play: Callable[..., Any]) -> None:
    """Each waits for the other to have begun."""
    both = threading.Barrier(2, timeout=5)

    def call(_: Any) -> str:
        both.wait()
        return "done"

    ended, _ = play(Control(), troubled=False, Ada=call, Grace=call)

    assert {who: one.exchange for who, one in ended.items()} == {"Ada": "done", "Grace": "done"}
    assert {one.mark for one in ended.values()} == {7}


def test_one_is_kept_waiting_and_the_other_is_not(play: Callable[..., Any]) -> None:
    """The trouble is met once before the other comes, and lasts on after her."""
    control, served = Control(), threading.Event()

    def ada(_: Any) -> str:
        control.met.set()
        assert served.wait(5)
        return "late"

    def grace(_: Any) -> str:
        assert control.added == [("silence", 1)]
        served.set()
        return "served"

    ended, _ = play(control, troubled=True, Ada=ada, Grace=grace)

    assert (ended["Ada"].exchange, ended["Grace"].exchange) == ("late", "served")
    assert ended["Ada"].timed is not None
    assert ended["Grace"].timed is None
    assert control.added == [("silence", 1), ("silence", PERSISTENT)]


def test_who_asks_again_and_finds_nango_well_was_not_kept_waiting(
    play: Callable[..., Any],
) -> None:
    """Her token is Nango's own, and says nothing of a target that has given up."""
    control = Control()

    def ada(_: Any) -> str:
        control.met.set()
        return "found"

    with pytest.raises(ControlFailed, match="asked again, and found Nango well"):
        play(control, troubled=True, Ada=ada, Grace=lambda _: "served")


def test_who_does_not_ask_nango_is_not_kept_waiting(play: Callable[..., Any]) -> None:
    """And shows nothing."""
    over = threading.Event()

    def ada(_: Any) -> str:
        over.wait(0.3)
        return "never asked"

    with pytest.raises(ControlFailed, match="did not ask Nango"):
        play(Control(), troubled=True, Ada=ada, Grace=lambda _: "no")

"""The machine's own slowness is seen, and only for as long as somebody measures."""

from __future__ import annotations

import itertools
import os
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from nango_conformance.driver import lag as module
from nango_conformance.driver.lag import NAP_S, LagWatch, runnable
from nango_conformance.driver.waiting import until
from nango_conformance.evidence import Lag


@dataclass(slots=True)
class Load:
    """How many programs a processor want to run, as somebody says."""

    value: float
    asked: int = 0

    def __call__(self) -> float:
        """Return it."""
        self.asked += 1
        return self.value


def seen(watch: LagWatch, load: Load) -> Lag:
    """Return what was seen once something was: whoever asks again has kept the first answer."""
    enough = load.asked + 2
    until(lambda: load.asked, lambda asked: asked >= enough, 10)
    return watch.since(0)


def test_a_watch_that_never_began_saw_nothing() -> None:
    """What is timed without it is taken as it is."""
    assert LagWatch().since(0) == Lag(worst_s=0.0, stretch=1.0)


def test_the_load_of_a_measurement_is_its_own() -> None:
    """What was before it does not count."""
    load = Load(4.0)
    with LagWatch(load=load) as watch:
        assert seen(watch, load).stretch == 4.0
        load.value = 0.0
        seen(watch, load)
        began = time.monotonic()
        with watch.timing() as read:
            seen(watch, load)
            timed = read()
            assert watch.since(began).stretch == 1.0

    assert timed.took_s > 0
    assert timed.lag.stretch == 1.0


def test_a_machine_too_busy_to_be_seen_is_no_calm_one() -> None:
    """Where nobody woke up meanwhile, what was known before is what is known."""
    load = Load(5.0)
    with LagWatch(load=load) as watch:
        seen(watch, load)

        assert watch.since(time.monotonic() + 60).stretch == 5.0


def test_an_idle_machine_stretches_nothing() -> None:
    """Less than one program a processor makes nobody quicker."""
    load = Load(0.2)
    with LagWatch(load=load) as watch:
        assert seen(watch, load).stretch == 1.0


@pytest.mark.parametrize(("programs", "calm"), [(1.0, True), (6.0, False)])
def test_calm_is_waited_for(programs: float, *, calm: bool) -> None:
    """And it is said when it does not come."""
    load = Load(programs)
    with LagWatch(load=load) as watch:
        seen(watch, load)

        assert watch.calm(0.05) is calm


def test_oversleeping_is_seen() -> None:
    """A nap that takes longer than it was to is how late the harness is."""
    hours = itertools.count(step=3600.0)
    load = Load(0.0)
    with LagWatch(load=load, clock=lambda: next(hours)) as watch:
        assert seen(watch, load).worst_s >= 3600 - NAP_S


@pytest.mark.parametrize(
    ("text", "programs"),
    [("0.5 0.5 0.5 9/812 4242\n", 8), ("0.5 0.5 0.5 1/812 4242\n", 0)],
)
def test_linux_says_how_many_programs_want_to_run(
    text: str, programs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks is one of them, and is not counted."""
    (tmp_path / "loadavg").write_text(text)
    monkeypatch.setattr(module, "_LOAD", tmp_path / "loadavg")
    monkeypatch.setattr(module, "_CORES", 2)

    assert runnable() == programs / 2


def test_elsewhere_the_average_of_a_minute_has_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And where there is none, nobody is in the way."""
    monkeypatch.setattr(module, "_LOAD", tmp_path / "nothing")
    monkeypatch.setattr(module, "_CORES", 2)
    monkeypatch.setattr(os, "getloadavg", lambda: (6.1, 0, 0))
    assert runnable() == 3

    monkeypatch.delattr(os, "getloadavg")
    assert runnable() == 0

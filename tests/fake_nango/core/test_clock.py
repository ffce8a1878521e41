"""The fake's clock: advanced by tests, and written as Nango writes times."""

from __future__ import annotations

import asyncio
import time

from fake_nango.clock import Clock, iso_micro, iso_ms, iso_offset

MOMENT = 1_787_306_400.123456


def test_time_passes_when_it_is_told_to() -> None:
    """Advancing moves the time at once, and reset takes it back."""
    clock = Clock()

    clock.advance(1800)

    assert abs(clock.now() - time.time() - 1800) < 1
    clock.reset()
    assert abs(clock.now() - time.time()) < 1


def test_a_sleeper_wakes_when_time_is_advanced_past_its_end() -> None:
    """Nobody waits for real: an hour is over as soon as it is advanced."""

    async def sleep() -> float:
        clock, began = Clock(), time.monotonic()
        sleeper = asyncio.create_task(clock.sleep(3600))
        await asyncio.sleep(0)
        clock.advance(1800)
        await asyncio.sleep(0)
        assert not sleeper.done()
        clock.advance(1801)
        await sleeper
        return time.monotonic() - began

    assert asyncio.run(sleep()) < 5


def test_a_sleeper_wakes_by_itself() -> None:
    """Without anybody advancing it, the fake's time is real time."""
    began = time.monotonic()

    asyncio.run(Clock().sleep(0.01))

    # The two clocks may disagree about the last digits.
    assert 0.009 < time.monotonic() - began < 5


def test_times_are_written_in_nangos_three_ways() -> None:
    """Milliseconds with Z, milliseconds with an offset, microseconds with an offset."""
    assert iso_ms(MOMENT) == "2026-08-21T10:00:00.123Z"
    assert iso_offset(MOMENT) == "2026-08-21T10:00:00.123+00:00"
    assert iso_micro(MOMENT) == "2026-08-21T10:00:00.123456+00:00"
    assert iso_ms(MOMENT - 0.123456) == "2026-08-21T10:00:00.000Z"

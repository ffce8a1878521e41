"""A page shows moments, durations and the worst of an item as people read them."""

from __future__ import annotations

import time

import pytest

from reports.as_html import _WORST_LIMIT, _clock, _lapse, _lasted, _shortened


@pytest.mark.parametrize(
    ("started", "shown"),
    [
        ("2026-03-12T09:30:00Z", "2026-03-12 09:30:00 UTC"),
        ("2026-03-12T10:30:00.5+01:00", "2026-03-12 09:30:00 UTC"),
        ("2026-03-12T09:30:00", "2026-03-12 09:30:00 UTC"),
        ("yesterday", "yesterday"),
    ],
)
def test_a_moment_for_people(started: str, shown: str) -> None:
    """A moment is shown in UTC; what is none is shown as it is."""
    assert _clock(started) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0.042, "42 ms"),
        (0.9, "900 ms"),
        (1.0, "1.0 s"),
        (7.345, "7.3 s"),
        (60.0, "1 min 00 s"),
        (119.7, "2 min 00 s"),
        (125.2, "2 min 05 s"),
        (3600.0, "60 min 00 s"),
    ],
)
def test_a_duration_for_people(seconds: float, shown: str) -> None:
    """A duration has the unit that fits it."""
    assert _lasted(seconds) == shown
    assert _lapse(seconds * 1000) == shown


def test_a_moment_is_the_same_wherever_the_report_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """A moment without an offset was meant in UTC, and all are shown in it."""
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    try:
        assert _clock("2026-03-12T09:30:00") == "2026-03-12 09:30:00 UTC"
        assert _clock("2026-03-12T10:30:00+01:00") == "2026-03-12 09:30:00 UTC"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_worst_of_an_item_fits_its_line() -> None:
    """What just fits is whole; what is cut ends with a sign, and never with a blank before it."""
    fits = f"{'x' * (_WORST_LIMIT - 2)} y"

    assert _shortened(fits) == fits
    assert _shortened(f"  {fits}") == f"  {'x' * (_WORST_LIMIT - 2)} …"
    assert _shortened(f"{'x' * (_WORST_LIMIT - 1)} yy") == f"{'x' * (_WORST_LIMIT - 1)} …"

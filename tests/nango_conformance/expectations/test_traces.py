"""Item 17: which line of a log tells of a refusal, and which does not."""

from __future__ import annotations

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance
from nango_conformance.expectations import traces

BODY = '{"connectionId":"c-1","type":"auth"}'
ACCEPTED = (
    "2026-03-12 10:00:00,120 INFO POST /hook 200 3 ms\n"
    "2026-03-12 10:00:00,121 INFO webhook accepted 0123456789abcdef\n"
)


@pytest.mark.parametrize(
    "refused",
    [
        "2026-03-12 10:00:01,300 WARNING bad signature",
        "2026-03-12 10:00:01,300 INFO POST /hook 401 17 ms",
        "2026-03-12 10:00:01,300 INFO POST /hook 200 17 ms\nrefused auth/creation",
        "refused the event of c-1",
    ],
)
def test_a_line_of_its_own_tells_of_it(refused: str) -> None:
    """A status is enough, and so is any word that an accepted webhook does not leave."""
    assert traces.traced(refused, ACCEPTED, BODY) == ()


@pytest.mark.parametrize("refused", ["", " \n"])
def test_no_line_is_no_trace(refused: str) -> None:
    """Silence is what the operator hears of a wrong key."""
    with pytest.raises(Nonconformance, match="tells of the refusal; saw no line"):
        traces.traced(refused, ACCEPTED, BODY)


def test_the_same_line_as_ever_is_none() -> None:
    """Another time, another duration and another id make no other line."""
    same = (
        "2026-03-12 10:00:09,999 INFO POST /hook 200 21 ms\n"
        "2026-03-12 10:00:09,999 INFO webhook accepted fedcba9876543210\n"
    )

    with pytest.raises(Nonconformance, match="none that an accepted webhook does not leave too"):
        traces.traced(same, ACCEPTED, BODY)


@pytest.mark.parametrize(
    ("accepted", "refused"),
    [
        (
            '{"reqId":"req-1d","msg":"incoming request"}',
            '{"reqId":"req-1e","msg":"incoming request"}',
        ),
        (
            '{"reqId":"req-a","msg":"incoming request"}',
            '{"reqId":"req-b","msg":"incoming request"}',
        ),
        ("POST /hook 9", "POST /hook 12"),
        ("#7 took 7 ms at 10:00:00.120", "#8 took 401 ms at 10:00:00.401"),
    ],
)
def test_a_counter_tells_nothing(accepted: str, refused: str) -> None:
    """Nor does a time: every line has another."""
    with pytest.raises(Nonconformance, match="none that an accepted webhook does not leave too"):
        traces.traced(refused, accepted, BODY)


@pytest.mark.parametrize(
    "refused",
    [
        f"refused: {BODY}",
        'refused: {"connectionId": "c-1", "type": "auth"}',
        'refused: "{\\"connectionId\\":\\"c-1\\",\\"type\\":\\"auth\\"}"',
    ],
)
def test_the_body_does_not_belong_there(refused: str) -> None:
    """However it is written: whoever forged it has then written into the log."""
    with pytest.raises(Nonconformance, match="without the webhook's body"):
        traces.traced(refused, ACCEPTED, BODY)


def test_a_log_with_nothing_in_it_proves_nothing() -> None:
    """It may be another file, or be written later."""
    traces.heard(ACCEPTED)
    with pytest.raises(ControlFailed, match=r"is \[target\.log\] right"):
        traces.heard("\n")

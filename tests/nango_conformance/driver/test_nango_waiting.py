"""What is on its way is waited for, and silence is believed when it has lasted."""

from __future__ import annotations

from typing import cast

import pytest

from fake_nango.client import Control, Page
from nango_conformance.driver.nango import Nango
from nango_conformance.errors import ControlFailed
from nango_conformance.evidence import Lag
from tests.nango_conformance.driver.telling import Told, api, nango


def test_settled_traffic_is_settled_once() -> None:
    """Where nothing new came there is nothing to wait for; with patience there always is."""
    told = Told()
    reader = nango(told)

    reader.settle()
    reader.settle()
    reader.settle(patience=3)
    told.at = 10
    reader.settle()

    assert [(one["since"], one["quiet_s"]) for one in told.asked] == [
        (9, 0.1),
        (9, pytest.approx(0.3)),
        (10, 0.1),
    ]


@pytest.mark.parametrize(("quiet_s", "waited"), [(0.1, 0.8), (1.5, 2.0), (5.0, 5.0)])
def test_patience_has_an_end(quiet_s: float, waited: float) -> None:
    """A slow target's own quiet time is never cut short, and never multiplied without end."""
    told = Told()

    Nango(cast("Control", told), quiet_s=quiet_s).settle(patience=8)

    assert told.asked[0]["quiet_s"] == pytest.approx(waited)


@pytest.mark.parametrize(
    ("lag", "quiet_s"),
    [(Lag(stretch=3.0, worst_s=0.05), 0.35), (Lag(stretch=50.0), 1.1), (Lag(), 0.1)],
)
def test_silence_has_to_last_longer_on_a_busy_machine(lag: Lag, quiet_s: float) -> None:
    """What is on its way is slower there; a second more is the most."""
    told = Told()

    Nango(cast("Control", told), quiet_s=0.1, lag=lambda: lag).settle()

    assert told.asked[0]["quiet_s"] == pytest.approx(quiet_s)


def test_restless_traffic_proves_nothing() -> None:
    """Silence cannot be judged in the noise."""
    with pytest.raises(ControlFailed, match="did not come to rest within 15 s"):
        nango(Told(settled=False)).settle()


def test_news_are_waited_for() -> None:
    """For as long as it is said."""
    told = Told()

    nango(told).news(3, 0.5)

    assert told.asked == [{"since": 3, "wait": "news", "timeout_s": 0.5}]


def test_what_is_followed_is_read_once() -> None:
    """Each time only what is new is asked for, and all of it is known."""
    told = Told(api("POST /sync/trigger", {"connection_id": "c-1"}), mark=1)
    follow = nango(told).following(0)
    assert [call.names for call in follow()] == ["c-1"]

    told.events, told.at = (api("POST /sync/trigger", {"connection_id": "c-2"}),), 2
    assert [call.names for call in follow()] == ["c-1", "c-2"]
    assert [asked["since"] for asked in told.asked] == [0, 1]


def test_a_journal_that_let_go_of_something_proves_nothing() -> None:
    """What is missing may be what matters."""
    told = Told()
    told.journal = lambda **_: Page(mark=9, settled=True, dropped=5, events=())  # type: ignore[method-assign]

    with pytest.raises(ControlFailed, match="did not hold all"):
        nango(told).following(0)()

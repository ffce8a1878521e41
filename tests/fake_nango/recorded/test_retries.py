"""The fake sends a webhook as often, and as late, as a real Nango 0.71.4 was seen to."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

import pytest

from fake_nango.remote.answers import Event
from tests.fake_nango.fidelity.shown import RECORDED, Shown
from tests.fake_nango.recorded.rows import HERE, Row, fragments
from tests.fake_nango.recorded.setups import Scene, prepare

TABLE: Final[dict[str, list[dict[str, Any]]]] = tomllib.loads((HERE / "retries.toml").read_text())
# The clock stands this long before an attempt is due, so that one that came early is seen.
SHORT_S: Final = 0.05
LATE_S: Final = 2.0
RETURN: Final = Row.of({"says": "", "ask": "", "given": ["left"]})


def _return(scene: Scene) -> None:
    scene.known |= fragments()
    prepare(scene, RETURN)
    assert scene.ask("GET", f"/oauth/callback?code=c&state={scene.known['state']}").ok


def _attempts(scene: Scene, number: int) -> list[Event]:
    """Wait until a webhook has been sent so many times."""
    mark = 0
    found: list[Event] = []
    while len(found) < number:
        page = scene.control.journal(since=mark, kinds=("delivery",), wait="news", timeout_s=5)
        assert page.events, f"there were only {len(found)} attempts"
        found += [each for each in page.events if "attempt" in each.data]
        mark = page.mark
    return found


def _seconds(events: list[Event]) -> list[float]:
    times = [datetime.fromisoformat(each.at).timestamp() for each in events]
    return [each - times[0] for each in times]


@pytest.mark.parametrize("row", TABLE["receiver"], ids=lambda row: row["says"])
def test_a_receiver_gets_a_webhook_as_often_as_recorded(
    row: dict[str, Any], scene: Scene, shows: Callable[[Shown], None]
) -> None:
    """No sooner and not much later, and each time the same bytes."""
    scene.outside.hook = list(row["answers"])
    at = row["at"]

    _return(scene)
    for number, (before, due) in enumerate(pairwise(at), start=1):
        _attempts(scene, number)
        scene.control.advance_clock(due - before - SHORT_S)
    _attempts(scene, len(at))
    scene.settle()

    arrived = scene.outside.at("/hook")
    assert len(arrived) == len(at)
    assert len({(each.body, tuple(each.headers.items())) for each in arrived}) == 1
    for seen, due in zip(_seconds(_attempts(scene, len(at))), at, strict=True):
        assert due - 0.01 <= seen < due + LATE_S
    says = f"{row['says']}: at {', '.join(map(str, at))} s"
    shows(Shown(subject="webhook", code="delivery", proof=RECORDED, says=says))


@pytest.mark.parametrize("row", TABLE["redirect"], ids=lambda row: row["says"])
def test_a_redirect_is_followed_as_recorded(
    row: dict[str, Any], scene: Scene, shows: Callable[[Shown], None]
) -> None:
    """The signatures are those of the body that was sent first."""
    scene.outside.hook = [row["answer"], 200]

    _return(scene)
    scene.settle()

    (sent,), (moved,) = scene.outside.at("/hook"), scene.outside.at("/moved")
    assert (moved.method, moved.body) == (row["method"], sent.body if row["body"] else "")
    for name in ("x-nango-signature", "x-nango-hmac-sha256"):
        assert moved.headers[name] == sent.headers[name]
    says = f"{row['says']} is followed by {row['method']}"
    shows(Shown(subject="webhook", code="redirect", proof=RECORDED, says=says))

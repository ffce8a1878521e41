"""Huge bodies are sent only where that is allowed, and the webhook's by a stranger."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from nango_conformance.errors import ControlFailed, NotObservable
from nango_conformance.evidence import Exchange
from nango_conformance.stage import bulks
from nango_conformance.stage.bulks import BULKS, Load
from nango_conformance.target import Limits, Target


@pytest.fixture
def make_stage(
    make_target: Callable[..., Target], make_exchange: Callable[..., Exchange]
) -> Callable[..., Any]:
    """Give a maker of stages that remember what was sent where, and by whom."""

    def make(**more: Any) -> Any:
        sent: list[Any] = []

        def call(route: Any, _values: Any, *, person: Any = None, twist: Any) -> Exchange:
            sent.append((route.path, person, twist.reshape({})))
            return make_exchange(413)

        target = make_target(**{"limits": Limits(allow_load=True), **more})
        return SimpleNamespace(
            target=target,
            cast=SimpleNamespace(person=lambda who: who),
            integration=lambda _: target.main_integration(),
            workspace=lambda *_: "",
            endpoints=SimpleNamespace(call=call),
            process=None,
            answer=None,
            flood=None,
            sent=sent,
        )

    return make


@pytest.mark.parametrize("load", list(Load))
def test_each_goes_where_it_says(make_stage: Callable[..., Any], load: Load) -> None:
    """Starts are Ada's; the webhook's address is open to anybody."""
    stage = make_stage()

    bulks.flood(stage, "Ada", load)

    to_webhook = "webhook" in load
    wanted = ("/hook", None) if to_webhook else ("/connect", "Ada")
    assert stage.sent == [(*wanted, BULKS[load])]
    assert BULKS[load].in_pieces == ("in pieces" in load)
    assert (BULKS[load].size > 2**24) == ("sixty-four" in load)
    assert [note.level for note in bulks.borne(stage)] == ["MAY"]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"limits": Limits()}, "allow_load = true"),
        ({"base_url": "https://app.example"}, "on loopback alone"),
    ],
)
def test_nothing_huge_is_sent_without_leave(
    make_stage: Callable[..., Any], more: dict[str, Any], says: str
) -> None:
    """The reason says which key would change that."""
    stage = make_stage(**more)

    with pytest.raises(NotObservable, match=says):
        bulks.flood(stage, "Ada", Load.HOOK)

    assert stage.sent == []


def test_where_nothing_was_sent_nothing_was_borne(make_stage: Callable[..., Any]) -> None:
    """A story that forgets to is a mistake of the specification's."""
    with pytest.raises(ControlFailed, match="nothing large"):
        bulks.borne(make_stage())

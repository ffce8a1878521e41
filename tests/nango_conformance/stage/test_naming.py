"""Ids that no session gives: how they are made, and when a target may refuse them."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from nango_conformance.errors import Nonconformance
from nango_conformance.evidence import Call, Hook, Link, LinkState, Reading
from nango_conformance.stage import naming
from nango_conformance.stage.naming import Name

NONE = Reading(links=(), exchange="E0001")


@pytest.fixture
def make(make_hook: Callable[..., Hook]) -> Callable[..., Any]:
    """Give a maker of stages on which Ada is about to connect."""

    def make_(reading: Reading = NONE, status: int = 200, calls: tuple[Call, ...] = ()) -> Any:
        told: list[tuple[str, str]] = []
        attempt = SimpleNamespace(
            who="Ada",
            mark=0,
            connection_id="c-1",
            ended=False,
            hook=make_hook(status),
            values={},
            integration=SimpleNamespace(nango_id="outlook"),
            usable_token=lambda: "t-1",
            patience=lambda _: 0,
        )
        return SimpleNamespace(
            nango=SimpleNamespace(
                mark=lambda: 12,
                settle=lambda: None,
                calls=lambda _: calls,
                connections_before=lambda _: (),
                control=SimpleNamespace(name_connection=lambda *what: told.append(what)),
            ),
            cast=SimpleNamespace(person=lambda who: SimpleNamespace(id="ada1", name=who)),
            probe=SimpleNamespace(available=True),
            target=SimpleNamespace(
                limits=SimpleNamespace(activation_s=0), reconcile=SimpleNamespace(model="upsert")
            ),
            read=lambda *_: reading,
            attempts={},
            attempt=lambda *_: attempt,
            names={},
            mark=0,
            when=0,
            twin=None,
            told=told,
        )

    return make_


def test_an_id_is_as_long_as_nango_allows_or_looks_like_a_path(make: Callable[..., Any]) -> None:
    """And is this story's alone: another's would be authorised anew."""
    stage = make()

    naming.give(stage, "Ada", Name.LONG)
    assert len(stage.names["Ada"]) == 255
    assert stage.names["Ada"].startswith("12-ada1x")
    naming.give(stage, "Ada", Name.PATH)
    assert stage.names["Ada"] == "user:12-ada1@acme/prod"


def test_nango_is_told_of_a_chosen_id_and_of_no_other(make: Callable[..., Any]) -> None:
    """Nobody chooses the id of Grace's connection."""
    stage = make()
    stage.names["Grace"] = "g/1"

    naming.choose(stage, stage.attempt("Ada"))
    assert stage.told == []
    stage.names["Ada"] = "a/1"
    naming.choose(stage, stage.attempt("Ada"))
    assert stage.told == [("t-1", "a/1")]


def test_only_an_odd_id_may_be_refused(make: Callable[..., Any]) -> None:
    """An id of Nango's own making that is refused is a connection that is lost."""
    stage = make(status=400)
    with pytest.raises(Nonconformance, match="c-1 stored"):
        naming.stored(stage, "Ada")

    stage.names["Ada"] = "c-1"
    (note,) = naming.stored(stage, "Ada")
    assert note.level == "MAY"


def test_an_odd_id_that_is_stored_has_to_reach_nango(
    make: Callable[..., Any], make_call: Callable[..., Call]
) -> None:
    """What Nango never takes was written into the address as it is."""
    link = Link(state=LinkState.ACTIVE, said="active", connection_id="c-1", row_id=None)
    active = Reading(links=(link,), exchange="E0002")
    lost = make_call("DELETE /connections/c-1", "c-1", status=404)
    stage = make(active, calls=(lost,))
    assert naming.stored(make(active), "Ada") == ()

    stage.names["Ada"] = "c-1"
    for judge in (naming.stored, naming.named):
        with pytest.raises(Nonconformance, match="that Nango takes"):
            judge(stage, "Ada")

"""Whoever wants a connection to end or be mended asks by the right name, or not at all."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from nango_conformance.errors import (
    ControlFailed,
    Nonconformance,
    NotApplicable,
    NotObservable,
)
from nango_conformance.evidence import Link, LinkState, Reading
from nango_conformance.stage import aftermath, bending, ending, looking
from nango_conformance.stage.bending import PLAIN, VALUES, Bent
from nango_conformance.stage.ending import DELETIONS, Hitch, Whose
from nango_conformance.target import Auth, Connect, Route, Status, Target

HERS = "c-ada"
BY_ID = Route(method="DELETE", path="/connections/{connection.id}", success=(204,))
BY_ROW = Route(method="DELETE", path="/connections/{connection.row}", success=(204,))
SIGNED_IN = Auth(mode="bearer")
BEFORE = Reading(
    links=(Link(state=LinkState.ACTIVE, said="active", connection_id=HERS, row_id="r-1"),),
    exchange="E0001",
)
NOW = Reading(
    links=(Link(state=LinkState.BROKEN, said="error", connection_id=HERS, row_id="r-1"),),
    exchange="E0002",
)

StageMaker = Callable[..., Any]


class Control:
    """A fake whose faults are written down."""

    def __init__(self) -> None:
        self.set_up: list[tuple[str, str, Any]] = []

    def add_fault(self, name: str, endpoint: str, answer: Any, **_: int) -> str:
        """Write a fault down."""
        self.set_up.append((name, endpoint, answer))
        return f"f-{len(self.set_up)}"

    def clear_faults(self, fault: str | None = None) -> None:
        """Forget one of them, or all."""
        kept = [] if fault is None else self.set_up[1:]
        self.set_up = kept

    def faults(self) -> tuple[Any, ...]:
        """Say that the first one has been met."""
        return (SimpleNamespace(met=1),)

    def delete_connection(self, connection: str, integration: str) -> None:
        """Write down that it has gone by another hand."""
        self.set_up.append((connection, integration, None))


@pytest.fixture
def make_stage(make_target: Callable[..., Target]) -> StageMaker:
    """Give a maker of stages on which Ada is connected, and the target answers with a status."""

    def make(status: int = 204, before: Reading | None = BEFORE, **target: Any) -> Any:
        ada = SimpleNamespace(
            who="Ada",
            account="her account",
            connection_id=HERS,
            integration=SimpleNamespace(nango_id="outlook"),
            values={"connection.id": HERS, "workspace.id": "w-1", "integration.key": "mail"},
            before=before,
            row=before.row_of(HERS) if before else None,
            mark=0,
            ended=False,
            glimpse=None,
        )
        stage: Any = SimpleNamespace(
            target=make_target(**{"auth": SIGNED_IN, "disconnect": BY_ID, **target}),
            attempts={("Ada", "her account"): ada},
            attempt=lambda *_: ada,
            cast=SimpleNamespace(
                person=lambda who: SimpleNamespace(name=who, id=f"u-{who}"),
                workspace=lambda who, *_: f"w-{who}",
            ),
            nango=SimpleNamespace(
                settle=lambda **_: None,
                mark=lambda: 7,
                calls=lambda _: (),
                issued=lambda _: (),
                connections_before=lambda _: (),
                control=Control(),
            ),
            probe=SimpleNamespace(available=False),
            needs_sign_in=lambda: None,
            the_answer=lambda: stage.answer,
            note=lambda _: None,
            answer=None,
            asked=None,
            silence=None,
            troubled=False,
            when=0,
            said=[],
        )

        def call(route: Route, values: Any, *, person: Any, twist: Any = None) -> Any:
            stage.said.append((person.name, route, dict(values), twist))
            said = f"status {status}"
            return SimpleNamespace(
                id="E0002", status=status, said=said, url="/u", method="X", error=None, json={}
            )

        stage.endpoints = SimpleNamespace(call=call)
        return stage

    return make


def test_the_owner_names_her_connection_as_the_route_wants_it(make_stage: StageMaker) -> None:
    """By Nango's id or by the target's own; as herself, and without any claim."""
    stage = make_stage(disconnect=BY_ROW)

    ending.disconnect(stage, "Ada", Whose.OWN)

    ((who, route, values, twist),) = stage.said
    assert (who, route, values["connection.id"]) == ("Ada", BY_ROW, HERS)
    assert values["connection.row"] == "r-1"
    assert not twist.query
    assert stage.attempt("Ada").ended
    assert stage.when == 7


def test_without_a_row_id_a_route_by_row_cannot_be_asked(make_stage: StageMaker) -> None:
    """And one by Nango's id can."""
    with pytest.raises(NotObservable, match="row_id"):
        ending.disconnect(make_stage(disconnect=BY_ROW, before=None), "Ada", Whose.OWN)

    ending.disconnect(make_stage(before=None), "Ada", Whose.OWN)


@pytest.mark.parametrize("whose", [Whose.ADAS, Whose.AS_ADA])
def test_a_stranger_comes_as_herself_and_may_say_to_be_ada(
    make_stage: StageMaker, whose: Whose
) -> None:
    """Her credential is her own workspace's, and Ada's connection is not ended by the story."""
    stage = make_stage()

    ending.disconnect(stage, "Mallory", whose)

    ((who, _, values, twist),) = stage.said
    assert (who, values["connection.id"], twist.home) == ("Mallory", HERS, "w-Mallory")
    assert twist.trespassing
    assert ("u-Ada" in twist.query.values()) is (whose is Whose.AS_ADA)
    assert not stage.attempt("Ada").ended


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ({"disconnect": None}, "no \\[disconnect\\] route"),
        ({"auth": Auth(mode="bearer", delegated=True)}, "delegated"),
    ],
)
def test_what_is_not_declared_is_not_applicable(
    make_stage: StageMaker, target: dict[str, Any], reason: str
) -> None:
    """No route; or a service that decides who may do what."""
    with pytest.raises(NotApplicable, match=reason):
        ending.disconnect(make_stage(**target), "Mallory", Whose.ADAS)


def test_a_repair_needs_a_route_and_gives_a_token(make_stage: StageMaker) -> None:
    """Without the one there is none to judge, without the other the target is wrong."""
    with pytest.raises(NotApplicable, match="no \\[reconnect\\] route"):
        ending.repair(make_stage(), "Ada", Whose.OWN)

    stage = make_stage(reconnect=Connect(path="/repair/{connection.id}", token="token"))
    with pytest.raises(Nonconformance, match="a token to repair with; saw status 204"):
        ending.repair(stage, "Ada", Whose.OWN)


@pytest.mark.parametrize(("values", "kept"), [({"broken": ("error",)}, NOW), ({}, BEFORE)])
def test_what_she_sees_when_she_asks_for_a_repair_has_to_stay(
    make_stage: StageMaker,
    monkeypatch: pytest.MonkeyPatch,
    values: dict[str, tuple[str, ...]],
    kept: Reading,
) -> None:
    """Where nothing can show as broken, what she saw before is what she sees."""
    monkeypatch.setattr(ending, "ask_to_repair", lambda *_: None)
    monkeypatch.setattr(looking, "broken", lambda *_: NOW)
    stage = make_stage(status=200, reconnect=None)
    stage.target = dataclasses.replace(stage.target, status=Status(values=values))

    ending.have_asked_to_repair(stage, "Ada")

    assert stage.attempt("Ada").before is kept


def test_the_owner_is_the_control_of_a_refusal(make_stage: StageMaker) -> None:
    """Asked last, by the same route; where she is refused too, nothing is known."""
    stage = make_stage()
    ending.disconnect(stage, "Mallory", Whose.ADAS)

    assert ending.owners_alone(stage, "Ada")[0].level == "SHOULD"
    assert [who for who, *_ in stage.said] == ["Mallory", "Ada"]

    refusing = make_stage(status=404)
    ending.disconnect(refusing, "Mallory", Whose.ADAS)
    with pytest.raises(ControlFailed, match="the owner is refused too"):
        ending.owners_alone(refusing, "Ada")


@pytest.mark.parametrize(
    ("hitch", "faults"), [(Hitch.NO_SUCH, 1), (Hitch.INTERNAL_ERROR, 1), (Hitch.SILENCE, 2)]
)
def test_nango_fails_until_the_owner_tries_again(
    make_stage: StageMaker, hitch: Hitch, faults: int
) -> None:
    """Silence ends as soon as it was met, and what follows it is no better."""
    stage = make_stage()
    ending.deletions_meet(stage, hitch)
    assert [endpoint for _, endpoint, _ in stage.nango.control.set_up] == [DELETIONS] * faults

    ending.have_disconnected(stage, "Ada")
    assert len(stage.nango.control.set_up) == 1

    ending.disconnect(stage, "Ada", Whose.AGAIN)
    assert stage.nango.control.set_up == []


def test_what_is_unknown_has_really_gone(make_stage: StageMaker) -> None:
    """By another hand, and without a fault."""
    stage = make_stage()

    ending.deletions_meet(stage, Hitch.UNKNOWN)

    assert stage.nango.control.set_up == [(HERS, "outlook", None)]
    assert not stage.troubled


def test_what_does_not_show_broken_is_not_asked_to(make_stage: StageMaker) -> None:
    """A word for it is worth having, and no duty."""
    stage = make_stage()
    stage.target = dataclasses.replace(stage.target, status=Status(values={"active": ("active",)}))

    with pytest.raises(NotApplicable, match="broken is not declared"):
        aftermath.broken(stage, "Ada")


def test_a_bent_id_comes_after_its_plain_twin(make_stage: StageMaker) -> None:
    """In a path it is one segment, in a body it is as it is; every place gets both."""
    by_body = Route(path="/finalise", body={"connection": "{connection.id}"})
    stage = make_stage(finalise=by_body)

    bending.send(stage, "Ada", Bent.CLIMB)

    sent = [(route.path, values["connection.id"]) for _, route, values, _ in stage.said]
    assert sent == [
        ("/finalise", PLAIN),
        (BY_ID.path, PLAIN),
        ("/finalise", VALUES[Bent.CLIMB]),
        (BY_ID.path, "..%2Fconnections"),
    ]
    assert stage.bent == VALUES[Bent.CLIMB]


def test_right_ids_are_to_be_taken(make_stage: StageMaker) -> None:
    """By one route at least: who refuses everything has not seen that anything was bent."""
    by_body = Route(path="/finalise", body={"connection": "{connection.id}"})

    bending._takes_right_ids(make_stage(200, finalise=by_body, disconnect=None), "Ada")
    with pytest.raises(ControlFailed, match="no route takes a right id either"):
        bending._takes_right_ids(make_stage(404, finalise=by_body, disconnect=None), "Ada")
    with pytest.raises(ControlFailed, match="a right id is refused as well"):
        bending._takes_right_ids(make_stage(404, finalise=by_body), "Ada")


def test_where_no_route_takes_an_id_there_is_none_to_bend(make_stage: StageMaker) -> None:
    """What is fixed cannot be bent."""
    with pytest.raises(NotApplicable, match="no declared route takes an id"):
        bending.send(make_stage(disconnect=None), "Ada", Bent.QUERY)

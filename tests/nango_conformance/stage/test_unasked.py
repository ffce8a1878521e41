"""A connection that nobody started names people as the target itself would, or nobody it knows."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from nango_conformance.driver.cast import Person
from nango_conformance.errors import ControlFailed, NotApplicable, NotObservable
from nango_conformance.evidence import Account, Hook, Issued
from nango_conformance.stage import authorising, unasked
from nango_conformance.stage.attempt import Attempt
from nango_conformance.stage.unasked import Newcomer
from nango_conformance.target import Attribution, Reconcile, Target

PLACES = {
    "user": Attribution(path="end_user.id", equals="{actor.id}"),
    "mail": Attribution(path="end_user.email", equals="{actor.email}"),
    "workspace": Attribution(path="end_user.tags.workspaceId", equals="{workspace.id}"),
    "owner": Attribution(path="tags.owner", equals="user:{actor.id}"),
}


def person(name: str) -> Person:
    """Return somebody whose every value says who she is."""
    key = name.lower()
    return Person(name=name, id=f"u_{key}", email=f"{key}@x.test", display_name=name, secret="")


@pytest.fixture
def make_stage(
    make_target: Callable[..., Target],
    make_issued: Callable[..., Issued],
    make_exchange: Callable[..., Any],
    make_hook: Callable[..., Hook],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., Any]:
    """Give a maker of stages on which Mallory has started, for a way to bring things together."""

    def make(model: str = "pending-row", made: str | None = "c-1", **more: Any) -> Any:
        declared = {"attribution": PLACES, **more}
        target = make_target(reconcile=Reconcile(model=model), **declared)
        mallory = Attempt(
            who="Mallory",
            account=Account.MAIN,
            integration=target.main_integration(),
            workspace="w-7",
            mark=0,
            exchange=make_exchange(),
            token="t-1",
            issued=(make_issued(),),
        )
        attempts = {("Mallory", Account.MAIN): mallory}
        added: list[Any] = []

        def add(integration: str, **names: Any) -> Any:
            added.append((integration, names))
            return SimpleNamespace(connection_id=made, detail="no such thing")

        return SimpleNamespace(
            target=target,
            attempts=attempts,
            attempt=lambda who: attempts[who, Account.MAIN],
            cast=SimpleNamespace(person=person),
            workspace=lambda *_: "w-1",
            nango=SimpleNamespace(
                mark=lambda: 9, make_room=lambda: None, control=SimpleNamespace(add=add)
            ),
            added=added,
            hook=None,
        )

    monkeypatch.setattr(authorising, "delivered", lambda *_: make_hook(200))
    return make


def test_it_names_ada_as_the_targets_own_sessions_do(make_stage: Callable[..., Any]) -> None:
    """Wherever they are declared to name people, and nowhere else."""
    stage = make_stage()

    unasked.tell(stage, Newcomer.ADA)

    ((integration, names),) = stage.added
    assert integration == "outlook"
    assert names == {
        "end_user": {"id": "u_ada", "email": "ada@x.test", "tags": {"workspaceId": "w-1"}},
        "tags": {"owner": "user:u_ada"},
    }
    hers = stage.attempts["Ada", Account.MAIN]
    assert (hers.connection_id, hers.mark, hers.session) == ("c-1", 9, None)
    assert stage.hook is hers.hook


def test_a_stranger_has_ids_that_nobody_has(make_stage: Callable[..., Any]) -> None:
    """Of the same shape, in a workspace that there is."""
    stage = make_stage()

    unasked.tell(stage, Newcomer.STRANGER)

    ((_, names),) = stage.added
    assert names["end_user"]["email"] == "nobody.mallory@x.test"
    assert names["end_user"]["tags"] == {"workspaceId": "w-7"}
    id_ = names["end_user"]["id"]
    assert (id_ == "u_mallory", len(id_), id_[1]) == (False, len("u_mallory"), "_")


@pytest.mark.parametrize(
    ("model", "newcomer"),
    [
        ("client-finalise", Newcomer.ADA),
        ("client-finalise", Newcomer.STRANGER),
        ("upsert", Newcomer.ADA),
        ("mirror", Newcomer.ADA),
    ],
)
def test_where_the_news_is_the_start_there_is_nothing_to_want(
    make_stage: Callable[..., Any], model: str, newcomer: Newcomer
) -> None:
    """A link for somebody whom the target knows is then all right."""
    with pytest.raises(NotApplicable, match=model):
        unasked.tell(make_stage(model), newcomer)


def test_without_a_connection_there_is_no_news(make_stage: Callable[..., Any]) -> None:
    """The reason is Nango's."""
    with pytest.raises(ControlFailed, match="no such thing"):
        unasked.tell(make_stage(made=None), Newcomer.ADA)


def test_a_number_becomes_another_number() -> None:
    """Large enough to be nobody's."""
    assert unasked.turned("3") == "999999997"
    assert unasked.turned("0b1f-Xy") == "9e8a-Xh"


def test_of_an_organisation_it_is_that_which_nobody_knows(make_stage: Callable[..., Any]) -> None:
    """What its members connect is the organisation's, whoever they are."""
    place = {"user": Attribution(path="end_user.id", equals="{workspace.id}")}
    stage = make_stage(tenancy="org", attribution=place)

    unasked.tell(stage, Newcomer.STRANGER)

    ((_, names),) = stage.added
    assert names == {"end_user": {"id": unasked.turned("w-7")}}


@pytest.mark.parametrize(
    ("places", "says"),
    [
        ({}, "is not declared"),
        ({"user": Attribution(path="tags | owner", equals="x")}, "tags | owner is no plain place"),
    ],
)
def test_where_nobody_says_how_people_are_named_nothing_can_be_made(
    make_stage: Callable[..., Any], places: dict[str, Attribution], says: str
) -> None:
    """The reason says which key would change that."""
    with pytest.raises(NotObservable, match=re.escape(says)):
        unasked.tell(make_stage(attribution=places), Newcomer.ADA)

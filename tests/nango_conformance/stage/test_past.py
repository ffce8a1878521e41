"""What people who are not fresh bring along is ended, or left out, or said to be in the way."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Final

import pytest

from nango_conformance.driver.cast import Person
from nango_conformance.errors import ControlFailed, NotApplicable
from nango_conformance.evidence import (
    Account,
    Exchange,
    Ledger,
    Link,
    LinkState,
    Reading,
    Redactor,
)
from nango_conformance.stage import Stage
from nango_conformance.stage.starting import start
from nango_conformance.target import Fixture, Fixtures, Route, Target

Make = Callable[..., Any]

ADA: Final = Person(name="Ada", id="a-1", email="a@x.org", display_name="Ada", secret="pw")
DISCONNECT: Final = Route(method="DELETE", path="/links/{connection.id}")


def link(connection: str | None, state: LinkState = LinkState.ACTIVE) -> Link:
    """Return one link in the words of the harness."""
    return Link(state=state, said=state.value, connection_id=connection, row_id=None)


class Backend:
    """A backend with links, that answers every request alike and may let go of its links."""

    def __init__(self, *links: Link, status: int = 200, lets_go: bool = True) -> None:
        self.links = list(links)
        self.status = status
        self.lets_go = lets_go
        self.available = True
        self.asked: list[str] = []
        self.resets = 0

    def read(self, _person: Person, _values: Any) -> Reading:
        """Show the links."""
        return Reading(links=tuple(self.links), exchange="E0001")

    def call(self, route: Route, values: Any, **_: Any) -> Exchange:
        """Take a request."""
        self.asked.append(route.path.replace("{connection.id}", values.get("connection.id", "")))
        if route is DISCONNECT and self.lets_go:
            self.links = [one for one in self.links if one.connection_id != values["connection.id"]]
        return Exchange(id="E0002", who="Ada", method="POST", url="u", status=self.status)

    def reset(self) -> None:
        """Forget all."""
        self.resets += 1


@pytest.fixture
def stage(make_target: Callable[..., Target]) -> Make:
    """Give a maker of stages on which such a backend stands."""

    def make(backend: Backend, **more: Any) -> Any:
        nango = SimpleNamespace(mark=lambda: 0, issued=lambda _: ())
        cast = SimpleNamespace(person=lambda _: ADA, workspace=lambda *_: "w-1")
        parts: Any = {"nango": nango, "endpoints": backend, "probe": backend, "maker": backend}
        parts |= {"cast": cast, "ledger": Ledger(Redactor()), "transport": None}
        return Stage(target=make_target(**more), api="", **parts)

    return make


def test_what_can_be_ended_is_ended(stage: Make) -> None:
    """And then there is nothing to leave out."""
    backend = Backend(link("c-0"))
    scene = stage(backend, disconnect=DISCONNECT)

    start(scene, "Ada")

    assert backend.asked == ["/links/c-0", "/connect"]
    assert (scene.past, scene.read(ADA, {}).links) == (set(), ())


def test_what_stays_is_left_out_of_account(stage: Make) -> None:
    """By its id; what comes later is seen."""
    backend = Backend(link("c-0"), lets_go=False)
    scene = stage(backend, disconnect=DISCONNECT)

    start(scene, "Ada")
    backend.links.append(link("c-1"))

    assert [one.connection_id for one in scene.read(ADA, {}).links] == ["c-1"]


def test_what_stays_without_an_id_proves_nothing(stage: Make) -> None:
    """It could not be told from a new one."""
    with pytest.raises(ControlFailed, match="has no id to tell it by; declare"):
        start(stage(Backend(link(None))), "Ada")


def test_a_refusal_because_of_the_past_is_no_fault(stage: Make) -> None:
    """One account is enough for some; who has nothing from before is refused for another reason."""
    with pytest.raises(ControlFailed, match="still has a connection from before and was refused"):
        start(stage(Backend(link("c-0"), status=409)), "Ada")

    assert start(stage(Backend(status=409)), "Ada").exchange.status == 409


def test_fresh_people_have_no_past(stage: Make) -> None:
    """Nothing is ended, and nothing is left out: what they have is this story's."""
    fixtures = Fixtures(create_actor=Fixture(path="/users"), reset=Fixture(path="/reset"))
    backend = Backend(link("c-0"))
    scene = stage(backend, disconnect=DISCONNECT, fixtures=fixtures)

    scene.enter()
    start(scene, "Ada")

    assert (backend.asked, backend.resets) == (["/connect"], 0)
    assert len(scene.read(ADA, {}).links) == 1


def test_a_reset_comes_before_people_who_are_not_fresh(stage: Make) -> None:
    """Before every scenario."""
    backend = Backend()

    stage(backend).enter()

    assert backend.resets == 1


def test_two_of_one_organisation_have_one_connection(stage: Make) -> None:
    """So the story of two connections is not theirs."""
    scene = stage(Backend(), tenancy="org")
    start(scene, "Ada")

    with pytest.raises(NotApplicable, match="Ada and Grace are in one organisation"):
        start(scene, "Grace")
    assert start(scene, "Ada").account is Account.MAIN
    start(stage(Backend(), tenancy="user+workspace"), "Grace")

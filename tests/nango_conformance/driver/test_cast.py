"""People are fresh in every scenario, the same for the same seed, and only there when asked for."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any, Final

import pytest
from faker import Faker

from nango_conformance.driver.cast import NAMES, Cast
from nango_conformance.driver.endpoints import Endpoints
from nango_conformance.driver.making import Maker
from nango_conformance.errors import ControlFailed, NotApplicable
from nango_conformance.evidence import Ledger, Redactor
from nango_conformance.target import Actor, Auth, Fixture, Fixtures, Route, Target

MakeCast = Callable[..., Cast]

FRESH: Final = Fixtures(
    create_actor=Fixture(path="/users", body={"email": "{actor.email}"}, id="id", workspace="ws"),
    create_workspace=Fixture(path="/ws", id="id"),
    add_member=Fixture(path="/ws/{workspace.id}/members", body={"id": "{actor.id}"}),
)


@pytest.fixture(scope="module")
def faker() -> Faker:
    """Give the one Faker that serves a whole run."""
    return Faker("en_US")


@pytest.fixture
def make(
    backend: Any,
    make_target: Callable[..., Target],
    make_endpoints: Callable[..., Endpoints],
    ledger: Ledger,
    redact: Redactor,
    faker: Faker,
) -> MakeCast:
    """Give a maker of casts whose target counts what it makes."""

    def count(handler: BaseHTTPRequestHandler) -> None:
        number = len(backend.asked)
        body = json.dumps({"id": f"id-{number}", "ws": f"ws-{number}"}).encode()
        handler.send_response(200)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    class Anything(dict[str, Callable[[BaseHTTPRequestHandler], None]]):
        def __missing__(self, _: str) -> Callable[[BaseHTTPRequestHandler], None]:
            return count

    backend.answers = Anything()

    def make_(*, seed: int = 1, scene: str = "a", **more: Any) -> Cast:
        plain = {"fixtures": FRESH, "tenancy": "user+workspace", "base_url": backend.url}
        target = make_target(**{**plain, **more})
        endpoints = make_endpoints(target)
        maker = Maker(target, endpoints, None, ledger, {})
        return Cast(target, endpoints, maker, redact, faker, seed=seed, scene=scene)

    return make_


def everybody(cast: Cast) -> list[tuple[str, str, str]]:
    """Return address, name and password of the whole cast."""
    people = [cast.person(name) for name in NAMES]
    return [(one.email, one.display_name, one.secret) for one in people]


def test_nobody_is_made_before_she_is_asked_for(backend: Any, make: MakeCast) -> None:
    """And then once."""
    cast = make()
    assert (cast.people, backend.asked) == ((), [])

    first, again = cast.person("Mallory"), cast.person("Mallory")

    assert first is again
    assert cast.people == (first,)
    assert [path for _, path, *_ in backend.asked] == ["/users"]
    assert (first.name, first.id) == ("Mallory", "id-1")
    assert first.values() == {
        "actor.id": "id-1",
        "actor.email": first.email,
        "actor.name": first.display_name,
        "actor.secret": first.secret,
    }


def test_no_two_addresses_are_alike(make: MakeCast) -> None:
    """Not within a scenario and not between scenarios: Faker's own fixture gives everyone one."""
    people = [one for scene in "abcde" for one in everybody(make(scene=scene))]

    for values in zip(*people, strict=True):
        assert len(set(values)) == len(people)


def test_people_are_the_same_for_the_same_seed_and_scene(make: MakeCast) -> None:
    """Whatever ran in between on the one Faker, and in whatever run."""
    first = everybody(make(seed=1, scene="a"))
    everybody(make(seed=1, scene="b"))

    assert everybody(make(seed=1, scene="a")) == first


def test_another_seed_gives_other_people(make: MakeCast) -> None:
    """Names and passwords derive from it."""
    first, second = everybody(make(seed=1)), everybody(make(seed=2))

    assert all(one[2] != other[2] for one, other in zip(first, second, strict=True))


def test_ids_and_addresses_are_short_and_plain(make: MakeCast) -> None:
    """Columns of thirty characters hold the part before the sign (catalogue, 0.2 rule 7)."""
    for address, _, secret in everybody(make(scene="features/ä long name\n" * 9)):
        assert len(address.split("@")[0]) <= 26
        assert address.isascii()
        assert secret.isalnum()


def test_a_password_is_learnt_before_it_is_used(make: MakeCast, redact: Redactor) -> None:
    """It is hidden wherever it stands from then on."""
    secret = make().person("Ada").secret

    assert redact(f"x{secret}x").startswith("x‹password ")


def test_a_declared_password_is_used_for_a_fresh_person(make: MakeCast) -> None:
    """Where the target has it already."""
    actors = (Actor(name="Ada", secret="declared"),)

    assert make(actors=actors).person("Ada").secret == "declared"
    assert make(actors=actors).person("Grace").secret != "declared"


def test_grace_is_a_member_of_ada_s_first_workspace(backend: Any, make: MakeCast) -> None:
    """She has her own besides; Mallory is a stranger to both."""
    cast = make()

    grace, mallory = cast.person("Grace"), cast.person("Mallory")

    assert cast.workspace("Ada") == cast.workspace("Grace")
    assert cast.workspaces("Grace") == (cast.workspace("Ada"), "ws-1")
    assert cast.workspace("Mallory") not in cast.workspaces("Grace")
    joined = next(body for _, path, _, body in backend.asked if path.endswith("/members"))
    assert json.loads(joined) == {"id": grace.id}
    assert mallory.id != grace.id


def test_a_second_workspace_is_made_when_it_is_needed(backend: Any, make: MakeCast) -> None:
    """Once."""
    cast = make()

    second = cast.workspace("Ada", 1)

    assert second == cast.workspace("Ada", 1) != cast.workspace("Ada")
    assert [path for _, path, *_ in backend.asked].count("/ws") == 1


def test_a_target_that_makes_no_workspaces_has_no_second(make: MakeCast) -> None:
    """The check about it does not apply."""
    fixtures = Fixtures(create_actor=FRESH.create_actor)

    with pytest.raises(NotApplicable, match="only 1 workspaces for Ada"):
        make(fixtures=fixtures).workspace("Ada", 1)


def test_without_tenancy_there_are_no_workspaces(backend: Any, make: MakeCast) -> None:
    """Their place in a template is empty, and Grace joins nothing."""
    cast = make(tenancy="user")

    assert cast.workspace("Grace", 1) == ""
    assert [path for _, path, *_ in backend.asked] == ["/users"]


@pytest.mark.parametrize("signs_in", [False, True])
def test_who_signs_up_may_be_signed_in(
    backend: Any,
    make: MakeCast,
    signs_in: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Where the target says so, nobody asks her for her password again."""
    fixture = Fixture(path="/users", id="id", signs_in=signs_in)
    auth = Auth(mode="cookie-login", request=Route(path="/in"))

    make(fixtures=Fixtures(create_actor=fixture), auth=auth, tenancy="user").person("Ada")

    asked = [path for _, path, *_ in backend.asked]
    assert asked == (["/users"] if signs_in else ["/users", "/in"])


ADA: Final = Actor(name="Ada", id="a-1", workspaces=("w-1", "w-2"))


def test_declared_people_are_signed_in(backend: Any, make: MakeCast) -> None:
    """With their own ids and workspaces; what is not declared has a default."""
    auth = Auth(mode="cookie-login", request=Route(path="/in", body={"p": "{actor.secret}"}))
    grace = Actor(name="Grace", id="g", email="g@x.org", display_name="G", secret="hush-hush")
    cast = make(fixtures=Fixtures(), actors=(ADA, grace), auth=auth)

    ada = cast.person("Ada")

    assert (ada.id, ada.email, ada.display_name, ada.secret) == (
        "a-1",
        "ada@example.com",
        "Ada",
        "",
    )
    assert (cast.workspace("Ada"), cast.workspace("Ada", 1)) == ("w-1", "w-2")
    assert cast.person("Grace").values()["actor.email"] == "g@x.org"
    assert [path for _, path, *_ in backend.asked] == ["/in", "/in"]
    # A declared address may be somebody's; one that is made up is nobody's.
    assert "g@x.org" not in cast._redact("written to g@x.org")
    assert cast._redact("written to ada@example.com") == "written to ada@example.com"
    with pytest.raises(NotApplicable, match="only 2 workspaces"):
        cast.workspace("Ada", 2)


def test_people_who_are_not_declared_are_missing(make: MakeCast) -> None:
    """A scenario that needs them does not apply; one without an id cannot be used."""
    cast = make(fixtures=Fixtures(), actors=(Actor(name="Grace"),))

    with pytest.raises(NotApplicable, match=r"no \[\[actor\]\] named Ada"):
        cast.person("Ada")
    with pytest.raises(ControlFailed, match="Grace has no id"):
        cast.person("Grace")


def test_somebody_may_be_made_otherwise(make: MakeCast) -> None:
    """Before anybody has asked for her; what she does not have is not told of."""
    cast = make(fixtures=FRESH)

    her = cast.shape("Ada", lambda person: dataclasses.replace(person, email=""))

    assert cast.person("Ada") is her
    assert her.email == ""

"""Somebody is awkward only where the target hears of what makes her so."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from nango_conformance.driver.cast import Person
from nango_conformance.errors import ControlFailed, NotApplicable
from nango_conformance.stage import traits
from nango_conformance.stage.traits import FORBIDS, Trait
from nango_conformance.target import Auth, Connect, Fixture, Fixtures, Target

BODY = {"email": "{actor.email}", "name": "{actor.name}"}
MAKES = Fixtures(create_actor=Fixture(path="/users", body=BODY))
ADA = Person(name="Ada", id="a", email="ada.1@example.com", display_name="Ada L", secret="s")


@pytest.fixture
def given(make_target: Callable[..., Target]) -> Callable[..., Person]:
    """Give what tells what becomes of Ada."""

    def give(trait: Trait, refused: str | None = None, **target: Any) -> Person:
        shaped: list[Person] = []

        def shape(_: str, shape: Callable[[Person], Person]) -> None:
            if refused:
                raise ControlFailed(refused)
            shaped.append(shape(ADA))

        stage: Any = SimpleNamespace(
            target=make_target(**{"fixtures": MAKES, **target}), cast=SimpleNamespace(shape=shape)
        )
        traits.give(stage, "Ada", trait)
        return shaped[0]

    return give


@pytest.mark.parametrize(
    ("trait", "email", "name"),
    [
        (Trait.NO_EMAIL, "", "Ada L"),
        (Trait.PLUS, "ada.1+box@example.com", "Ada L"),
        (Trait.LONG_NAME, "ada.1@example.com", "Ada " + "L" * 296),
    ],
)
def test_one_thing_about_her_is_awkward(
    given: Callable[..., Person], trait: Trait, email: str, name: str
) -> None:
    """And nothing else."""
    her = given(trait)
    assert (her.email, her.display_name, her.id) == (email, name, "a")


def test_other_letters_are_none_of_ascii_s(given: Callable[..., Person]) -> None:
    """Whoever throws those away has nothing left."""
    name = given(Trait.OTHER_LETTERS).display_name
    assert name.encode("ascii", "ignore").strip() == b""


@pytest.mark.parametrize("trait", Trait)
def test_a_product_may_have_no_such_people(given: Callable[..., Person], trait: Trait) -> None:
    """It says so, or is asked to."""
    forbidden = Fixtures(create_actor=MAKES.create_actor, forbids=(FORBIDS[trait],))
    with pytest.raises(NotApplicable, match="forbids has"):
        given(trait, fixtures=forbidden)
    with pytest.raises(ControlFailed, match=rf"status 400; .*forbids = \['{FORBIDS[trait]}'\]"):
        given(trait, refused="status 400")


@pytest.mark.parametrize(
    ("trait", "target", "why"),
    [
        (
            Trait.PLUS,
            {"fixtures": Fixtures(create_actor=Fixture(path="/u", body={"n": "{actor.name}"}))},
            "create_actor never tells of {actor.email}",
        ),
        (Trait.PLUS, {"fixtures": Fixtures()}, "nobody can be made so"),
        (
            Trait.LONG_NAME,
            {"fixtures": Fixtures(), "auth": Auth(mode="none")},
            r"\[connect\] never tells of {actor.name}",
        ),
    ],
)
def test_who_is_not_told_of_cannot_be_awkward(
    given: Callable[..., Person], trait: Trait, target: dict[str, Any], why: str
) -> None:
    """The name of the key that would change it is told."""
    target.setdefault("auth", Auth(mode="bearer"))
    with pytest.raises(NotApplicable, match=why):
        given(trait, **target)


@pytest.mark.parametrize(
    "target",
    [
        {"fixtures": Fixtures(create_actor=Fixture(sql=("insert into u values (:email)",)))},
        {
            "fixtures": Fixtures(),
            "auth": Auth(mode="none"),
            "connect": Connect(path="/c", body={"e": "{actor.email}"}),
        },
    ],
)
def test_a_query_or_the_start_itself_may_tell(
    given: Callable[..., Person], target: dict[str, Any]
) -> None:
    """Whatever way the target learns of her."""
    assert given(Trait.PLUS, **target).email == "ada.1+box@example.com"

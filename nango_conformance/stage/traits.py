"""People who are awkward and legal: some backends have never met one."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from nango_conformance.driver.cast import Person
from nango_conformance.errors import ControlFailed, NotApplicable
from nango_conformance.stage.stage import Stage
from nango_conformance.target import placeholders

_UNTOLD: Final = frozenset({"none", "header"})
"""How callers are known whom the target has never been told of before."""


class Trait(StrEnum):
    """What is awkward about somebody."""

    NO_EMAIL = "no e-mail address"
    PLUS = "a plus in her e-mail address"
    LONG_NAME = "a name of three hundred characters"
    OTHER_LETTERS = "a name in other letters"


FORBIDS: Final[Mapping[Trait, str]] = {
    Trait.NO_EMAIL: "no-email",
    Trait.PLUS: "plus-in-email",
    Trait.LONG_NAME: "long-name",
    Trait.OTHER_LETTERS: "other-letters",
}
"""What [fixtures] forbids calls them."""

_OTHER: Final = "\u674e \u0410\u0434\u0430"
"""Ada Li, in letters of two scripts and none of ASCII's."""

_SHAPES: Final[Mapping[Trait, Callable[[Person], Person]]] = {
    Trait.NO_EMAIL: lambda her: dataclasses.replace(her, email=""),
    Trait.PLUS: lambda her: dataclasses.replace(her, email=f"{_local(her)}+box@example.com"),
    Trait.LONG_NAME: lambda her: dataclasses.replace(her, display_name="Ada " + "L" * 296),
    Trait.OTHER_LETTERS: lambda her: dataclasses.replace(
        her, display_name="\u674e \u0410\u0434\u0430"
    ),
}


def give(stage: Stage, who: str, trait: Trait) -> None:
    """Let somebody be made, or come, as such a person."""
    name = FORBIDS[trait]
    if name in stage.target.fixtures.forbids:
        raise NotApplicable(f"[fixtures] forbids has {name!r}: the product has no such people")
    _told_of(stage, "actor.name" if "name" in name or "letters" in name else "actor.email")
    try:
        stage.cast.shape(who, _SHAPES[trait])
    except ControlFailed as refused:
        raise ControlFailed(
            f"{refused}; if the product has no such people, say so: [fixtures] forbids = [{name!r}]"
        ) from refused


def _told_of(stage: Stage, value: str) -> None:
    """Raise NotApplicable where the target is never told of a person what is awkward here."""
    target = stage.target
    if target.makes_people:
        hook = target.fixtures.create_actor
        told = f"{hook}"
        if value not in placeholders(told) and f":{value.removeprefix('actor.')}" not in told:
            raise NotApplicable(f"[fixtures] create_actor never tells of {{{value}}}")
        return
    if target.auth.mode not in _UNTOLD:
        raise NotApplicable("[fixtures] create_actor is not declared, so nobody can be made so")
    if value not in placeholders(f"{target.connect} {target.auth}"):
        raise NotApplicable(f"[connect] never tells of {{{value}}}")


def _local(person: Person) -> str:
    return person.email.partition("@")[0]

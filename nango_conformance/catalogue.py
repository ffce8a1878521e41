"""
The catalogue: every check, the group it belongs to, and the defects it must see.

The sentences live in `catalogue.toml` and `defects.toml` beside this module; here they become
frozen values, once, and the program reads only those. `seen.toml` is what came of the wrong
backends: the tests that judge them write it, and hold it.
"""

from __future__ import annotations

import dataclasses
import difflib
import functools
import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from importlib import resources
from typing import Any, TypeVar

_Entry = TypeVar("_Entry")


class Level(StrEnum):
    """How binding a check is, in the words of RFC 2119."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"


class Channel(StrEnum):
    """Where the evidence for a check can be seen."""

    RESPONSE = "response"
    STATUS = "status"
    DATABASE = "database"
    NANGO = "nango"
    LOG = "log"
    TIMING = "timing"
    BROWSER_FILES = "browser-files"
    ATTESTED = "attested"


class ShownBy(StrEnum):
    """Who does what an item describes: the backend itself, or the harness in somebody's role."""

    BACKEND = "backend"
    PLAYED = "played"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One of the ten ticks of the checklist, under its permanent number."""

    number: str
    title: str
    shown_by: ShownBy


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One of the concerns that cut across the ten items, numbered after them."""

    number: str
    title: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A defect of the catalogue, or one of our own making, that a check was seen to fail on."""

    id: str
    defect: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """
    One thing that is demanded of a backend.

    `item` is the number of its item or group and `group` that one's title. `sends` says what
    the check does, `wants` what it demands, `careful` which legitimate backend it spares.
    `profile` says where the seed's flow and other models differ, and is empty where they do
    not. `controls` are the checks without which a verdict on this one means nothing. `kills`
    are the defects that it is there for, `caught` the mistakes that it has been seen to fail on.
    """

    id: str
    item: str
    group: str
    level: Level
    essential: bool
    title: str
    source: str
    why: str
    sends: str
    wants: str
    careful: str
    remedy: str
    profile: str
    controls: tuple[str, ...]
    observes: tuple[Channel, ...]
    kills: tuple[str, ...]
    caught: tuple[Mistake, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One mistake in a backend, met in real code, and the checks that fail on it."""

    id: str
    defect: str
    core: bool
    caught_by: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything that is demanded, in the order of the report."""

    items: tuple[Item, ...]
    groups: tuple[Group, ...]
    checks: tuple[Check, ...]
    defects: tuple[Defect, ...]

    def check(self, wanted: str) -> Check:
        """Return the check with this id; raise KeyError, naming near ones, if there is none."""
        known = {check.id: check for check in self.checks}
        return _one_of(known, wanted, "check", near=_as_an_id(wanted))

    def item(self, wanted: str) -> Item:
        """Return the item with this number; raise KeyError if it is none of the ten."""
        return _one_of({item.number: item for item in self.items}, wanted, "item")

    def defect(self, wanted: str) -> Defect:
        """Return the defect with this id; raise KeyError, naming near ones, if there is none."""
        return _one_of({defect.id: defect for defect in self.defects}, wanted, "defect")


@functools.cache
def load() -> Catalogue:
    """Return the catalogue that is part of this package, read once in a process."""
    folder = resources.files("nango_conformance")
    return parse(
        catalogue=(folder / "catalogue.toml").read_text("utf-8"),
        defects=(folder / "defects.toml").read_text("utf-8"),
        seen=(folder / "seen.toml").read_text("utf-8"),
    )


def parse(*, catalogue: str, defects: str, seen: str = "") -> Catalogue:
    """Return the catalogue that TOML texts describe; raise when a field is missing or odd."""
    tables = tomllib.loads(catalogue)
    known = tuple(_defect(id_, entry) for id_, entry in tomllib.loads(defects).items())
    caught = _caught(tomllib.loads(seen), known)
    items = tuple(
        Item(number=number, title=entry["title"], shown_by=ShownBy(entry["shown_by"]))
        for number, entry in tables["items"].items()
    )
    groups = tuple(Group(number=number, title=title) for number, title in tables["groups"].items())
    titles = {item.number: item.title for item in items}
    titles |= {group.number: group.title for group in groups}
    return Catalogue(
        items=items,
        groups=groups,
        checks=tuple(
            dataclasses.replace(_check(id_, entry, titles), caught=caught.get(id_, ()))
            for id_, entry in tables["checks"].items()
        ),
        defects=known,
    )


def _caught(
    seen: Mapping[str, Any], defects: tuple[Defect, ...]
) -> Mapping[str, tuple[Mistake, ...]]:
    told = {defect.id: defect.defect for defect in defects} | seen.get("ours", {})
    return {
        check: tuple(Mistake(id=name, defect=told[name]) for name in names)
        for check, names in seen.get("checks", {}).items()
    }


def _check(id_: str, entry: Mapping[str, Any], titles: Mapping[str, str]) -> Check:
    fields: dict[str, Any] = {
        "profile": "",
        **{key: _prose(value) for key, value in entry.items()},
        "level": Level(entry["level"]),
        "controls": tuple(entry["controls"]),
        "observes": tuple(Channel(word) for word in entry["observes"]),
        "kills": tuple(entry["kills"]),
    }
    return Check(id=id_, group=titles[entry["item"]], **fields)


def _defect(id_: str, entry: Mapping[str, Any]) -> Defect:
    return Defect(
        id=id_,
        defect=_prose(entry["defect"]),
        core=entry["core"],
        caught_by=tuple(entry["caught_by"]),
    )


def _prose(value: Any) -> Any:
    """Join the lines of a text, which TOML keeps as they were typed."""
    return " ".join(value.split()) if isinstance(value, str) else value


def _as_an_id(wanted: str) -> str:
    """Return the id that "6.1" or "naf-6.1" is likely to mean, or the text itself."""
    number = re.search(r"(\d{1,2})\.(\d{1,2})$", wanted)
    return f"NAF-{int(number[1]):02}.{int(number[2])}" if number else wanted


def _one_of(
    known: Mapping[str, _Entry], wanted: str, noun: str, *, near: str | None = None
) -> _Entry:
    if wanted in known:
        return known[wanted]
    matches = difflib.get_close_matches((near or wanted).upper(), known, n=3, cutoff=0.5)
    hint = f"; did you mean {', '.join(matches)}?" if matches else ""
    raise KeyError(f"no {noun} {wanted!r}{hint}")

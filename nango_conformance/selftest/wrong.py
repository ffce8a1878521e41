"""
What must come of each wrong backend: the rows of the matrix, as they are written down.

A row is a table of `tests/mutants/matrix/*.toml` (a module over the reference's `Parts`) or a
table `wrong` of `tests/examples/*.toml` (one text of an example that another takes the place
of). The heads of those files say what each key means.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from nango_conformance.selftest.judging import Json, merged

DEFECT: Final = re.compile(r"D\d+")
"""The name of a defect of the catalogue; others are of our own making."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """
    What the reason of a failed check says, and the pattern that one of its exhibits fits.

    Without names of examples, all that the check has must fail.
    """

    says: str = ""
    shows: str = ""
    examples: tuple[str, ...] = ()
    any_example: bool = False

    def fits(self, check: Json) -> bool:
        """Say whether a check failed for this reason, by this evidence, in these examples."""
        shown = [f"{exhibit['title']}\n{exhibit['text']}" for exhibit in check["exhibits"]]
        told = {one["name"] for one in check["scenarios"]}
        failed = {one["name"] for one in check["scenarios"] if one["outcome"] == "failed"}
        return (
            self.says in check["reason"]
            and (not self.shows or any(re.search(self.shows, text, re.DOTALL) for text in shown))
            and (self.any_example or failed >= (set(self.examples) or told))
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """A mistake as a text: `old` stands once in `file` of an example, `new` takes its place."""

    example: str
    file: str
    old: str
    new: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """
    A wrong backend and what must come of it.

    `defect` is its number in the catalogue, if it has one; `fails` the checks that must fail,
    `also` those that may, each with the reason; `misses` those by which the catalogue would
    have it caught and that pass. `target` is laid over its description. Where it is an example
    with a mistake, `replacement` says which.
    """

    name: str
    exit: int
    fails: Mapping[str, Proof]
    defect: str | None = None
    also: Mapping[str, str] = dataclasses.field(default_factory=dict)
    misses: Mapping[str, str] = dataclasses.field(default_factory=dict)
    target: str | None = None
    replacement: Replacement | None = None


def wrong_backends(tests: Path) -> tuple[Wrong, ...]:
    """Return every wrong backend that a folder of tests describes."""
    return (*_mutants(tests / "mutants" / "matrix"), *_mistakes(tests / "examples"))


def _mutants(folder: Path) -> Iterator[Wrong]:
    """Of one wrong backend several files may say what it fails."""
    rows: Json = {}
    for path in sorted(folder.glob("*.toml")):
        rows = merged(rows, tomllib.loads(path.read_text("utf-8")))
    for name, row in rows.items():
        yield _mutant(name, row)


def _mutant(name: str, row: Json) -> Wrong:
    proofs = {
        check: Proof(**{**proof, "examples": tuple(proof.get("examples", ()))})
        for check, proof in row["fails"].items()
    }
    defect = name if DEFECT.fullmatch(name) else None
    return Wrong(name=name, defect=defect, **{**row, "fails": proofs})


def _mistakes(folder: Path) -> Iterator[Wrong]:
    for path in sorted(folder.glob("*.toml")):
        for name, row in tomllib.loads(path.read_text("utf-8")).get("wrong", {}).items():
            yield _mistake(path.stem, name, row)


def _mistake(example: str, name: str, row: dict[str, Any]) -> Wrong:
    texts = {key: row.pop(key) for key in ("file", "old", "new")}
    some = Proof(any_example=True)
    return Wrong(
        name=f"{example}/{name}",
        fails=dict.fromkeys(row.pop("fails"), some),
        replacement=Replacement(example=example, **texts),
        **row,
    )

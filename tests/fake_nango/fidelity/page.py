"""The ledger as a page: counts, then a table for each endpoint, then the differences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final

from tests.fake_nango.fidelity import inventory
from tests.fake_nango.fidelity.ledger import (
    SAID_OTHERWISE,
    Difference,
    Kind,
    Line,
    differences,
    not_shown,
)
from tests.fake_nango.fidelity.shown import NO_ROUTE, NODE, PREFLIGHT, RECORDED, SPECIFIED

WORTH: Final[Mapping[Kind, str]] = {
    Kind.RECORDED: "A test compares the fake's whole answer (status, headers, body, webhooks,"
    " frames) with what a self-hosted Nango 0.71.4 was seen to answer on a wire. The tables are in"
    " `tests/fake_nango/recorded`.",
    Kind.SDK: "Nango's own client, installed from npm, asked and did with the answer what it was"
    " made for. It says nothing about what the client does not look at.",
    Kind.SPECIFIED: "A test of ours got this answer and passed. What it wants was written from the"
    " source and the documentation of Nango 0.71.4, and nobody else has confirmed it.",
    Kind.DIFFERENT: "Not as with Nango, on purpose, with the reason.",
    Kind.NOT_SHOWN: "The fake can answer it, and no test has got it. There should be none.",
}

HEAD: Final = """\
# Fidelity

How well the fake Nango is known to answer as Nango 0.71.4 does: one line for each endpoint,
status and error, with what vouches for it. This page is made from the tests by `make fidelity`;
a line is there because a test that passed has shown it. Nothing in it is written by hand but
the differences at its end.

A line counts once, as its strongest proof.
"""
ANSWERS: Final = """
## Endpoints

An answer without an error has no code. `not Nango's own` is what a provider or a deployed script
says through Nango. After a colon: what was asked in the recorded exchanges.
"""
OTHERWISE: Final = {
    "WebSocket": "Frames on the WebSocket",
    "webhook": "Webhooks",
    "Connect UI": "The Connect UI",
}


def page(found: tuple[Line, ...]) -> str:
    """Write the whole page."""
    parts = [HEAD, *_counts(found), ANSWERS]
    by_subject = {name: tuple(group) for name, group in groupby(found, lambda each: each.subject)}
    for name in (*inventory.endpoints(), PREFLIGHT, NO_ROUTE):
        title = name if name == NO_ROUTE else f"`{name}`"
        parts += [f"\n### {title.capitalize() if name == NO_ROUTE else title}\n"]
        parts += _answers(by_subject.get(name, ()))
    for name in SAID_OTHERWISE:
        parts += [f"\n## {OTHERWISE[name]}\n", *_said(by_subject.get(name, ()))]
    parts += _differences(differences())
    missing = not_shown(found)
    if missing:
        parts += ["\n## Not shown\n", *_row_by_row(missing)]
    return "\n".join(parts) + "\n"


SUMS: Final = """\
# How well the fake is known to answer as Nango does: the sums of docs/FIDELITY.md, which
# `make fidelity` writes together with this file. A line counts once, as its strongest proof.

"""


def sums(written: str) -> str:
    """Return the counts of a page as TOML, by the name of the proof."""
    rows = [line.split(" | ") for line in written.splitlines() if line.startswith("| ")]
    counted = {row[0].removeprefix("| "): row[1] for row in rows}
    return SUMS + "".join(f'"{kind.value}" = {counted[kind.value]}\n' for kind in Kind)


def _counts(found: tuple[Line, ...]) -> Iterator[str]:
    counted = Counter(each.kind for each in found)
    counted[Kind.DIFFERENT] = sum(map(len, differences().values()))
    counted[Kind.NOT_SHOWN] = len(not_shown(found))
    yield "| verified against | lines | what that is worth |\n| --- | ---: | --- |"
    for kind in Kind:
        yield f"| {kind.value} | {counted[kind]} | {WORTH[kind]} |"


def _answers(found: Iterable[Line]) -> Iterator[str]:
    yield "| status | answer | verified against |\n| ---: | --- | --- |"
    for each in found:
        yield f"| {each.status} | {_code(each.code)} | {_proofs(each)} |"


def _said(found: Iterable[Line]) -> Iterator[str]:
    yield "| what | verified against |\n| --- | --- |"
    for each in found:
        yield f"| {each.code} | {_proofs(each)} |"


def _code(code: str) -> str:
    return f"`{code}`" if code and " " not in code else code


def _proofs(line: Line) -> str:
    """Name the proofs, the strongest first; our own word is not needed beside another's."""
    said = []
    if RECORDED in line.proofs:
        said.append(f"recorded: {'; '.join(line.says)}")
    node = [each.removeprefix(NODE).strip() for each in line.proofs if each.startswith(NODE)]
    if node:
        said.append(f"{NODE} {', '.join(each for each in node if each)}".strip())
    said += [each for each in line.proofs if each.startswith("@") and not each.startswith(NODE)]
    return " · ".join(said or [SPECIFIED])


def _differences(tables: Mapping[str, tuple[Difference, ...]]) -> Iterator[str]:
    yield "\n## Deliberate differences\n\nWhat the fake does otherwise:\n"
    yield from otherwise(tables["otherwise"])
    yield "\nWhat a Nango has and the fake has not:\n"
    yield "| what | never answered | why |\n| --- | --- | --- |"
    for each in tables["absent"]:
        codes = ", ".join(_code(code) for code in each.codes)
        yield f"| {each.what} | {codes} | {each.why} |"


def otherwise(found: Iterable[Difference]) -> Iterator[str]:
    """Write the table that docs/FAKE.md has too."""
    yield "| what | Nango 0.71.4 | the fake | why |\n| --- | --- | --- | --- |"
    for each in found:
        yield f"| {each.what} | {each.nango} | {each.fake} | {each.why} |"


def _row_by_row(missing: Iterable[str]) -> Iterator[str]:
    return (f"- {each}" for each in missing)

"""
The ledger: what all tests have shown, line by line, held against what there is to be shown.

A line is one answer of one endpoint, or one thing that is said otherwise than by an answer.
It counts as its strongest proof.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Final

from tests.fake_nango.fidelity import inventory
from tests.fake_nango.fidelity.shown import (
    FRONTEND,
    NO_ROUTE,
    PAGES,
    PREFLIGHT,
    RECORDED,
    SPECIFIED,
    SUCCESS_PAGE,
    UNKNOWN_PAGE,
    Shown,
)

HERE: Final = Path(__file__).parent
SOCKET: Final = "WebSocket"
WEBHOOK: Final = "webhook"
CONNECT_UI: Final = "Connect UI"
SAID_OTHERWISE: Final = (SOCKET, WEBHOOK, CONNECT_UI)
# What is seen of webhooks beside their kinds.
_CARRIAGE: Final = ("delivery", "redirect", "signature")
_FRAMES: Final = ("connection_ack", "success")


class Kind(Enum):
    """What a line is verified against, strongest first."""

    RECORDED = "recorded answer"
    SDK = "SDK"
    SPECIFIED = "specification"
    DIFFERENT = "deliberate difference"
    NOT_SHOWN = "not shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One answer and everything that vouches for it."""

    subject: str
    status: int
    code: str
    proofs: tuple[str, ...]
    says: tuple[str, ...]

    @property
    def kind(self) -> Kind:
        """The strongest proof of the line."""
        if RECORDED in self.proofs:
            return Kind.RECORDED
        return Kind.SPECIFIED if set(self.proofs) == {SPECIFIED} else Kind.SDK


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something that is not as it is with Nango, and why."""

    what: str
    why: str
    nango: str = ""
    fake: str = ""
    codes: tuple[str, ...] = ()


def read(folder: Path) -> frozenset[Shown]:
    """Read what every process that ran tests has left behind."""
    return frozenset(
        Shown(**json.loads(line))
        for file in sorted(folder.glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    )


def lines(shown: Iterable[Shown]) -> tuple[Line, ...]:
    """Bring together what was shown of the same thing."""
    found: dict[tuple[str, int, str], set[Shown]] = {}
    for each in shown:
        found.setdefault((each.subject, each.status, each.code), set()).add(each)
    return tuple(
        Line(
            subject=subject,
            status=status,
            code=code,
            proofs=tuple(sorted({_versioned(each.proof) for each in group})),
            says=tuple(sorted({each.says for each in group if each.says})),
        )
        for (subject, status, code), group in sorted(found.items())
    )


def not_shown(found: Iterable[Line]) -> tuple[str, ...]:
    """List what the fake has and no test has shown."""
    subjects, pairs = set(), set()
    for each in found:
        subjects.add(each.subject)
        pairs.add((each.subject, each.code))
    codes = {code for _, code in pairs}
    missing = [
        each for each in (*inventory.endpoints(), PREFLIGHT, NO_ROUTE) if each not in subjects
    ]
    missing += [
        each.title
        for each in inventory.refusals()
        if not (any((at, each.code) in pairs for at in each.at) if each.at else each.code in codes)
    ]
    missing += [name for name in (SUCCESS_PAGE, *PAGES.values()) if name not in codes]
    missing += [f"{of}: {what}" for of, what in _said_otherwise() if (of, what) not in pairs]
    told = " ".join(code for subject, code in pairs if subject == WEBHOOK)
    missing += [f"{WEBHOOK}: {each}" for each in inventory.webhooks() if each not in told]
    missing += [f"{WEBHOOK}: `{each}`" for each in inventory.failures() if f"`{each}`" not in told]
    return tuple(missing)


def unknown(found: Iterable[Line]) -> tuple[str, ...]:
    """List what was shown of things that the fake has not: slips of whoever says so."""
    endpoints = {*inventory.endpoints(), PREFLIGHT, NO_ROUTE}
    otherwise = {*_said_otherwise(), *((WEBHOOK, each) for each in _CARRIAGE)}

    def known(line: Line) -> bool:
        if line.subject in endpoints:
            return line.code != UNKNOWN_PAGE
        kind = line.subject == WEBHOOK and line.code.startswith(inventory.webhooks())
        return kind or (line.subject, line.code) in otherwise

    return tuple(f"{each.subject}: {each.code}" for each in found if not known(each))


@cache
def differences() -> Mapping[str, tuple[Difference, ...]]:
    """Read the table of differences: `otherwise` and `absent`."""
    found: Mapping[str, list[Any]] = tomllib.loads((HERE / "differences.toml").read_text("utf-8"))
    return {
        part: tuple(
            Difference(**{**each, "codes": tuple(each.get("codes", ()))}) for each in listed
        )
        for part, listed in found.items()
    }


def _said_otherwise() -> list[tuple[str, str]]:
    frames = [*_FRAMES, *sorted(inventory.frame_errors())]
    return [
        *((SOCKET, each) for each in frames),
        *((CONNECT_UI, each) for each in inventory.connect_ui()),
    ]


@cache
def _frontend_version() -> str:
    packages = json.loads((HERE.parents[1] / "npm" / "package.json").read_text("utf-8"))
    return str(packages["dependencies"][FRONTEND])


def _versioned(proof: str) -> str:
    return f"{FRONTEND} {_frontend_version()}" if proof == FRONTEND else proof

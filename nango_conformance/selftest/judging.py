"""A backend is judged by the real command line in a process of its own; its results are read."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nango_conformance.selftest.forked import run_forked, said

Json = Mapping[str, Any]

LIMIT_S: Final = 1_800
"""How long one run may take, many of them at once: whoever hangs is not waited for for ever."""


KEYS: Final = {"NAF_SIGN_IN_KEY": "a key that only a backend and its operator know of"}
"""What a description may take from the environment: a key does not stand in the file."""


class NoResultsError(Exception):
    """A run ended without results; the text is what it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the command line made of a backend; `fault` says why the run ended early, if it did."""

    status: int
    said: str
    checks: Mapping[str, Json]
    fault: str | None = None

    def having(self, *verdicts: str) -> set[str]:
        """Return the checks with one of these verdicts."""
        return {id_ for id_, check in self.checks.items() if check["verdict"] in verdicts}

    def failed_stories(self) -> set[str]:
        """Return the checks with a story that failed: a MAY with one is not failed itself."""
        return {
            id_
            for id_, check in self.checks.items()
            if any(story["outcome"] == "failed" for story in check["scenarios"])
        }


def judged(target: Json, folder: Path, more: Sequence[str] = ()) -> Judged:
    """
    Judge what a target document describes; its file and the report go into a folder.

    Raise NoResultsError where there are none, or the run took too long: then it is ended, with
    all that it has started.
    """
    path, report = folder / "target.toml", folder / "report"
    path.write_text("".join(f"{key} = {toml(value)}\n" for key, value in target.items()))
    # Several are judged at once already.
    words = ["run", "--jobs", "1", "--target", str(path), "--report-dir", str(report), *more]
    status = run_forked(words, folder, {**os.environ, **KEYS}, LIMIT_S)
    if status is None:
        raise NoResultsError(f"the run took longer than {LIMIT_S} s")
    out, err = said(folder)
    if not (report / "results.json").exists():
        raise NoResultsError(f"the run wrote no results: {err}")
    results = json.loads((report / "results.json").read_text())
    checks = {check["id"]: check for check in results["checks"]}
    return Judged(status=status, said=out + err, checks=checks, fault=results["fault"])


def merged(first: Json, second: Json) -> Json:
    """Return a document with another laid over it, table by table."""
    both = {
        key: merged(first[key], value) if isinstance(first.get(key), dict) else value
        for key, value in second.items()
    }
    return {**first, **both}


def toml(value: Any) -> str:
    """Return a value in TOML, tables inline; basic strings are spelt as JSON's are."""
    match value:
        case dict():
            pairs = (f"{json.dumps(key)} = {toml(inner)}" for key, inner in value.items())
            return f"{{{', '.join(pairs)}}}"
        case list():
            return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value)

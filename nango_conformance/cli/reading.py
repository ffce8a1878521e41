"""The results of a run from disk: a whole and honest file, or a message that says what is not."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import reports
from nango_conformance.errors import UsageError
from nango_conformance.results import Run, from_json

_INSTEAD: Final = "name the results.json of a run, or its folder"


def read_run(path: Path) -> Run:
    """
    Return the run of a `results.json`, or of the report folder that holds one.

    Raise UsageError for what cannot be read, and for a file whose verdict its own checks
    contradict: nothing may be concluded from that.
    """
    file = results_file(path)
    try:
        text = file.read_text(encoding="utf-8")
        wrong = reports.problems(text)
        if wrong:
            more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
            raise UsageError(f"{file} is no results file of a run: {wrong[0]}{more}; {_INSTEAD}")
        return from_json(text)
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"{file} cannot be read: {error}; {_INSTEAD}") from error


def results_file(path: Path) -> Path:
    """Return the `results.json` that a path names, or the report folder that should hold one."""
    return path / reports.FILES["json"] if path.is_dir() else path

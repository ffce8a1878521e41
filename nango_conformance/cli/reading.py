"""The results of a run from disk: a whole and honest file, or a message that says what is not."""

from __future__ import annotations

from pathlib import Path

import reports
from nango_conformance.errors import UsageError
from nango_conformance.results import Run, from_json


def read_run(path: Path) -> Run:
    """
    Return the run of a `results.json`, or of the report folder that holds one.

    Raise UsageError for what cannot be read, and for a file whose verdict its own checks
    contradict: nothing may be concluded from that.
    """
    file = path / reports.FILES["json"] if path.is_dir() else path
    try:
        text = file.read_text(encoding="utf-8")
        wrong = reports.problems(text)
        if wrong:
            more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
            raise UsageError(f"{file} is no results file of a run: {wrong[0]}{more}")
        return from_json(text)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{file} cannot be read: {error}; name the results.json of a run, or its folder"
        ) from error

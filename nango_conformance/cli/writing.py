"""Report files on disk: each is written whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import reports
from nango_conformance.catalogue import load
from nango_conformance.errors import UsageError
from nango_conformance.results import Run


def write_folder(run: Run, evidence: str, folder: Path) -> dict[str, Path]:
    """Write all five files of a run; return their paths by format."""
    paths = write_formats(run, tuple(reports.FORMATS), folder)
    paths["evidence"] = _write(folder / "evidence.ndjson", evidence)
    return paths


def prepare_folder(folder: Path) -> None:
    """Raise UsageError before a run whose report could not be written; leave nothing behind."""
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    try:
        # Whether it may be written to is known when it was: some systems refuse what they permit.
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        raise UsageError(
            f"no report can be written to {folder}: {error.strerror}; name a folder with "
            "--report-dir"
        ) from error


def write_formats(run: Run, formats: Sequence[str], folder: Path) -> dict[str, Path]:
    """Write a run in some formats; return the paths by format."""
    clauses = {check.id: check for check in load().checks}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return {
            name: _write(folder / reports.FILES[name], reports.render(run, name, clauses))
            for name in formats
        }
    except OSError as error:
        raise UsageError(
            f"the report cannot be written to {folder}: {error}; name another with --report-dir"
        ) from error


def _write(path: Path, text: str) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path

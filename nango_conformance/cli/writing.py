"""Report files on disk: each is written whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import reports
from nango_conformance.attestation.folder import ENVELOPE, PUBLIC_KEY
from nango_conformance.catalogue import load
from nango_conformance.errors import UsageError
from nango_conformance.results import Run


def write_folder(
    run: Run, evidence: str, folder: Path, formats: Sequence[str] = reports.USUAL
) -> dict[str, Path]:
    """
    Write the files of a run; return their paths by format.

    What an earlier run has left is taken away: none of it is this run's. The results and the
    evidence are written whatever the formats are, and first: from them everything can be
    rendered again, should a format fail.
    """
    with _written_to(folder):
        _forget(folder)
        evidence_path = write_whole(folder / "evidence.ndjson", evidence)
    paths = write_formats(run, tuple(dict.fromkeys(["json", *formats])), folder, evidence)
    return {**paths, "evidence": evidence_path}


def wanted_formats(text: str) -> tuple[str, ...]:
    """
    Return the formats that a list names, `all` for every one.

    Raise UsageError for others, and for a PDF where nothing can draw one.
    """
    wanted = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if "all" in wanted:
        wanted = tuple(dict.fromkeys([*reports.FORMATS, *wanted[: wanted.index("all")], *wanted]))
        wanted = tuple(name for name in wanted if name != "all")
    known = (*reports.FORMATS, reports.PDF)
    if not wanted or not set(wanted) <= set(known):
        raise UsageError(f"--format {text!r}: there are {', '.join(known)}, and all")
    if reports.PDF in wanted:
        reports.check_pdf()
    return wanted


def prepare_folder(folder: Path) -> None:
    """Raise UsageError before a run whose report could not be written; leave nothing behind."""
    if folder == Path():
        raise UsageError("--report-dir names no folder of its own: the report has many files")
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


def write_formats(
    run: Run, formats: Sequence[str], folder: Path, evidence: str | None = None
) -> dict[str, Path]:
    """Write a run in some formats; return the paths by format. A PDF has the evidence attached."""
    clauses = {check.id: check for check in load().checks}
    with _written_to(folder):
        return {
            name: write_whole(
                folder / reports.FILES[name],
                reports.render_pdf(run, evidence, clauses)
                if name == reports.PDF
                else reports.render(run, name, clauses),
            )
            for name in formats
        }


@contextlib.contextmanager
def _written_to(folder: Path) -> Iterator[None]:
    """Make the folder; what cannot be written to it is wrong usage."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise UsageError(
            f"the report cannot be written to {folder}: {error}; name another folder"
        ) from error


def _forget(folder: Path) -> None:
    """Take away every file of a report, and what vouched for it; leave what somebody else put."""
    for name in (*reports.FILES.values(), ENVELOPE, PUBLIC_KEY):
        path = folder / name
        if path.is_symlink() or path.is_file():
            path.unlink()


def write_whole(path: Path, text: str | bytes, mode: int = 0o644) -> Path:
    """
    Write one file, temporary first and then renamed; return its path.

    A lone surrogate, which UTF-8 cannot hold, is written as its escape.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode(errors="backslashreplace"))
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path

"""`report`: results in, the same report out, nothing run."""

from __future__ import annotations

from pathlib import Path

import click

import reports
from nango_conformance.cli.signing import sign_folder, signer_of
from nango_conformance.cli.writing import wanted_formats, write_formats
from nango_conformance.errors import UsageError
from nango_conformance.results import from_json


def report_command(
    results: Path, formats: str, output: Path | None, sign: str | None = None
) -> int:
    """Render the formats into files, and sign the folder if asked, or one on stdout; return 0."""
    wanted = wanted_formats(formats)
    to_stdout = output is not None and str(output) == "-"
    if to_stdout and (len(wanted) > 1 or sign is not None or reports.PDF in wanted):
        raise UsageError("--output - shows one format of text, unsigned: name it with --format")
    signer = signer_of(sign)
    try:
        run = from_json(results.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{results} cannot be rendered: {error}; name the results.json of a run"
        ) from error
    if to_stdout:
        click.echo(reports.render(run, wanted[0]), nl=False)
        return 0
    folder = output or results.parent
    evidence = _evidence(results.with_name("evidence.ndjson")) if reports.PDF in wanted else None
    paths = write_formats(run, wanted, folder, evidence)
    if signer is not None:
        paths["attestation"] = sign_folder(signer, run, folder)
    for path in paths.values():
        click.echo(str(path))
    return 0


def _evidence(path: Path) -> str | None:
    """Return the evidence of the run; where it is not beside its results, say so."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        click.echo(f"{path} cannot be read: the PDF has no evidence attached", err=True)
        return None

"""`report`: results in, the same report out, nothing run."""

from __future__ import annotations

from pathlib import Path

import click

import reports
from nango_conformance.cli.signing import sign_folder, signer_of
from nango_conformance.cli.writing import write_formats
from nango_conformance.errors import UsageError
from nango_conformance.results import from_json


def report_command(
    results: Path, formats: str, output: Path | None, sign: str | None = None
) -> int:
    """Render the formats asked for, and sign the folder if that is asked for, too; return 0."""
    signer = signer_of(sign)
    wanted = tuple(name.strip() for name in formats.split(",") if name.strip())
    unknown = [name for name in wanted if name not in reports.FORMATS]
    if unknown or not wanted:
        known = ", ".join(reports.FORMATS)
        raise UsageError(f"--format {formats!r}: there are {known}")
    try:
        run = from_json(results.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{results} cannot be rendered: {error}; name the results.json of a run"
        ) from error
    folder = output or results.parent
    paths = write_formats(run, wanted, folder)
    if signer is not None:
        paths["attestation"] = sign_folder(signer, run, folder)
    for path in paths.values():
        click.echo(str(path))
    return 0

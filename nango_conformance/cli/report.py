"""`report`: results in, the same report out, nothing run."""

from __future__ import annotations

from pathlib import Path

import click

import reports
from nango_conformance.attestation import ENVELOPE
from nango_conformance.cli.reading import read_run, results_file
from nango_conformance.cli.signing import formats_to_sign, sign_folder, signer_of
from nango_conformance.cli.writing import wanted_formats, write_formats
from nango_conformance.errors import UsageError
from nango_conformance.results import Run


def report_command(
    results: Path, formats: str, output: Path | None, sign: str | None = None
) -> int:
    """Render the formats into files, and sign the folder if asked, or one on stdout; return 0."""
    wanted = wanted_formats(formats)
    if output is not None and str(output) == "-":
        return _show(results, wanted, sign)
    file = results_file(results)
    folder = output or file.parent
    signer = signer_of(sign, folder)
    run = read_run(file)
    if signer is not None:
        wanted = formats_to_sign(run, folder, wanted)
    else:
        _refuse_others(folder, file, run)
    evidence = _evidence(file.with_name("evidence.ndjson")) if reports.PDF in wanted else None
    paths = write_formats(run, wanted, folder, evidence)
    if signer is not None:
        paths["attestation"] = sign_folder(signer, run, folder)
    for path in paths.values():
        click.echo(str(path))
    return 0


def _refuse_others(folder: Path, file: Path, run: Run) -> None:
    """A folder tells of one run, and what vouches for its files vouches for no others."""
    there = folder / reports.FILES["json"]
    if there.is_file() and not there.samefile(file) and read_run(there) != run:
        raise UsageError(f"{folder} holds the report of another run; name another with --output")
    if (folder / ENVELOPE).exists():
        raise UsageError(
            f"{folder} is signed, and whatever is written there is not: sign it anew with --sign, "
            "or name another with --output"
        )


def _show(results: Path, wanted: tuple[str, ...], sign: str | None) -> int:
    if len(wanted) > 1 or sign is not None or reports.PDF in wanted:
        raise UsageError(
            "--output - shows one format, and neither signs it nor draws a PDF: name it with "
            "--format, such as --format markdown"
        )
    text = reports.render(read_run(results), wanted[0])
    click.echo(text.encode(errors="backslashreplace").decode(), nl=False)
    return 0


def _evidence(path: Path) -> str | None:
    """Return the evidence of the run; where it is not beside its results, say so."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        click.echo(f"{path} cannot be read: the PDF has no evidence attached", err=True)
        return None

"""
Signing a report folder on disk: the key comes from a file or a variable, and goes nowhere.

One statement vouches for one run: a folder that holds the report of another is not signed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import click

import reports
from nango_conformance.attestation import (
    ENVELOPE,
    PUBLIC_KEY,
    Envelope,
    Signer,
    contents,
    sealed,
    statement,
)
from nango_conformance.attestation.envelope import encoded
from nango_conformance.attestation.keys import MAKING
from nango_conformance.cli.reading import read_run
from nango_conformance.cli.writing import write_whole
from nango_conformance.errors import UsageError
from nango_conformance.results import Run, to_json

KEY_LIMIT = 1 << 16


def signer_of(where: str | None, folder: Path) -> Signer | None:
    """
    Return the key that `--sign` names: a file, or `env:NAME`; None without one.

    The variable is taken out of the environment, so that no target that is started inherits it. A
    file inside the report folder is refused: whoever is shown the report would have the key.
    """
    if where is None:
        return None
    if where.startswith("env:"):
        name = where.removeprefix("env:")
        pem = os.environ.pop(name, None)
        if pem is None:
            raise UsageError(f"--sign: the variable {name} is not set; {MAKING}")
        return Signer.of(pem.encode(errors="surrogateescape"), f"the variable {name}")
    pem_file = key_file(Path(where), "--sign")
    if Path(where).resolve().is_relative_to(folder.resolve()):
        raise UsageError(
            f"--sign {where} lies in the report folder, which others are shown: keep it elsewhere"
        )
    return Signer.of(pem_file, where)


def key_file(path: Path, option: str, otherwise: str = MAKING) -> bytes:
    """Return what a key's file holds; raise UsageError, with what to do for one."""
    try:
        with path.open("rb") as file:
            return file.read(KEY_LIMIT)
    except OSError as error:
        raise UsageError(
            f"{option} {path} cannot be read: {error.strerror}; {otherwise}"
        ) from error


def check_signable(folder: Path) -> None:
    """Raise UsageError before a run whose report could not be signed."""
    if folder.is_dir():
        _, wrong = contents(folder)
        _refuse(folder, wrong)


def formats_to_sign(run: Run, folder: Path, wanted: Sequence[str]) -> tuple[str, ...]:
    """
    Return what has to be written of a run before a folder is signed; the results are among it.

    Whatever of a report is there already is written anew, so that nothing older is vouched for.
    Raise UsageError for a folder of another run, or of anything else.
    """
    check_signable(folder)
    there = tuple(name for name, file in reports.FILES.items() if (folder / file).exists())
    if "json" in there:
        _refuse(folder, [] if read_run(folder) == run else ["its results are another run's"])
    elif folder.is_dir() and any(folder.iterdir()):
        _refuse(folder, ["what is in it is not of this run"])
    return tuple(dict.fromkeys([*wanted, *there, "json"]))


def sign_folder(signer: Signer, run: Run, folder: Path) -> Path:
    """
    Put the public key and the envelope beside the report; return the envelope's path.

    Raise UsageError unless the results in the folder are this run's.
    """
    results = folder / reports.FILES["json"]
    if not results.is_file() or results.read_bytes() != to_json(run).encode():
        _refuse(folder, [f"its {results.name} is not that of this run"])
    write_whole(folder / PUBLIC_KEY, signer.verifier.pem.decode())
    files, wrong = contents(folder)
    _refuse(folder, wrong)
    payload = json.dumps(statement(run, files), separators=(",", ":")).encode()
    envelope = Envelope(
        payload=payload,
        keyid=signer.verifier.keyid,
        signature=signer.signature(encoded(payload)),
    )
    path = write_whole(folder / ENVELOPE, sealed(envelope))
    click.echo(f"signed {len(files)} files by the key {envelope.keyid}", err=True)
    return path


def _refuse(folder: Path, wrong: list[str]) -> None:
    if wrong:
        raise UsageError(
            "\n  ".join([f"{folder} cannot be signed:", *wrong, "sign an empty folder instead"])
        )

"""Signing a report folder on disk: the key comes from a file or a variable, and goes nowhere."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

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
from nango_conformance.cli.writing import write_whole
from nango_conformance.errors import UsageError
from nango_conformance.results import Run

KEY_LIMIT = 1 << 16


def signer_of(where: str | None) -> Signer | None:
    """
    Return the key that `--sign` names: a file, or `env:NAME`; None without one.

    The variable is taken out of the environment, so that no target that is started inherits it.
    """
    if where is None:
        return None
    if where.startswith("env:"):
        name = where.removeprefix("env:")
        pem = os.environ.pop(name, None)
        if pem is None:
            raise UsageError(f"--sign: the variable {name} is not set; {MAKING}")
        return Signer.of(pem.encode(errors="surrogateescape"), f"the variable {name}")
    return Signer.of(key_file(Path(where), "--sign"), where)


def key_file(path: Path, option: str) -> bytes:
    """Return what a key's file holds; raise UsageError, with how to make one."""
    try:
        with path.open("rb") as file:
            return file.read(KEY_LIMIT)
    except OSError as error:
        raise UsageError(f"{option} {path} cannot be read: {error.strerror}; {MAKING}") from error


def check_signable(folder: Path) -> None:
    """Raise UsageError before a run whose report could not be signed."""
    if folder.is_dir():
        _, wrong = contents(folder)
        _refuse(folder, wrong)


def sign_folder(signer: Signer, run: Run, folder: Path) -> Path:
    """Put the public key and the envelope beside the report; return the envelope's path."""
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

"""`verify`: a signed report folder in, what has changed since out; no network is asked."""

from __future__ import annotations

from pathlib import Path

import click

from nango_conformance.attestation import PUBLIC_KEY, Verified, Verifier, check_extra, verified
from nango_conformance.cli.signing import key_file
from nango_conformance.errors import UsageError


def verify_command(folder: Path, key: Path | None) -> int:
    """Print what has changed; return 0 for nothing, 1 for something."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder; name the report folder of a run with --sign")
    check_extra()
    public = None
    if key is not None:
        public = Verifier.of(key_file(key, "--key", "whoever signed has it"), str(key))
    told = verified(folder, public)
    if told.problems:
        click.echo(f"{folder} is not what was signed:")
        for problem in told.problems:
            click.echo(f"  {problem}")
        return 1
    _say(told, by_its_own=key is None)
    return 0


def _say(told: Verified, *, by_its_own: bool) -> None:
    click.echo(f"{len(told.files)} files are as they were when they were signed, none was added")
    click.echo(f"signed by the key {told.keyid}, over a run with the result {told.result}")
    if by_its_own:
        click.echo(
            f"that key is the folder's own {PUBLIC_KEY}: compare it with the signer's, or name "
            "hers with --key; anybody can sign anew by a key of his own",
            err=True,
        )

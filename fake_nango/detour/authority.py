"""
A certificate authority that lives as long as one fake and vouches for one host.

Its key stays in memory and signs one certificate, so whoever still trusts it afterwards
trusts nothing that exists. Only its certificate is written down, for clients to read.
"""

from __future__ import annotations

import contextlib
import ssl
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

NANGO: Final = "api.nango.dev"
"""The host that applications call where nobody tells them another."""

MARK: Final = b"# Throw-away authority of a fake Nango; the file goes when the fake stops.\n"
"""The first line of the file, by which a later fake knows one that it may replace."""

_FILE: Final = "nango-ca.pem"
_READABLE: Final = 0o755
_NAME: Final = "fake-nango (throw-away)"


@contextlib.contextmanager
def open_authority(place: Path | None = None) -> Iterator[tuple[ssl.SSLContext, Path]]:
    """
    Give what a server needs to pass for Nango, and the file that makes clients believe it.

    The file is at `place`, else in a new folder. Raise FileExistsError where another one is.
    """
    # Not before: whoever takes the names of this package needs no cryptography for it.
    import trustme

    authority = trustme.CA(organization_name=_NAME, path_length=0)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    authority.issue_cert(NANGO, organization_name=_NAME).configure_cert(context)
    with contextlib.ExitStack() as stack:
        file = _cleared(place) if place is not None else stack.enter_context(_new_folder()) / _FILE
        with file.open("xb") as opened:
            stack.callback(file.unlink, missing_ok=True)
            opened.write(MARK + authority.cert_pem.bytes())
        yield context, file


@contextlib.contextmanager
def _new_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="fake-nango-") as folder:
        # The application may run as somebody else, and a certificate is no secret.
        Path(folder).chmod(_READABLE)
        yield Path(folder)


def _cleared(place: Path) -> Path:
    """Remove what a fake left that could not clean up, and nothing else."""
    with contextlib.suppress(FileNotFoundError):
        if not place.read_bytes().startswith(MARK):
            raise FileExistsError(f"{place} is not a certificate of a fake: name another file")
        place.unlink()
    return place

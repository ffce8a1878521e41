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

import trustme

NANGO: Final = "api.nango.dev"
"""The host that applications call where nobody tells them another."""

_FILE: Final = "nango-ca.pem"
_READABLE: Final = 0o755
_NAME: Final = "fake-nango (throw-away)"


@contextlib.contextmanager
def open_authority() -> Iterator[tuple[ssl.SSLContext, Path]]:
    """Give what a server needs to pass for Nango, and the file that makes clients believe it."""
    authority = trustme.CA(organization_name=_NAME, path_length=0)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    authority.issue_cert(NANGO, organization_name=_NAME).configure_cert(context)
    with tempfile.TemporaryDirectory(prefix="fake-nango-") as folder:
        # The application may run as somebody else, and a certificate is no secret.
        Path(folder).chmod(_READABLE)
        file = Path(folder) / _FILE
        authority.cert_pem.write_to_path(str(file))
        yield context, file

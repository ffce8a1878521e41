"""
The files of a report folder, each with its digest, read in pieces and never beyond a limit.

A link is not followed and nothing but a regular file is opened: what a name points to today may be
something else tomorrow.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ENVELOPE: Final = "attestation.dsse.json"
"""What the envelope is called; it is the one file that it does not vouch for itself."""

PUBLIC_KEY: Final = "attestation.pub"
"""What the public key is called, by which the envelope can be opened."""

FILE_LIMIT: Final = 1 << 30
"""Bytes of one file: the evidence of a whole catalogue is some megabytes."""

COUNT_LIMIT: Final = 10_000
"""Files of one folder: who signs more has named the wrong one."""

_DEPTH: Final = 32
"""Folders in folders: a report has two."""

_PIECE: Final = 1 << 20


def contents(folder: Path) -> tuple[dict[str, str], list[str]]:
    """
    Return the SHA-256 of every file but the envelope, by its path with slashes, and what is wrong.

    What is a link, no regular file, too large or cannot be read has no digest and a complaint.
    """
    found: dict[str, str] = {}
    wrong: list[str] = []
    for number, (name, path) in enumerate(_files(folder, wrong)):
        if number >= COUNT_LIMIT:
            return found, [*wrong, f"there are more than {COUNT_LIMIT} files"]
        try:
            found[name] = _digest(path)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            wrong.append(f"{shown(name)} cannot be vouched for: {reason}")
    found.pop(ENVELOPE, None)
    return found, wrong


def read(path: Path, limit: int) -> bytes:
    """Return a small regular file; raise OSError or ValueError for anything else."""
    with _opened(path, limit) as file, os.fdopen(file, "rb", closefd=False) as stream:
        return stream.read(limit)


def shown(name: str) -> str:
    """Return a name as it can be shown: one that holds signs of its own is quoted."""
    return name if name.isprintable() else ascii(name)


def _files(folder: Path, wrong: list[str], above: str = "") -> Iterator[tuple[str, Path]]:
    if above.count("/") > _DEPTH:
        wrong.append(f"{shown(above)} is too deep")
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        wrong.append(f"{shown(above) or folder} cannot be read: {error.strerror}")
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path), wrong, f"{above}{entry.name}/")
        else:
            yield f"{above}{entry.name}", Path(entry.path)


def _digest(path: Path) -> str:
    digest, size = hashlib.sha256(), 0
    with _opened(path, FILE_LIMIT) as file:
        while piece := os.read(file, _PIECE):
            digest.update(piece)
            size += len(piece)
            if size > FILE_LIMIT:
                raise ValueError(f"it is larger than {FILE_LIMIT} bytes")
    return digest.hexdigest()


@contextlib.contextmanager
def _opened(path: Path, limit: int) -> Iterator[int]:
    if path.is_symlink():
        raise ValueError("it is a link")
    # Neither followed, should it become a link now, nor waited for, should it be a pipe.
    file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode):
            raise ValueError("it is no regular file")
        if found.st_size > limit:
            raise ValueError(f"it is larger than {limit} bytes")
        yield file
    finally:
        os.close(file)

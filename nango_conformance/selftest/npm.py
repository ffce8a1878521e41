"""What an example needs from npm, installed once and kept."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

NPM_FLAGS: Final = (
    "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel=error",
)  # fmt: skip


class NpmError(Exception):
    """The packages could not be had; the text says why."""


def cache() -> Path:
    """Return the user's own folder for what is kept from npm (XDG Base Directory, 0.8)."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "nango-conformance" / "npm"


def installed(wanted: Path, kept: Path) -> Path:
    """
    Return the folder `node_modules` with the packages of a `package.json`; raise NpmError.

    The registry is asked once for each list of packages; who comes meanwhile waits.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise NpmError("npm is not installed")
    folder = kept / hashlib.sha256(wanted.read_bytes()).hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "installed").exists():
            _install(npm, wanted, folder)
            (folder / "installed").touch()
    return folder / "node_modules"


def _install(npm: str, wanted: Path, folder: Path) -> None:
    (folder / "package.json").write_bytes(wanted.read_bytes())
    done = subprocess.run(
        [npm, "install", *NPM_FLAGS], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise NpmError(f"npm could not install what is needed: {done.stderr[-300:]}")

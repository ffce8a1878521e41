"""
Other people's servers, fetched from npm when a benchmark wants them.

They are kept in the user's cache, outside the tree, and the registry is asked once for each
list of packages.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from types import MappingProxyType
from typing import Final

PACKAGES: Final = MappingProxyType(
    {"mountebank": "2.9.1", "oauth2-mock-server": "8.2.3", "wiremock": "3.13.2"}
)
_FLAGS: Final = ("--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock")
_PATIENCE_S: Final = 300.0


class Missing(Exception):  # noqa: N818 - it reads as what it is
    """Something that a row needs is not on this machine."""


def program(name: str) -> str:
    """Return the path of a program, or say that it is missing."""
    found = shutil.which(name)
    if found is None:
        raise Missing(f"{name} is not installed")
    return found


def node_modules() -> Path:
    """Install the packages unless they are there, and return their folder."""
    npm = program("npm")
    manifest = json.dumps({"private": True, "dependencies": dict(PACKAGES)}).encode()
    folder = _cache() / hashlib.sha256(manifest).hexdigest()[:12]
    done = folder / "installed"
    if not done.exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_bytes(manifest)
        _install(npm, folder)
        done.touch()
    return folder / "node_modules"


def _install(npm: str, folder: Path) -> None:
    command = [npm, "install", *_FLAGS]
    try:
        ended = subprocess.run(
            command, cwd=folder, check=False, capture_output=True, text=True, timeout=_PATIENCE_S
        )
    except subprocess.TimeoutExpired:
        raise Missing("npm did not come to an end") from None
    if ended.returncode != 0:
        raise Missing(f"npm could not install it: {ended.stderr.strip()[-200:]}")


def _cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "nango-conformance" / "benchmarks"

"""Target files on disk, and the one that comes with the package."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from nango_conformance.errors import UsageError
from nango_conformance.target.description import Target
from nango_conformance.target.parse import attached, parse_target

SECRET_VARIABLES: Mapping[str, str] = {
    "Ada": "NAF_ADA_SECRET",
    "Grace": "NAF_GRACE_SECRET",
    "Mallory": "NAF_MALLORY_SECRET",
}
"""Where `--url` finds the passwords of the people, when they are not made fresh."""


def load_target(path: Path) -> Target:
    """Return the target of a TOML file; raise UsageError when it cannot be read or used."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UsageError(
            f"{path} is not there; `nango-conformance init --output {path}` writes one"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} cannot be read: {error}; name a target file with --target"
        ) from error
    return _parsed(text, str(path), str(path.parent.resolve()))


def bundled_reference() -> Target:
    """Return the description of the reference backend that comes with the package."""
    text = resources.files("reference_backend").joinpath("target.toml").read_text("utf-8")
    spec = find_spec("reference_backend")
    if spec is None or spec.origin is None:
        raise UsageError("the bundled reference backend is not installed; give --target or --url")
    return _parsed(text, "the reference's target.toml", str(Path(spec.origin).parent))


def attached_reference(base_url: str) -> Target:
    """Return the reference's description for a backend that already runs at an address."""
    if not base_url.startswith(("http://", "https://")):
        raise UsageError(f"--url wants an address such as http://127.0.0.1:3000, not {base_url!r}")
    if "@" in urlsplit(base_url).netloc:
        raise UsageError("--url takes no name and no password: every report shows the address")
    given = {name: os.environ[v] for name, v in SECRET_VARIABLES.items() if v in os.environ}
    return attached(bundled_reference(), base_url, given)


def _parsed(text: str, source: str, folder: str) -> Target:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{source} is not TOML: {error}") from error
    return parse_target(document, environ=os.environ, text=text, source=source, folder=folder)

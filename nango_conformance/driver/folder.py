"""A folder for what lives as long as a run."""

from __future__ import annotations

import tempfile


def own_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder that is gone when the session is over."""
    return tempfile.TemporaryDirectory(prefix="nango-conformance-")

"""A Nango that runs alone: what real clients meet, with every word remembered."""

from __future__ import annotations

__all__ = ["NANGO_VERSION", "__version__"]

__version__ = "0.1.0"
# The version of Nango whose wire protocol the fake speaks.
NANGO_VERSION = "0.71.4"

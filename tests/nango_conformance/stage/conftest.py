"""The same makers of evidence as for the expectations."""

from __future__ import annotations

from tests.nango_conformance.expectations.conftest import (
    make_call,
    make_exchange,
    make_hook,
    make_issued,
)

__all__ = ["make_call", "make_exchange", "make_hook", "make_issued"]

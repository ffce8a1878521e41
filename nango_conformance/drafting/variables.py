"""The variables by which a backend is told of its Nango: usual names, or its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from nango_conformance.drafting.draft import Draft

VARIABLES: Final[Mapping[str, str]] = {
    "NANGO_HOST": "{fake.url}",
    "NANGO_SECRET_KEY": "{fake.api_key}",
    "NANGO_WEBHOOK_SIGNING_KEY": "{fake.signing_key}",
}
"""The usual names, as the fake prints them."""

TOLD: Final = "[target.start.env]"
"""The section of a file that says what a started backend is told."""


def variables(draft: Draft) -> dict[str, str]:
    """
    Return what a backend is told: what somebody named, and usual names for the rest.

    Whoever names a variable for the key needs no other for it.
    """
    port = {"PORT": "{port}"} if draft.starts and "{port}" in draft.base_url else {}
    named = " ".join(draft.env.values())
    usual = {**port, **VARIABLES}
    return {n: value for n, value in usual.items() if value not in named} | dict(draft.env)


def lines_told(text: str) -> tuple[int, int] | None:
    """Return the first and the last line that tell a started backend something, if any does."""
    lines = text.splitlines()
    if TOLD not in lines:
        return None
    first = lines.index(TOLD) + 1
    last = lines.index("", first)
    return (first + 1, last) if last > first else None

"""Item 03: what may not be in a file that a browser loads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from nango_conformance.errors import Nonconformance
from nango_conformance.evidence import Canary, Note, find_leaks
from nango_conformance.kinds import Kind

_PUBLIC_SECRET: Final = re.compile(
    r"""\b((?:NEXT_PUBLIC|VITE|REACT_APP|NUXT_PUBLIC|EXPO_PUBLIC|GATSBY|PUBLIC)_\w*SECRET\w*)"""
    r"""["'`]?\s*[:=]\s*["'`][^"'`]{8,}["'`]"""
)
"""A variable that a bundler writes into every browser's script, named after a secret."""

_PUBLIC_KEY: Final = re.compile(r"""publicKey["']?\s*:\s*["'`][0-9a-f]{8}-[0-9a-f-]{27}["'`]""")
"""What Nango's frontend took before there were session tokens."""


def clean(files: Mapping[str, str], canaries: Sequence[Canary]) -> tuple[Note, ...]:
    """
    No file holds a key of this run, nor a public variable named after a secret.

    A public key of Nango's is no leak; that it is used is told, because it is deprecated.
    """
    leaks = [
        f"the {one.canary} {one.form} in {one.where}" for one in find_leaks(canaries, files.items())
    ]
    named = [
        f"{found[1]} in {place}"
        for place, text in files.items()
        for found in _PUBLIC_SECRET.finditer(text)
    ]
    if leaks or named:
        told = "; ".join(dict.fromkeys([*leaks, *named]))
        raise Nonconformance(
            f"none of {len(files)} files to hold a secret", told[:500], kind=Kind.KEY_IN_FRONTEND
        )
    old = [place for place, text in files.items() if _PUBLIC_KEY.search(text)]
    return tuple(
        Note(level="SHOULD", text=f"{place} has a public key of Nango's, which is deprecated")
        for place in old
    )

"""No secret of a target's description stands in a script, however it is quoted there."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator

from nango_conformance.reproduction.blocks import blocks
from nango_conformance.reproduction.selectors import Unscriptable
from nango_conformance.target import Target
from nango_conformance.target.passwords import passwords_in


def check_secret_free(text: str, target: Target) -> None:
    """Raise Unscriptable where a script holds a secret or a password of the description."""
    for block in blocks().values():
        # What every script says is nobody's secret, even where one is as short as a word.
        text = text.replace(block, "")
    if any(form in text for secret in _secrets(target) for form in _written(secret)):
        raise Unscriptable("the description holds a secret, which would stand in the script")


def _secrets(target: Target) -> Iterator[str]:
    """Yield what must not be written; a password stands in an address, where anything may."""
    yield from (secret for secret in target.secrets if secret)
    yield from (f":{password}@" for password in passwords_in(target))


def _written(secret: str) -> Iterator[str]:
    """Yield a secret as a script may hold it: plain or in JSON, and quoted for a shell."""
    for ascii_only in (True, False):
        for text in (secret, json.dumps(secret, ensure_ascii=ascii_only)[1:-1]):
            yield text
            yield text.replace("'", "'\"'\"'")
            yield shlex.quote(text).removeprefix("'").removesuffix("'")

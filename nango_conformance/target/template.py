"""
A template names what only a running scenario knows, from a closed list of names in braces.

Other braces stand as they are, because JMESPath and regular expressions have them; another
dotted name in braces is a mistake, and is named with the nearest right one.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any, Final

from nango_conformance.errors import UsageError

NAMES: Final = frozenset(
    {
        "fake.url",
        "fake.api_key",
        "fake.signing_key",
        "fake.old_signing_key",
        "fake.proxy_url",
        "fake.ca_file",
        "actor.id",
        "actor.email",
        "actor.name",
        "actor.secret",
        "workspace.id",
        "workspace.name",
        "integration.key",
        "integration.nango_id",
        "integration.provider",
        "connection.id",
        "connection.row",
        "session.token",
        "run.id",
        "run.dir",
        "port",
        "base_url",
        "python",
    }
)
"""Every placeholder that a target file may use."""

_PLACEHOLDER: Final = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)?)\}")


def placeholders(text: str) -> tuple[str, ...]:
    """Return the closed-list names that a template uses, in order."""
    return tuple(name for name in _PLACEHOLDER.findall(text) if name in NAMES)


def unknown(text: str) -> tuple[tuple[str, str | None], ...]:
    """Return dotted names in braces that mean nothing, each with the nearest that does."""
    wrong = [n for n in _PLACEHOLDER.findall(text) if "." in n and n not in NAMES]
    return tuple((n, next(iter(difflib.get_close_matches(n, NAMES, 1)), None)) for n in wrong)


def fill(template: Any, values: Mapping[str, str]) -> Any:
    """
    Return the template with its placeholders replaced, in strings at any depth.

    Raise UsageError for a name of the closed list that has no value where the template is used.
    """
    if isinstance(template, str):
        return _PLACEHOLDER.sub(lambda found: _value(found, values), template)
    if isinstance(template, Mapping):
        return {key: fill(value, values) for key, value in template.items()}
    if isinstance(template, list | tuple):
        return [fill(value, values) for value in template]
    return template


def _value(found: re.Match[str], values: Mapping[str, str]) -> str:
    name = found.group(1)
    if name not in NAMES:
        return found.group(0)
    if name not in values:
        raise UsageError(f"{{{name}}} has no value where {found.string!r} is used")
    return values[name]

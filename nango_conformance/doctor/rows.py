"""What a row of the target may mean, where its description says nothing that holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import jmespath

from nango_conformance.doctor import answers
from nango_conformance.evidence import leaves

NO_WORD: Final = (
    "the member that holds the target's word for it; or no state, and presence = true in "
    "[status], if a row means active"
)

_NANGOS: Final = re.compile("config|nango|unique", re.IGNORECASE)
"""How members are called that hold Nango's word for an integration rather than the target's."""


def selector(name: str, place: str, body: Any, values: Mapping[str, str]) -> str:
    """Return a selector for the row at whose `place` the connection's id stands."""
    row = place.rpartition(".")[0] or "@"
    rows, bracket, _ = row.rpartition("[")
    if not bracket:
        return f'{name} = "{row}": there the connection\'s id stands'
    tests: list[str] = []
    members = jmespath.search(row, body)
    for placeholder in ("actor.id", "integration.nango_id", "integration.key", "workspace.id"):
        fits = [key for key, value in members.items() if value and value == values.get(placeholder)]
        if (
            placeholder == "integration.nango_id"
            and values[placeholder] == values["integration.key"]
        ):
            # Both names of the integration are the same: the member's own name has to tell.
            fits = [key for key in fits if _NANGOS.search(key)]
        tests.extend(f"{key}=='{{{placeholder}}}'" for key in fits if not _named(key, tests))
    text = f"{rows}[?{' && '.join(tests)}]" if tests else f"{rows}[]"
    return f'{name} = "{text if name == "rows" else f"{text} | [0]"}"'


def _named(key: str, tests: Sequence[str]) -> bool:
    return any(test.startswith(f"{key}==") for test in tests)


def hint(name: str, row: Mapping[str, Any], values: Mapping[str, str]) -> str:
    """Return what to write for one selector of a row, by what its members hold."""
    if name == "id":
        return _offer(name, answers.first_places(row, lambda v: v == values["connection.id"]))
    if name == "row_id":
        ids = [path for path, value in leaves(row) if _is_own_id(path, value, values)]
        return _offer(name, ids) if ids else "leave row_id out: it is optional"
    words = [path for path, value in leaves(row) if _is_state(path, value, values)]
    return _offer(name, words) if words else NO_WORD


def _offer(name: str, found: Sequence[str]) -> str:
    return f"{name} = {answers.either(found)}" if found else "one of these members"


def _is_own_id(path: str, value: Any, values: Mapping[str, str]) -> bool:
    return bool(answers.ID.search(path)) and bool(value) and str(value) not in values.values()


def _is_state(path: str, value: Any, values: Mapping[str, str]) -> bool:
    """Whatever a run knows by another name - an integration, a person - is no state."""
    return (
        answers.looks_like_word(value)
        and str(value) not in values.values()
        and not answers.ID.search(path)
    )

"""Where in an answer something stands, as a JMESPath: found by what it is, not by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from nango_conformance.drafting.draft import Shown
from nango_conformance.evidence import (
    looks_like_link,
    looks_like_moment,
    looks_like_token,
    named,
    places,
)

_STATES: Final = ("status", "state", "connectionStatus", "connection_status")
_FLAGS: Final = ("active", "isActive", "is_active", "connected", "isConnected", "is_connected")
_OWN_IDS: Final = ("id", "_id", "uuid", "rowId", "row_id")


def token_at(answer: Any) -> str | None:
    """Return where an answer has a connect-session token, alone in a string."""
    return _first(answer, looks_like_token)


def link_at(answer: Any) -> str | None:
    """Return where an answer has a link with such a token in it."""
    return _first(answer, looks_like_link)


def expires_at(answer: Any) -> str | None:
    """Return where an answer has a moment, which is the end of the token."""
    return _first(answer, looks_like_moment)


def value_at(answer: Any, wanted: str) -> str | None:
    """Return where an answer has this very text."""
    return _first(answer, lambda value: value == wanted)


def shown_in(
    answer: Any, connection_id: str, names: Mapping[str, str], before: Any = None
) -> Shown | None:
    """
    Return how an answer shows the connection with this id, None where it does not.

    `names` are the placeholders of the integration with their values: a member of the row that
    has one of them tells the rows of other integrations apart. `before` is the answer from
    before the webhook came, whose word for the state is that of waiting.
    """
    found = next(((p, r) for p, r in _objects(answer, ()) if connection_id in r.values()), None)
    if found is None:
        return None
    path, row = found
    listed = bool(path) and isinstance(path[-1], int)
    rows = _path(path[:-1] if listed else path)
    told = next(((k, name) for name, v in names.items() for k in row if row[k] == v), None)
    if listed and told:
        rows = f"{'' if rows == '@' else rows}[?{named(told[0])}=='{{{told[1]}}}']"
    state = next((k for k in (*_STATES, *_FLAGS) if isinstance(row.get(k), str | bool)), None)
    return Shown(
        rows=rows,
        id=named(next(k for k, v in row.items() if v == connection_id)),
        state=None if state is None else named(state),
        row_id=next((k for k in _OWN_IDS if row.get(k) not in {None, connection_id}), None),
        active=() if state is None else (_word(row[state]),),
        pending=() if state is None else _waiting(before, state, told, row),
    )


def _waiting(
    before: Any, state: str, told: tuple[str, str] | None, after: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return the words of rows that were there before and now say something else."""
    rows = [row for _, row in _objects(before, ()) if isinstance(row.get(state), str | bool)]
    mine = [row for row in rows if told is None or row.get(told[0]) == after[told[0]]]
    words = dict.fromkeys(_word(row[state]) for row in mine)
    return tuple(word for word in words if word != _word(after[state]))


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _first(answer: Any, fits: Callable[[Any], bool]) -> str | None:
    return next(iter(places(answer, fits)), None)


def _objects(
    value: Any, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
    if isinstance(value, Mapping):
        yield path, {k: v for k, v in value.items() if isinstance(v, str | int | bool)}
    for key, inner in _members(value):
        yield from _objects(inner, (*path, key))


def _members(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield from enumerate(value)


def _path(path: Sequence[str | int]) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{named(step)}"
    return text.removeprefix(".") or "@"

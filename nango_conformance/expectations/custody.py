"""Item 15: the credentials of a provider are Nango's to keep."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from nango_conformance.errors import ControlFailed, Nonconformance
from nango_conformance.evidence import Canary, Exchange, Leak, Note, find_leaks
from nango_conformance.kinds import Kind

ACCESS: Final = "access token"
"""What a picker in the browser may need, where that is declared."""

_NAMES: Final[Mapping[str, str]] = {
    "access_token": ACCESS,
    "refresh_token": "refresh token",
    "id_token": "identity token",
    "apiKey": "API key",
    "password": "password",
}
_SHORTEST: Final = 12
"""Characters from which on a credential in a text is no accident."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Something that the target answered or keeps, and where; `private` is for its owner alone."""

    where: str
    text: str
    private: bool = False


def canaries(credentials: Any) -> tuple[Canary, ...]:
    """Return the secrets among the credentials of a connection, each once."""
    found = {value: name for name, value in _secrets(credentials)}
    return tuple(Canary(name=name, secret=secret) for secret, name in found.items())


def is_private(exchange: Exchange, owner: str) -> bool:
    """Say whether an answer went to its owner, and nobody on the way may keep it."""
    told = {name.lower(): value.lower() for name, value in exchange.headers}
    return exchange.who == owner and "no-store" in told.get("cache-control", "")


def none_in(texts: Sequence[Text], secrets: Sequence[Canary], *, browser: bool) -> tuple[Note, ...]:
    """
    None of the texts holds a credential.

    Where the owner's browser gets access tokens on purpose, one may stand in what is hers alone.
    """
    if not secrets:
        raise ControlFailed("the provider has issued nothing that could be found")
    if not texts:
        raise ControlFailed("nothing was searched")
    held = [leak for one in texts for leak in _leaks(one, secrets, browser=browser)]
    if held:
        places = dict.fromkeys(f"the {one.canary} {one.form} in {one.where}" for one in held)
        raise Nonconformance(
            f"none of {len(texts)} texts to hold a credential",
            "; ".join(list(places)[:5]),
            kind=Kind.CREDENTIAL_KEPT,
        )
    return ()


def _leaks(text: Text, secrets: Sequence[Canary], *, browser: bool) -> tuple[Leak, ...]:
    free = {ACCESS} if browser and text.private else set()
    wanted = [one for one in secrets if one.name not in free]
    return find_leaks(wanted, [(text.where, text.text)])


def _secrets(value: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(value, Mapping):
        return
    for name, inner in value.items():
        if name in _NAMES and isinstance(inner, str) and len(inner) >= _SHORTEST:
            yield _NAMES[name], inner
        yield from _secrets(inner)

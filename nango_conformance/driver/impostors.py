"""
Sign-ins that look right and are not, where the harness makes the cookies of a target.

Each is the cookie of a person who may come in, with one thing wrong (RFC 8725, sections 2.1,
2.2 and 3.8 to 3.10; ASVS 5.0, 9.1.1, 9.1.2 and 9.2.1).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

from nango_conformance.driver.credentials import signed
from nango_conformance.errors import NotApplicable, NotObservable
from nango_conformance.target import Auth, fill

WELL_KNOWN: Final = ("dev-secret", "secret", "changeme")
"""What keys are called in the examples that backends are copied from."""

_OTHER_KEY: Final = "a key that this target has never been told of, and long enough for any HMAC"
_LONG_AGO: Final = datetime.timedelta(days=2)
_HOURS: Final = datetime.timedelta(hours=24)


class Impostor(StrEnum):
    """What is wrong with a sign-in."""

    EXPIRED = "a sign-in that has expired"
    UNSIGNED = "a sign-in that nobody signed"
    OTHER_KEY = "a sign-in signed with another key"
    WELL_KNOWN = "a sign-in signed with a well-known key"
    OTHER_AUDIENCE = "a sign-in for another audience"


def impostors(
    auth: Auth, values: Mapping[str, str], impostor: Impostor
) -> Iterator[dict[str, str]]:
    """Yield the headers of each sign-in of this kind; raise NotObservable where none is made."""
    if auth.mode != "cookie-jwt" or auth.key is None:
        raise NotObservable(
            f'[auth] mode = "{auth.mode}": the harness makes no sign-ins of its own; with '
            '"cookie-jwt" and the key it does'
        )
    claims = _claims(auth, values)
    if impostor is Impostor.OTHER_AUDIENCE:
        if "aud" not in claims:
            raise NotApplicable("[auth] claims has no aud: a sign-in is for no audience")
        claims = {**claims, "aud": "another audience"}
    if impostor is Impostor.EXPIRED:
        claims = {**claims, **_lifetime(auth, datetime.datetime.now(datetime.UTC) - _LONG_AGO)}
    for key, alg in _signatures(auth, impostor):
        yield {"cookie": f"{auth.cookie}={signed(claims, key, alg)}"}


def _claims(auth: Auth, values: Mapping[str, str]) -> dict[str, Any]:
    said = fill(dict(auth.claims), {"workspace.id": "", **values})
    return {**_lifetime(auth, datetime.datetime.now(datetime.UTC)), **said}


def _lifetime(auth: Auth, begins: datetime.datetime) -> dict[str, Any]:
    return {"iat": begins, "exp": begins + min(datetime.timedelta(seconds=auth.ttl_s), _HOURS)}


def _signatures(auth: Auth, impostor: Impostor) -> tuple[tuple[str, str], ...]:
    """Return keys and algorithms; a target that has a well-known key is not lied to by it."""
    own = auth.key or ""
    if impostor is Impostor.UNSIGNED:
        return (("", "none"),)
    if impostor is Impostor.OTHER_KEY:
        return ((_OTHER_KEY, auth.alg),)
    if impostor is Impostor.WELL_KNOWN:
        return tuple((key, auth.alg) for key in WELL_KNOWN if key != own)
    return ((own, auth.alg),)

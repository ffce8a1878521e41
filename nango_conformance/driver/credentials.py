"""What a request carries so that the target knows whose it is."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Callable, Mapping
from typing import Any, Final

from nango_conformance.target import Auth, fill

Values = Mapping[str, str]


def credential(auth: Auth, values: Values) -> dict[str, str]:
    """
    Return the headers by which the person of the values is recognised.

    Empty where the target keeps its own cookies, or knows nobody.
    """
    make = _MODES.get(auth.mode)
    return make(auth, {"workspace.id": "", **values}) if make else {}


def _bearer(auth: Auth, values: Values) -> dict[str, str]:
    return {"authorization": f"Bearer {fill(auth.token, values)}"}


def _header(auth: Auth, values: Values) -> dict[str, str]:
    return {auth.header: fill(auth.token, values)}


def _cookie(auth: Auth, values: Values) -> dict[str, str]:
    now = datetime.datetime.now(datetime.UTC)
    ends = now + datetime.timedelta(seconds=auth.ttl_s)
    claims = {"iat": now, "exp": ends, **fill(dict(auth.claims), values)}
    return {"cookie": f"{auth.cookie}={signed(claims, auth.key or '', auth.alg)}"}


def signed(claims: Mapping[str, Any], key: str, alg: str) -> str:
    """Return a token of these claims; what a key is worth is not ours to warn of."""
    # It takes a while to import, and few targets know people by a token that we sign.
    import jwt

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return jwt.encode(dict(claims), key, alg)


_MODES: Final[Mapping[str, Callable[[Auth, Values], dict[str, str]]]] = {
    "bearer": _bearer,
    "header": _header,
    "cookie-jwt": _cookie,
}

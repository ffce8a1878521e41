"""
Where a person is sent to authorize: Nango's way to build the provider's URL.

Pure: an integration, an attempt and what came with it in, a URL out. Names and order of
the query are Nango's; a repeated name replaces the earlier value in its place.
(Nango 0.71.4, authorization URL)
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import uuid
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from fake_nango.integration import Integration

_VARIABLE: Final = re.compile(r"\$\{connectionConfig\.([^}]+)\}")
# What JavaScript's encodeURIComponent leaves as it is.
_UNRESERVED: Final = "!'()*-._~"
VERIFIER_BYTES: Final = 24
_NODE_BITS: Final = 48
# RFC 9562, section 5.1: a random node id has its multicast bit set.
_MULTICAST: Final = 1 << 40


def new_state() -> str:
    """Make a state: a UUID of version 1, as Nango's, that names no machine."""
    return str(uuid.uuid1(node=secrets.randbits(_NODE_BITS) | _MULTICAST))


def new_verifier() -> str:
    """Make a PKCE code verifier of 48 hex digits."""
    return secrets.token_hex(VERIFIER_BYTES)


def challenge_of(verifier: str) -> str:
    """Derive the S256 challenge of a verifier (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def interpolate(template: str, config: Mapping[str, Any]) -> str:
    """Fill the variables of a URL from a connection config; unknown ones stay."""

    def value(match: re.Match[str]) -> str:
        found = config.get(match[1])
        return match[0] if found is None else quote(str(found), safe=_UNRESERVED)

    return _VARIABLE.sub(value, template)


def filled(params: Mapping[str, str], config: Mapping[str, Any]) -> dict[str, str]:
    """Fill the variables of parameters; they are encoded when they are sent."""

    def value(match: re.Match[str]) -> str:
        found = config.get(match[1])
        return match[0] if found is None else str(found)

    return {name: _VARIABLE.sub(value, text) for name, text in params.items()}


def has_variables(text: str) -> bool:
    """Say whether variables are left that nothing has filled."""
    return _VARIABLE.search(text) is not None


def without_query(url: str) -> str:
    """Reduce a URL to origin and path; Nango drops the rest of a template's URL."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))


def authorization_url(
    integration: Integration,
    url: str,
    *,
    redirect_uri: str,
    state: str,
    verifier: str,
    scopes: str | None,
    extra: Mapping[str, str | None],
) -> str:
    """Build the URL; an extra parameter that is None takes a name away."""
    query: dict[str, str | None] = {
        "response_type": "code",
        "client_id": integration.client_id,
        "redirect_uri": redirect_uri,
        "scope": integration.scope_separator.join((scopes or "").split(",")),
        "state": state,
        **integration.authorization_params,
    }
    if integration.pkce:
        query |= {"code_challenge": challenge_of(verifier), "code_challenge_method": "S256"}
    query |= extra
    left = {name: value for name, value in query.items() if value is not None}
    return f"{without_query(url)}?{urlencode(left)}"

"""
The values an OAuth 2 provider deals in: clients, requests, grants, and its two refusals.

Everything here is frozen and parsed once. The words are those of RFC 6749 and RFC 7636.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_plus, urlencode, urlsplit, urlunsplit

# RFC 7636, section 4.1: unreserved characters, 43 to 128 of them.
VERIFIER: Final = re.compile(r"[A-Za-z0-9\-._~]{43,128}")
LONGEST_PARAMETER: Final = 4096


class AuthorizationRefused(Exception):  # noqa: N818 - an answer of the protocol
    """
    An authorization request that the provider cannot even send back.

    RFC 6749, section 4.1.2.1: with an unknown client or a bad redirect URI the person
    is told, and the browser is not redirected anywhere.
    """

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description


class TokenRefused(Exception):  # noqa: N818 - an answer of the protocol
    """A token request that is answered with an error (RFC 6749, section 5.2)."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.status = status

    def answer(self) -> dict[str, str]:
        """Return the JSON body of the refusal."""
        return {"error": self.error, "error_description": self.description}


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """An application that the provider knows; Nango is one for each integration."""

    integration: str
    client_id: str
    client_secret: str
    provider: str = ""
    redirect_uris: frozenset[str] = frozenset()

    def has_secret(self, secret: str) -> bool:
        """Say whether this is the client's secret, in constant time."""
        return hmac.compare_digest(self.client_secret.encode(), secret.encode())

    def is_same(self, other: Client) -> bool:
        """Say whether the two are one application, whatever secrets they had at the time."""
        return (self.integration, self.client_id) == (other.integration, other.client_id)

    def may_return_to(self, uri: str) -> bool:
        """
        Say whether the browser may be sent to this URI.

        Without registered URIs every absolute http URI will do. RFC 6749, section 3.1.2:
        absolute, and without a fragment.
        """
        if self.redirect_uris:
            return uri in self.redirect_uris
        parts = urlsplit(uri)
        return parts.scheme in {"http", "https"} and bool(parts.netloc) and not parts.fragment


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """A PKCE challenge (RFC 7636, section 4.2)."""

    value: str
    method: str

    def is_met_by(self, verifier: str) -> bool:
        """Say whether the verifier is the one that the challenge was made of (section 4.6)."""
        if not VERIFIER.fullmatch(verifier):
            return False
        derived = verifier
        if self.method == "S256":
            digest = hashlib.sha256(verifier.encode("ascii")).digest()
            derived = base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
        return hmac.compare_digest(derived.encode(), self.value.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """What the browser brings to the authorization endpoint (RFC 6749, section 4.1.1)."""

    integration: str
    client_id: str
    redirect_uri: str
    response_type: str
    scope: str
    state: str
    challenge: Challenge | None
    parameters: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, integration: str, query: Mapping[str, str]) -> AuthorizationRequest:
        """Read a query or a form; what is missing becomes empty and is judged by the provider."""
        kept = {
            name: value[:LONGEST_PARAMETER]
            for name, value in query.items()
            if name not in {"decision", "account"}
        }
        value = kept.get("code_challenge", "")
        method = kept.get("code_challenge_method", "plain")
        return cls(
            integration=integration,
            client_id=kept.get("client_id", ""),
            redirect_uri=kept.get("redirect_uri", ""),
            response_type=kept.get("response_type", ""),
            scope=kept.get("scope", ""),
            state=kept.get("state", ""),
            challenge=Challenge(value=value, method=method) if value else None,
            parameters=tuple(kept.items()),
        )

    def location(self, answer: Mapping[str, str]) -> str:
        """Return the redirect URI with the answer and the state in its query (section 4.1.2)."""
        parts = urlsplit(self.redirect_uri)
        state = {"state": self.state} if self.state else {}
        query = "&".join(filter(None, (parts.query, urlencode({**answer, **state}))))
        return urlunsplit(parts._replace(query=query))


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person at the provider, known since their first approval."""

    address: str
    name: str
    since: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """
    What one approval gave: which client may act for which account, and how far.

    The request's state is kept, so that a later refresh can be told whose it was.
    """

    id: str
    client: Client
    account: Account
    scope: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """An authorization code: bound to its request, for one use, for ten minutes."""

    grant: Grant
    redirect_uri: str
    challenge: Challenge | None
    expires_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """A bearer token of a grant, and when it stops working."""

    grant: Grant
    expires_at: float


def basic_credentials(authorization: str) -> tuple[str, str] | None:
    """Return client id and secret of a Basic header (RFC 6749, section 2.3.1), if it is one."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(encoded, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
    client_id, _, secret = text.partition(":")
    return unquote_plus(client_id), unquote_plus(secret)


def slack_answer(grant: Grant, answer: dict[str, object]) -> dict[str, object]:
    """
    Add what Slack says beside its tokens: that it went well, which bot it is, which team.

    Whoever shares a mail domain is in the same team.
    """
    domain = grant.account.address.rpartition("@")[2]
    team = "T" + hashlib.sha256(domain.encode()).hexdigest()[:10].upper()
    return {"ok": True, **answer, "bot_user_id": f"U{team}", "team": {"id": team, "name": domain}}

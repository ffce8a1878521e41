"""A provider with two clients, and what a client and a browser bring to it."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import pytest

from fake_nango.provider import AuthorizationRequest, Client, Provider, TokenRefused

VERIFIER = "v" * 48
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=")
CALLBACK = "http://127.0.0.1:3003/oauth/callback"
CLIENTS = (
    Client(integration="outlook", client_id="cid", client_secret="s3cret"),
    Client(integration="slack", client_id="sid", client_secret="s3cret", provider="slack"),
)


@dataclass
class Time:
    """A clock that stands still until it is moved."""

    now: float = 1_000_000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@dataclass
class Trip:
    """One way to the provider and back, in the pieces that a test may change."""

    time: Time = field(default_factory=Time)
    capacity: int = 100

    def __post_init__(self) -> None:
        self.provider = Provider(CLIENTS, clock=self.time, capacity=self.capacity)

    def request(self, **changed: str) -> AuthorizationRequest:
        """Return an authorization request as Nango's redirect makes it."""
        query = {
            "response_type": "code",
            "client_id": "cid",
            "redirect_uri": CALLBACK,
            "scope": "mail.read offline_access",
            "state": "state-1",
        }
        return AuthorizationRequest.parse("outlook", query | changed)

    def with_pkce(
        self, method: str = "S256", challenge: str = CHALLENGE.decode()
    ) -> AuthorizationRequest:
        """Return a request with a PKCE challenge, by default that of forty-eight v."""
        return self.request(code_challenge=challenge, code_challenge_method=method)

    def code(self, request: AuthorizationRequest, account: str = "ada@example.com") -> str:
        """Approve a request, and return the code that the browser brings back."""
        location = self.provider.approve(request, account)
        return parse_qs(urlsplit(location).query)["code"][0]

    def form(self, code: str, **changed: str) -> dict[str, str]:
        """Return a token request as Nango sends it."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "client_id": "cid",
            "client_secret": "s3cret",
        }
        return form | changed

    def refresh(self, tokens: dict[str, object]) -> dict[str, str]:
        """Return a refresh request as Nango sends it."""
        return {
            "grant_type": "refresh_token",
            "refresh_token": str(tokens["refresh_token"]),
            "client_id": "cid",
            "client_secret": "s3cret",
        }

    def tokens(self, account: str = "ada@example.com") -> dict[str, object]:
        """Go all the way and return the tokens."""
        return self.provider.token("outlook", self.form(self.code(self.request(), account)))

    def refusal(self, form: dict[str, str], basic: str | None = None) -> str:
        """Return the error that a token request is answered with."""
        with pytest.raises(TokenRefused) as refused:
            self.provider.token("outlook", form, basic)
        return refused.value.error


@pytest.fixture
def trip() -> Trip:
    """Return a fresh provider and a way to it."""
    return Trip()


@pytest.fixture
def short_trip() -> Trip:
    """Return one whose provider remembers three of everything."""
    return Trip(capacity=3)

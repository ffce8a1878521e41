"""
The built-in OAuth 2 provider, as a pure state machine.

It answers as RFC 6749 and RFC 7636 say. A code belongs to one client, one redirect URI and
one PKCE challenge; it works once and for ten minutes; used twice, it takes its tokens along.
Refresh tokens do not rotate, and can be refused one grant at a time. Every store is bounded.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from fake_nango.bounded import Bounded
from fake_nango.grants import (
    AccessToken,
    Account,
    AuthorizationRefused,
    AuthorizationRequest,
    Challenge,
    Client,
    Code,
    Grant,
    TokenRefused,
    basic_credentials,
    slack_answer,
)

__all__ = [
    "Account",
    "AuthorizationRefused",
    "AuthorizationRequest",
    "Challenge",
    "Client",
    "Provider",
    "TokenRefused",
]

# RFC 6749, section 4.1.2: at most ten minutes.
CODE_LIFETIME_S: Final = 600.0
TOKEN_LIFETIME_S: Final = 3600
LONGEST_ADDRESS: Final = 254
CAPACITY: Final = 2_500  # as many as connections, or some would lose their tokens


class Kept:
    """What the provider remembers, a bounded number of each."""

    def __init__(self, capacity: int) -> None:
        self.clients: Bounded[tuple[str, str], Client] = Bounded(capacity)
        self.codes: Bounded[str, Code] = Bounded(capacity)
        # Codes that were used, and by id the grants whose refreshes are refused.
        self.spent: Bounded[str, Grant] = Bounded(capacity)
        self.refused: Bounded[str, bool] = Bounded(capacity)
        self.access: Bounded[str, AccessToken] = Bounded(capacity)
        self.refresh: Bounded[str, Grant] = Bounded(capacity)
        self.accounts: Bounded[str, Account] = Bounded(capacity)


class Provider:
    """Approvals in, codes and tokens out; remembers a bounded number of each."""

    def __init__(
        self,
        clients: Iterable[Client],
        *,
        clock: Callable[[], float],
        capacity: int = CAPACITY,
    ) -> None:
        self.kept = Kept(capacity)
        self._clock = clock
        for client in clients:
            self.register(client)

    def register(self, client: Client) -> None:
        """Know one more client, as if it had been there from the start."""
        self.kept.clients[client.integration, client.client_id] = client

    def clear(self) -> None:
        """Forget everything but the clients."""
        kept = self.kept
        for store in (kept.codes, kept.spent, kept.access, kept.refresh, kept.refused):
            store.clear()
        kept.accounts.clear()

    def check(self, request: AuthorizationRequest) -> Client:
        """Return the client that asks, or refuse the request in front of the person."""
        client = self.kept.clients.get((request.integration, request.client_id))
        if client is None:
            raise AuthorizationRefused(
                "unauthorized_client",
                f'No client "{request.client_id}" is known for "{request.integration}".',
            )
        if not client.may_return_to(request.redirect_uri):
            raise AuthorizationRefused(
                "invalid_request", f'The redirect URI "{request.redirect_uri}" is not allowed.'
            )
        return client

    def objection(self, request: AuthorizationRequest) -> str | None:
        """Return where an unusable request sends the browser back to, or None when it is fine."""
        self.check(request)
        if request.response_type != "code":
            return request.location({"error": "unsupported_response_type"})
        challenge = request.challenge
        if challenge is not None and challenge.method not in {"S256", "plain"}:
            return request.location(
                {"error": "invalid_request", "error_description": "Unknown code_challenge_method."}
            )
        return None

    def approve(self, request: AuthorizationRequest, account: str = "") -> str:
        """Grant what was asked and return where the browser goes with the code."""
        client = self.check(request)
        grant = Grant(
            id=secrets.token_hex(8),
            client=client,
            account=self._account(account or address_from(request.state)),
            scope=request.scope,
            state=request.state,
        )
        code = "fake_code_" + secrets.token_urlsafe(24)
        bound = Code(
            grant=grant,
            redirect_uri=request.redirect_uri,
            challenge=request.challenge,
            expires_at=self._clock() + CODE_LIFETIME_S,
        )
        self.kept.codes[code] = bound
        return request.location({"code": code})

    def deny(self, request: AuthorizationRequest) -> str:
        """Return where the browser goes when the person says no (RFC 6749, section 4.1.2.1)."""
        self.check(request)
        answer = {"error": "access_denied", "error_description": "The user denied the request."}
        return request.location(answer)

    def token(
        self, integration: str, form: Mapping[str, str], authorization: str | None = None
    ) -> dict[str, object]:
        """Answer a token request (RFC 6749, sections 4.1.3, 4.4 and 6), or raise `TokenRefused`."""
        client = self._authenticate(integration, form, authorization)
        match form.get("grant_type", ""):
            case "authorization_code":
                return self._exchange(client, form)
            case "refresh_token":
                return self._renew(client, form)
            case "client_credentials":
                return self._answer(self._machine(client, form))
            case "":
                raise TokenRefused("invalid_request", "grant_type is missing.")
            case other:
                raise TokenRefused("unsupported_grant_type", f'grant_type "{other}" is unknown.')

    def account_of(self, access_token: str) -> Account | None:
        """Return whose token this is while it works."""
        token = self.kept.access.get(access_token)
        if token is None or token.expires_at <= self._clock():
            return None
        return token.grant.account

    def state_behind(self, secret: str) -> str | None:
        """Return the state of the request that led to this code or token."""
        code = self.kept.codes.get(secret)
        grant = code.grant if code else self.kept.spent.get(secret) or self._grant_of(secret)
        return grant.state if grant else None

    def refuse(self, token: str) -> bool:
        """Refuse further refreshes of the grant that this token is of; False if unknown."""
        grant = self._grant_of(token)
        if grant is not None:
            self.kept.refused[grant.id] = True
        return grant is not None

    def mend(self, token: str) -> bool:
        """Allow the refreshes again; False if the token is unknown."""
        grant = self._grant_of(token)
        if grant is not None:
            self.kept.refused.take(grant.id)
        return grant is not None

    def revoke(self, token: str) -> bool:
        """End the grant that this token is of, with all its tokens; False if unknown."""
        grant = self._grant_of(token)
        if grant is not None:
            self._end(grant.id)
        return grant is not None

    def _authenticate(
        self, integration: str, form: Mapping[str, str], authorization: str | None
    ) -> Client:
        """Know the client by its body fields, by Basic, or by both when they agree (2.3.1)."""
        pairs = {
            pair
            for pair in (
                basic_credentials(authorization or ""),
                (form.get("client_id", ""), form.get("client_secret", "")),
            )
            if pair is not None and all(pair)
        }
        if len(pairs) != 1:
            raise TokenRefused("invalid_client", "One client must authenticate.", 401)
        client_id, client_secret = pairs.pop()
        client = self.kept.clients.get((integration, client_id))
        if client is None or not client.has_secret(client_secret):
            raise TokenRefused("invalid_client", "The client is unknown or its secret wrong.", 401)
        return client

    def _exchange(self, client: Client, form: Mapping[str, str]) -> dict[str, object]:
        """Turn a code into tokens, once."""
        value = form.get("code", "")
        if value in self.kept.spent:
            self._end(self.kept.spent[value].id)
            raise TokenRefused("invalid_grant", "The code was used before; its tokens are revoked.")
        code = self.kept.codes.get(value)
        if code is None or not client.is_same(code.grant.client):
            raise TokenRefused("invalid_grant", "The code is unknown.")
        problem = mismatch(code, form, self._clock())
        if problem is not None:
            raise TokenRefused("invalid_grant", problem)
        del self.kept.codes[value]
        self.kept.spent[value] = code.grant
        refresh = "fake_refresh_" + secrets.token_urlsafe(24)
        self.kept.refresh[refresh] = code.grant
        return self._answer(code.grant, refresh)

    def _renew(self, client: Client, form: Mapping[str, str]) -> dict[str, object]:
        """Turn a refresh token into a new access token; the refresh token stays."""
        refresh = form.get("refresh_token", "")
        grant = self.kept.refresh.get(refresh)
        if grant is None or not client.is_same(grant.client):
            raise TokenRefused("invalid_grant", "The refresh token is unknown.")
        if grant.id in self.kept.refused:
            raise TokenRefused("invalid_grant", "The refresh token has been revoked.")
        return self._answer(grant, refresh)

    def _machine(self, client: Client, form: Mapping[str, str]) -> Grant:
        """Grant a client what it asks for itself; its mailbox is the client's own."""
        account = self._account(address_from(client.client_id))
        scope = form.get("scope", "")
        return Grant(id=secrets.token_hex(8), client=client, account=account, scope=scope, state="")

    def _answer(self, grant: Grant, refresh: str | None = None) -> dict[str, object]:
        """Return a successful answer (RFC 6749, section 5.1) with a fresh access token."""
        access = "fake_access_" + secrets.token_urlsafe(24)
        token = AccessToken(grant=grant, expires_at=self._clock() + TOKEN_LIFETIME_S)
        self.kept.access[access] = token
        answer: dict[str, object] = {
            "access_token": access,
            "expires_in": TOKEN_LIFETIME_S,
            # RFC 6749, section 4.4.3: a client that acts for itself needs none.
            **({} if refresh is None else {"refresh_token": refresh}),
            "scope": grant.scope,
            "token_type": "Bearer",
        }
        return slack_answer(grant, answer) if grant.client.provider == "slack" else answer

    def _account(self, address: str) -> Account:
        """Return the account of this address, known since it was first seen."""
        address = "".join(address.split())[:LONGEST_ADDRESS]
        known = self.kept.accounts.get(address)
        if known is None:
            name = address.partition("@")[0].replace(".", " ").title()
            known = Account(address=address, name=name, since=self._clock())
            self.kept.accounts[address] = known
        return known

    def _grant_of(self, token: str) -> Grant | None:
        """Return the grant of an access or refresh token."""
        access = self.kept.access.get(token)
        return access.grant if access is not None else self.kept.refresh.get(token)

    def _end(self, grant_id: str) -> None:
        """Drop every token of a grant."""
        kept = self.kept
        for access in [key for key, held in kept.access.items() if held.grant.id == grant_id]:
            del kept.access[access]
        for refresh in [key for key, held in kept.refresh.items() if held.id == grant_id]:
            del kept.refresh[refresh]


def mismatch(code: Code, form: Mapping[str, str], now: float) -> str | None:
    """Say why this token request is not the one that the code was given for."""
    if code.expires_at <= now:
        return "The code has expired."
    if form.get("redirect_uri", "") != code.redirect_uri:
        return "redirect_uri is not the one of the authorization request."
    verifier = form.get("code_verifier", "")
    if code.challenge is None:
        # RFC 9700, section 2.1.1: a verifier without a challenge is a downgrade attempt.
        return "code_verifier was sent, but no code_challenge." if verifier else None
    return None if code.challenge.is_met_by(verifier) else "code_verifier does not fit."


def address_from(state: str) -> str:
    """Return the mail address of whoever approves without saying who they are."""
    return f"person-{hashlib.sha256(state.encode()).hexdigest()[:12]}@provider.example"

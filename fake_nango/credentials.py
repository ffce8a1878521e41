"""
Tokens as the credentials that Nango stores and shows, by the kind of grant they came from.

(Nango 0.71.4, connections API: credentials by auth mode)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fake_nango.clock import iso_ms
from fake_nango.exchange import Tokens
from fake_nango.integration import CLIENT_CREDENTIALS, OAUTH2

CLIENT_MEMBERS = ("client_id", "client_secret", "client_certificate", "client_private_key")
"""What somebody may hand in as a client of their own."""


def oauth_credentials(tokens: Tokens) -> dict[str, Any]:
    """Show tokens as Nango's credentials of type OAUTH2."""
    credentials: dict[str, Any] = {"type": OAUTH2, "access_token": tokens.access_token}
    if tokens.refresh_token is not None:
        credentials["refresh_token"] = tokens.refresh_token
    if tokens.expires_at is not None:
        credentials["expires_at"] = iso_ms(tokens.expires_at)
    return {**credentials, "raw": dict(tokens.raw)}


def client_credentials(tokens: Tokens, own: Mapping[str, Any]) -> dict[str, Any]:
    """Show a token as Nango's credentials of type OAUTH2_CC, beside the client it was given to."""
    credentials: dict[str, Any] = {"type": CLIENT_CREDENTIALS, "token": tokens.access_token}
    if tokens.expires_at is not None:
        credentials["expires_at"] = iso_ms(tokens.expires_at)
    kept = {name: own[name] for name in CLIENT_MEMBERS if name in own}
    return {**credentials, **kept, "raw": dict(tokens.raw)}

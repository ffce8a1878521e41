"""
The values of the flow: sessions, attempts, connections.

They are frozen; what happens to a connection is a new value in the store. A person is
whoever the application said the end user is: every value that knows carries the id on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fake_nango.settings import SyncSettings

PERSON_TAG = "end_user_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndUser:
    """The person (and organisation) an application named when it made a session."""

    id: str
    email: str | None = None
    display_name: str | None = None
    tags: Mapping[str, str] | None = None
    organization: Mapping[str, str | None] | None = None

    def as_json(self) -> dict[str, Any]:
        """Write the end user as Nango's API shows it."""
        return {
            "id": self.id,
            "display_name": self.display_name,
            "email": self.email,
            "tags": None if self.tags is None else dict(self.tags),
            "organization": dict(self.organization) if self.organization else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectSession:
    """What a connect-session token stands for."""

    id: str
    token: str
    environment: str
    end_user: EndUser | None
    tags: Mapping[str, str]
    allowed_integrations: tuple[str, ...] | None
    config_defaults: Mapping[str, Any] | None
    overrides: Mapping[str, Any] | None
    webhook_url_override: str | None
    expires_at: float
    person: str | None
    # Both are set on a reconnect session, and on no other.
    reconnect_of: str | None = None
    reconnect_integration: str | None = None
    # What control has chosen as the id of the connection to be; an import may choose one, too.
    chosen_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthAttempt:
    """One visit of a person to a provider; `state` finds it again at the callback."""

    state: str
    environment: str
    integration: str
    connection_id: str
    code_verifier: str
    callback_url: str
    connection_config: Mapping[str, Any]
    webhook_url_override: str | None
    session_id: str
    session_token: str
    ws_client_id: str | None
    person: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One stored grant; its key is the environment, the integration and its id."""

    id: int
    connection_id: str
    environment: str
    integration: str
    provider: str
    auth_mode: str
    credentials: Mapping[str, Any]
    created_at: float
    updated_at: float
    end_user: EndUser | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, Any] | None = None
    connection_config: Mapping[str, Any] = field(default_factory=dict)
    webhook_url_override: str | None = None
    session_id: str | None = None
    person: str | None = None
    # When the access token ends; None when the provider did not say.
    expires_at: float | None = None
    last_fetched_at: float | None = None
    # The log of the refusal that is still unhealed, and when the provider last refused.
    error_log: str | None = None
    refused_at: float | None = None
    # On how many days it has refused, and when that was counted last.
    refusals: int = 0
    counted_at: float | None = None
    # The logs of runs that have failed and not succeeded since, by the label of the sync.
    sync_errors: Mapping[str, str] = field(default_factory=dict)
    syncs: tuple[SyncSettings, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stub:
    """What a failed attempt can say of the connection that it did not make."""

    connection_id: str | None
    environment: str
    integration: str
    provider: str
    auth_mode: str
    webhook_url_override: str | None = None
    session_id: str | None = None
    person: str | None = None


def person_of(end_user: EndUser | None, tags: Mapping[str, str]) -> str | None:
    """Say whose a session or connection is: its end user, or the tag that names one."""
    return end_user.id if end_user is not None else tags.get(PERSON_TAG)

"""
What Nango tells an application: the payload of each webhook, and the switch that gates it.

Absent members are left out, never null; only `endUserEmail` is null when there is none.
A creation that failed is told with neither tags nor end user, because Nango builds it
from a connection that was never stored. (Nango 0.71.4, webhooks: auth, sync, forward,
async action)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fake_nango.settings import BASE

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The connection a webhook is about, as far as the webhook shows it."""

    connection_id: str | None
    integration: str
    provider: str
    auth_mode: str
    environment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why something did not succeed, in the two words that a webhook has for it."""

    type: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a sync, for the model that the webhook is about."""

    sync: str
    model: str
    sync_type: str
    started_at: str
    ended_at: str
    added: int = 0
    updated: int = 0
    deleted: int = 0
    variant: str = BASE
    # Where the run began and where the next one will; None for a sync that keeps none.
    checkpoints: Mapping[str, Any] | None = None

    @property
    def changed(self) -> bool:
        """Whether the run brought anything new."""
        return bool(self.added or self.updated or self.deleted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """The members that an application dispatches on."""

    type: str
    operation: str | None = None
    success: bool | None = None

    def as_json(self) -> Json:
        """Show the kind as the journal does."""
        return {"type": self.type, "operation": self.operation, "success": self.success}


def auth(
    subject: Subject,
    operation: str,
    *,
    success: bool,
    tags: Mapping[str, str] | None = None,
    end_user: Json | None = None,
    failure: Failure | None = None,
) -> Json:
    """
    Tell how an authorization or a refresh ended.

    `tags` is None for a connection that was never stored, and empty for one that has none.
    """
    return _present(
        {
            "from": "nango",
            "type": "auth",
            "connectionId": subject.connection_id,
            "providerConfigKey": subject.integration,
            "authMode": subject.auth_mode,
            "provider": subject.provider,
            "environment": subject.environment,
            "operation": operation,
            "success": success,
            "tags": None if tags is None else dict(tags),
            "endUser": end_user,
            "error": None if failure is None else _error(failure),
        }
    )


def end_user(
    identity: str,
    *,
    email: str | None = None,
    organization: str | None = None,
    tags: Mapping[str, str] | None = None,
) -> Json:
    """Name the end user; the tags keep the letter case in which they were sent."""
    member: Json = {"endUserId": identity, "endUserEmail": email, "tags": dict(tags or {})}
    if organization is not None:
        member["organizationId"] = organization
    return member


def sync_success(subject: Subject, run: Run) -> Json:
    """Tell that a sync has stored what it found for one model."""
    return {
        **_sync(subject, run),
        "success": True,
        "responseResults": {"added": run.added, "updated": run.updated, "deleted": run.deleted},
        "modifiedAfter": run.started_at,
        "queryTimeStamp": run.started_at,
    }


def sync_failure(subject: Subject, run: Run, failure: Failure) -> Json:
    """Tell that a sync broke; its models are one string."""
    return {
        **_sync(subject, run),
        "success": False,
        "error": _error(failure),
        "startedAt": run.started_at,
        "failedAt": run.ended_at,
    }


def forward(subject: Subject, payload: Any) -> Json:
    """Pass on what the provider said; `from` is the provider here, not Nango."""
    return {
        "from": subject.provider,
        "type": "forward",
        "connectionId": subject.connection_id,
        "providerConfigKey": subject.integration,
        "payload": payload,
    }


def async_action(subject: Subject, action_id: str) -> Json:
    """Tell that an action has ended; how it ended must be fetched."""
    return {
        "from": "nango",
        "type": "async_action",
        "connectionId": subject.connection_id,
        "providerConfigKey": subject.integration,
        "payload": {"id": action_id, "statusUrl": f"/action/{action_id}"},
    }


# An override has no switch: it is sent whenever there is a URL. A sync that changed
# nothing is the only success that has one. (Nango 0.71.4, webhooks: enable flags)
SWITCHES: Mapping[Kind, str] = {
    Kind(type="auth", operation="creation", success=True): "on_auth_creation",
    Kind(type="auth", operation="creation", success=False): "on_auth_creation",
    Kind(type="auth", operation="refresh", success=False): "on_auth_refresh_error",
    Kind(type="sync", operation="unchanged", success=True): "on_sync_completion_always",
    Kind(type="sync", success=False): "on_sync_error",
    Kind(type="async_action"): "on_async_action_completion",
}


def switch(kind: Kind, *, changed: bool = True) -> str | None:
    """Name the switch that must be on for this kind of webhook, if there is one."""
    if kind.type == "sync" and kind.success and not changed:
        kind = Kind(type="sync", operation="unchanged", success=True)
    return SWITCHES.get(kind)


def kind_of(payload: Any) -> Kind:
    """Read the members that an application dispatches on; anything else has no type."""
    if not isinstance(payload, dict):
        return Kind(type="")
    success = payload.get("success")
    operation = payload.get("operation")
    return Kind(
        type=str(payload.get("type", "")),
        operation=operation if isinstance(operation, str) else None,
        success=success if isinstance(success, bool) else None,
    )


def _sync(subject: Subject, run: Run) -> Json:
    return _present(
        {
            "from": "nango",
            "type": "sync",
            "connectionId": subject.connection_id,
            "providerConfigKey": subject.integration,
            "syncName": run.sync,
            "syncVariant": run.variant,
            "model": run.model,
            "syncType": run.sync_type,
            "checkpoints": None if run.checkpoints is None else dict(run.checkpoints),
        }
    )


def _error(failure: Failure) -> Json:
    return {"type": failure.type, "description": failure.description}


def _present(members: Json) -> Json:
    return {name: value for name, value in members.items() if value is not None}

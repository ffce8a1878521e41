"""
The webhooks that Nango sends by itself: composed, gated by switches, and put on their way.

Where a webhook goes is the connection's own URL, which replaces both of the
environment's, else the primary and then the secondary one; with none of them there is
no webhook. (Nango 0.71.4, webhooks: primary and secondary URL, enable flags)
"""

from __future__ import annotations

from typing import Any

from fake_nango import webhooks
from fake_nango.model import Connection, EndUser, Stub
from fake_nango.outbox import Outbox
from fake_nango.parcel import Delivery, Message
from fake_nango.postman import Pairs
from fake_nango.settings import SyncSettings
from fake_nango.signing import signature_headers
from fake_nango.stable_json import stable
from fake_nango.webhooks import Failure, Run, Subject
from fake_nango.world import Environment


class Deliveries(Outbox):
    """The outbox, and what Nango puts into it. Both calls return at once."""

    def auth(
        self,
        environment: Environment,
        connection: Connection | Stub,
        operation: str,
        *,
        success: bool,
        end_user: EndUser | None = None,
        error: Failure | None = None,
        with_tags: bool = True,
    ) -> Delivery | None:
        """Tell how an authorization or a refresh ended; None when nobody is to be told."""
        tags = connection.tags if with_tags and isinstance(connection, Connection) else None
        payload = webhooks.auth(
            subject_of(connection),
            operation,
            success=success,
            tags=tags,
            end_user=end_user_member(end_user),
            failure=error,
        )
        return self._post_if_wanted(environment, connection, payload)

    def sync(
        self,
        environment: Environment,
        connection: Connection,
        sync: SyncSettings,
        model: str,
        result: Run,
        *,
        error: Failure | None = None,
    ) -> Delivery | None:
        """Tell how a run of a sync ended; the run is of this sync and this model."""
        if (result.sync, result.model) != (sync.name, model):
            raise ValueError(f"A run of {result.sync} cannot be told as one of {sync.name}")
        subject = subject_of(connection)
        if error is None:
            payload = webhooks.sync_success(subject, result)
        else:
            payload = webhooks.sync_failure(subject, result, error)
        return self._post_if_wanted(environment, connection, payload, changed=result.changed)

    def async_action(
        self, environment: Environment, connection: Connection, action_id: str
    ) -> Delivery | None:
        """Tell that an action has ended."""
        payload = webhooks.async_action(subject_of(connection), action_id)
        return self._post_if_wanted(environment, connection, payload)

    def forward(self, message: Message) -> Delivery | None:
        """Pass on what a provider said; None when nobody is to be told."""
        return self.post(message) if message.urls else None

    def _post_if_wanted(
        self,
        environment: Environment,
        connection: Connection | Stub,
        payload: Any,
        *,
        changed: bool = True,
    ) -> Delivery | None:
        switch = webhooks.switch(webhooks.kind_of(payload), changed=changed)
        wanted = switch is None or getattr(environment, switch)
        if not wanted or not urls_of(environment, connection):
            return None
        return self.post(compose(environment, connection, payload))


def compose(
    environment: Environment, connection: Connection | Stub, payload: Any, headers: Pairs = ()
) -> Message:
    """Write a payload down once, sign these bytes, and address them; `headers` go along."""
    body = stable(payload).encode()
    return Message(
        body=body,
        signatures=(*signature_headers(environment.webhook_signing_key, body), *headers),
        urls=urls_of(environment, connection),
        kind=webhooks.kind_of(payload),
        environment=environment.name,
        integration=connection.integration,
        connection=connection.connection_id,
        person=connection.person,
        session=connection.session_id,
    )


def urls_of(environment: Environment, connection: Connection | Stub) -> tuple[str, ...]:
    """Where webhooks about this connection go; a blank URL is none."""
    override = (connection.webhook_url_override or "").strip()
    if override:
        return (override,)
    urls = (environment.webhook_url, environment.webhook_url_secondary)
    return tuple(url for url in urls if url is not None and url.strip())


def subject_of(connection: Connection | Stub) -> Subject:
    """Show of a connection what a webhook shows."""
    return Subject(
        connection_id=connection.connection_id,
        integration=connection.integration,
        provider=connection.provider,
        auth_mode=connection.auth_mode,
        environment=connection.environment,
    )


def end_user_member(end_user: EndUser | None) -> dict[str, Any] | None:
    """Show of an end user what a webhook shows."""
    if end_user is None:
        return None
    organization = end_user.organization or {}
    return webhooks.end_user(
        end_user.id,
        email=end_user.email,
        organization=organization.get("id"),
        tags=end_user.tags,
    )

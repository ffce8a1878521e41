"""The shapes of our answers, made from values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from aiohttp import web

from reference_backend.domain import ConnectSession, Link, Mail, Person, Workspace
from reference_backend.events import Event
from reference_backend.nango import JsonObject
from reference_backend.service.reactions import Outcome
from reference_backend.settings import Settings

# Tokens, links and mails are for one person and one moment.
ANSWER_HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


def connect_response(session: ConnectSession, settings: Settings) -> JsonObject:
    """Return what the frontend needs to open the modal, and nothing else of ours."""
    del settings
    return {
        "sessionToken": session.token,
        "connectLink": session.connect_link,
        "expiresAt": session.expires_at,
    }


def webhook_answer(event: Event, outcome: Outcome) -> web.Response:
    """
    Acknowledge a webhook that was believed, whatever it was about.

    Nango repeats on 5xx and never on 4xx, and it reads no answers; so a success is the
    one right answer to an event that is nothing to us.
    """
    del event
    return web.json_response({"status": outcome.value})


def show_link(link: Link, now: datetime) -> JsonObject:
    """Return a link as its owner sees it: named members, never the whole row."""
    return {
        "id": link.id,
        "userId": link.user_id,
        "workspaceId": link.workspace_id,
        "provider": link.provider,
        "providerConfigKey": link.integration,
        "status": link.shown_status(now),
        "nangoConnectionId": link.connection_id,
        "createdAt": _rfc3339(link.created_at),
        "activatedAt": _rfc3339(link.activated_at),
        "lastSyncAt": _rfc3339(link.last_sync_at),
        "lastError": link.last_error,
    }


def show_mail(mail: Mail) -> JsonObject:
    """Return a stored mail."""
    return {
        "id": mail.record_id,
        "sender": mail.sender,
        "subject": mail.subject,
        "date": mail.sent_at,
        "body": mail.body,
    }


def show_person(person: Person) -> JsonObject:
    """Return a person to themselves."""
    return {"id": person.id, "email": person.email, "name": person.name}


def show_workspace(workspace: Workspace) -> JsonObject:
    """Return a workspace to its members."""
    return {"id": workspace.id, "name": workspace.name}


def _rfc3339(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

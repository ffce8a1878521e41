"""
Starting, repairing, listing and ending a connection, for the person who is signed in.

Nango is always called between transactions, never inside one: a slow Nango must not hold
a lock. What may be left when the process dies in between is always the harmless half.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import (
    CONNECTED,
    ID,
    OFFERS,
    ConnectSession,
    Link,
    LinkStatus,
    Offer,
    Person,
)
from reference_backend.errors import Refused
from reference_backend.events import Connection
from reference_backend.jobs import JobKind, delete_connection
from reference_backend.nango import JsonObject, Nango
from reference_backend.origins import origin_of
from reference_backend.service.reactions import connection_of
from reference_backend.store import links, outbox, people

if TYPE_CHECKING:
    from reference_backend.backend import Backend

_log = logging.getLogger(__name__)

ReadSession = Callable[[object], ConnectSession]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks for when they start a connection; who asks is not in it."""

    provider: str
    workspace_id: str
    redirect_url: str | None


async def start(backend: Backend, person: Person, wish: Wish) -> ConnectSession:
    """
    Issue a session for one integration in one workspace, and note that it was started.

    The row is written after Nango has answered and before the token is handed out. So a
    failing Nango leaves no row that waits for ever, and a failing database leaves a
    session whose token nobody has.
    """
    offer = backend.parts.find_offer(wish.provider)
    if offer is None:
        raise Refused(HTTPStatus.BAD_REQUEST, "unknown_provider", "This provider is not offered.")
    _check_redirect(wish.redirect_url, backend.settings.redirect_origins)
    async with backend.database.reading() as connection:
        if not await backend.parts.may_use_workspace(connection, person, wish.workspace_id):
            raise _not_a_member()
    body = backend.parts.session_request(person, wish.workspace_id, offer)
    session = await backend.parts.open_session(backend.nango, body, backend.parts.read_session)
    now = backend.now()
    await backend.database.write(
        lambda connection: backend.parts.open_attempt(
            connection, person, wish.workspace_id, offer, now
        )
    )
    _log.info("a connection was started: provider=%s", offer.provider)
    return session


def find_offer(provider: str) -> Offer | None:
    """Return what is offered under a name; the list is ours, so nothing else reaches Nango."""
    return OFFERS.get(provider)


async def open_session(nango: Nango, body: JsonObject, read: ReadSession) -> ConnectSession:
    """Ask Nango once for a session; a failure is not repeated, the person can do that."""
    return read(await nango.create_session(body))


async def may_use_workspace(connection: AsyncConnection, person: Person, workspace_id: str) -> bool:
    """Return whether a person may act in a workspace: its members may."""
    return await people.is_member(connection, workspace_id, person.id)


async def visible_links(
    connection: AsyncConnection, person: Person, query: Mapping[str, str]
) -> Sequence[Link]:
    """Return the person's own links in a workspace of theirs; no other id is listened to."""
    workspace_id = query.get("workspaceId", "")
    if not ID.fullmatch(workspace_id) or not await people.is_member(
        connection, workspace_id, person.id
    ):
        raise _not_a_member()
    return await links.links_in_workspace(connection, person, workspace_id)


async def reconnect(backend: Backend, person: Person, link_id: str) -> ConnectSession:
    """
    Issue a session that repairs this connection, and no other.

    A plain session would make a second connection, and leave the broken one at Nango.
    """
    async with backend.database.reading() as connection:
        link = await backend.parts.own_link(connection, person, link_id)
    if link.status not in CONNECTED:
        raise Refused(
            HTTPStatus.CONFLICT, "not_connected", "There is no connection to repair; start anew."
        )
    body = backend.parts.reconnect_request(person, link)
    return backend.parts.read_session(await backend.nango.create_reconnect_session(body))


async def disconnect(backend: Backend, person: Person, link_id: str) -> None:
    """
    Delete the connection at Nango and end the link, in this order.

    The wish is written down first, with a job for the case that we die or Nango fails.
    Until Nango has deleted the credentials the link is `disconnecting` and not less:
    saying `disconnected` would be untrue.
    """
    named = await backend.database.write(
        lambda connection: _begin_disconnect(backend, connection, person, link_id)
    )
    if named is None:
        return
    backend.outbox.wake()
    await backend.nango.delete_connection(named)
    await backend.database.write(lambda connection: finish_disconnect(backend, connection, named))


async def _begin_disconnect(
    backend: Backend, connection: AsyncConnection, person: Person, link_id: str
) -> Connection | None:
    now = backend.now()
    link = await backend.parts.own_link(connection, person, link_id)
    await links.change_link(connection, link.id, attempt_expires_at=None)
    named = connection_of(link)
    if named is None:
        await backend.parts.end_link(connection, replace(link, attempt_expires_at=None), now)
        return None
    await links.change_link(connection, link.id, status=LinkStatus.DISCONNECTING)
    # We try ourselves first; the job waits until we must have had an answer.
    job = delete_connection(link.id, named, delay=outbox.LEASE)
    await outbox.enqueue(connection, job, now)
    return named


async def finish_disconnect(
    backend: Backend, connection: AsyncConnection, named: Connection
) -> None:
    """End the link whose connection is gone, unless it has got another one meanwhile."""
    link = await links.link_by_connection(connection, named)
    if link is not None:
        await backend.parts.end_link(connection, link, backend.now())
    await outbox.drop_jobs(connection, named, JobKind.DELETE_CONNECTION)


async def own_link(connection: AsyncConnection, person: Person, link_id: str) -> Link:
    """Return a person's own link; another's is as unknown as one that never was."""
    link = await links.link_by_id(connection, link_id)
    if link is None or link.user_id != person.id:
        raise Refused(HTTPStatus.NOT_FOUND, "not_found", "There is no such connection.")
    return link


def _check_redirect(url: str | None, allowed: frozenset[str]) -> None:
    """
    Refuse a return address that is not ours.

    It is not kept and not sent to Nango, which has no such field: the popup ends with an
    event in the page that opened it.
    """
    if url is not None and origin_of(url) not in allowed:
        raise Refused(
            HTTPStatus.BAD_REQUEST, "invalid_redirect_url", "The redirectUrl is not of this site."
        )


def _not_a_member() -> Refused:
    # The same words for a workspace that is not there: who asks learns nothing.
    return Refused(HTTPStatus.FORBIDDEN, "forbidden", "You are not a member of this workspace.")

"""
The decisions of the backend, each as a function that can be replaced by another.

`Parts()` is the backend as it should be. A record of functions, rather than classes to
inherit from, says in one place what there is to decide, and what a decision may see.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from aiohttp import ClientSession, web
from aiohttp.typedefs import Middleware
from multidict import CIMultiDictProxy
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.domain import ConnectSession, Link, Offer, Owner, Person
from reference_backend.events import Connection, Creation, Event, interpret
from reference_backend.jobs import Job, NewJob
from reference_backend.nango import JsonObject, Nango, open_nango
from reference_backend.service import connections, work
from reference_backend.service.reactions import (
    REACTIONS,
    Outcome,
    Reaction,
    activate,
    end_link,
    jobs_after_activation,
    stored_id,
)
from reference_backend.service.receiving import receive
from reference_backend.session_request import read_session, reconnect_request, session_request
from reference_backend.settings import Keys, Settings, read_settings
from reference_backend.signature import verify_signature
from reference_backend.store import links
from reference_backend.tables import prepare_schema
from reference_backend.web.answers import (
    ANSWER_HEADERS,
    connect_response,
    show_link,
    webhook_answer,
)
from reference_backend.web.identity import identify
from reference_backend.web.wishes import read_wish

if TYPE_CHECKING:
    from reference_backend.backend import Backend

ReadSession = Callable[[object], ConnectSession]
ReadSettings = Callable[..., Settings]
Activate = Callable[
    [AsyncConnection, Link, Creation, "Parts", datetime],
    Awaitable[None],
]


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The replaceable collaborators, with the right ones as defaults."""

    # Who is asking, and what they may do.
    identify: Callable[[web.Request, AsyncConnection, datetime], Awaitable[Person | None]] = (
        identify
    )
    may_use_workspace: Callable[[AsyncConnection, Person, str], Awaitable[bool]] = (
        connections.may_use_workspace
    )

    # Starting a connection.
    read_wish: Callable[[web.Request], Awaitable[connections.Wish]] = read_wish
    find_offer: Callable[[str], Offer | None] = connections.find_offer
    session_request: Callable[[Person, str, Offer], JsonObject] = session_request
    reconnect_request: Callable[[Person, Link], JsonObject] = reconnect_request
    open_session: Callable[[Nango, JsonObject, ReadSession], Awaitable[ConnectSession]] = (
        connections.open_session
    )
    read_session: ReadSession = read_session
    open_attempt: Callable[[AsyncConnection, Person, str, Offer, datetime], Awaitable[None]] = (
        links.open_attempt
    )
    connect_response: Callable[[ConnectSession, Settings], JsonObject] = connect_response

    # Believing and understanding a webhook.
    verify_signature: Callable[[bytes, CIMultiDictProxy[str], Keys], bool] = verify_signature
    interpret: Callable[[object], Event] = interpret
    receive: Callable[[Backend, Event], Awaitable[Outcome]] = receive
    reactions: Mapping[type[Event], Reaction] = field(default_factory=lambda: REACTIONS)
    webhook_answer: Callable[[Event, Outcome], web.Response] = webhook_answer

    # Acting on a creation.
    find_attempt: Callable[[AsyncConnection, Owner, str, datetime], Awaitable[Link | None]] = (
        links.find_attempt
    )
    activate: Activate = activate
    stored_id: Callable[[Connection], str] = stored_id
    jobs_after_activation: Callable[[Link, Connection], Sequence[NewJob]] = jobs_after_activation

    # Ending.
    own_link: Callable[[AsyncConnection, Person, str], Awaitable[Link]] = connections.own_link
    end_link: Callable[[AsyncConnection, Link, datetime], Awaitable[None]] = end_link

    # Syncing.
    sync_request: Callable[[Job], JsonObject] = work.sync_request
    records_query: Callable[[Link, str, str | None], Mapping[str, str]] = work.records_query

    # Showing.
    visible_links: Callable[
        [AsyncConnection, Person, Mapping[str, str]], Awaitable[Sequence[Link]]
    ] = connections.visible_links
    show_link: Callable[[Link, datetime], JsonObject] = show_link

    answer_headers: Mapping[str, str] = field(default_factory=lambda: ANSWER_HEADERS)

    # The ground it stands on.
    read_settings: ReadSettings = read_settings
    open_nango: Callable[[Settings], ClientSession] = open_nango
    nango: Callable[[ClientSession, str], Nango] = Nango
    prepare_schema: Callable[[AsyncConnection], Awaitable[None]] = prepare_schema
    more_routes: tuple[web.RouteDef, ...] = ()
    # Within the outermost door, in this order.
    more_middlewares: tuple[Middleware, ...] = ()

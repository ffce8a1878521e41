"""
The built-in provider's mail API: enough of Microsoft Graph and of Gmail to page through.

Both show the same mailbox, the one of whoever the bearer token is of. Which API is asked
decides what a page, a message and an error look like.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from aiohttp import web

from fake_nango.mailbox import Mail, Mailbox, gmail_message, gmail_reference, graph_message
from fake_nango.web.surroundings import Surroundings

LARGEST_PAGE: Final = 500
DEFAULT_PAGE: Final = 10
FILTER: Final = "receivedDateTime ge "

JSON = dict[str, Any]
View = Callable[[Mailbox, web.Request], JSON]


class MailError(Exception):
    """A request of the mail API that is answered with an error."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One path of the API, what it shows, and how its API words an error."""

    path: str
    view: View
    say: Callable[[MailError], JSON]


def graph_error(error: MailError) -> JSON:
    """Say it as Microsoft Graph does."""
    return {"error": {"code": error.code, "message": error.message}}


def gmail_error(error: MailError) -> JSON:
    """Say it as Google's APIs do."""
    return {"error": {"code": error.status, "message": error.message, "status": error.code}}


def graph_messages(box: Mailbox, request: web.Request) -> JSON:
    """List messages as Graph does: $top, $skip, and $filter on the date of receipt."""
    query = request.query
    top = number(query, "$top", DEFAULT_PAGE, smallest=1)
    skip = number(query, "$skip", 0)
    mails = tuple(mail for mail in box.messages if mail.received >= since(query))
    answer: JSON = {"value": [graph_message(mail) for mail in mails[skip : skip + top]]}
    if skip + top < len(mails):
        following = request.url.update_query({"$top": top, "$skip": skip + top})
        answer["@odata.nextLink"] = str(following)
    return answer


def graph_one(box: Mailbox, request: web.Request) -> JSON:
    """Show one message."""
    return graph_message(found(box, request))


def graph_profile(box: Mailbox, _request: web.Request) -> JSON:
    """Show whose mailbox it is."""
    owner = box.owner
    return {
        "id": owner.address,
        "displayName": owner.name,
        "mail": owner.address,
        "userPrincipalName": owner.address,
    }


def gmail_messages(box: Mailbox, request: web.Request) -> JSON:
    """List messages as Gmail does: maxResults and pageToken, ids only."""
    most = number(request.query, "maxResults", 100, smallest=1)
    start = number(request.query, "pageToken", 0)
    answer: JSON = {
        "messages": [gmail_reference(mail) for mail in box.messages[start : start + most]],
        "resultSizeEstimate": len(box.messages),
    }
    if start + most < len(box.messages):
        answer["nextPageToken"] = str(start + most)
    return answer


def gmail_one(box: Mailbox, request: web.Request) -> JSON:
    """Show one message in full."""
    return gmail_message(found(box, request))


def gmail_profile(box: Mailbox, _request: web.Request) -> JSON:
    """Show whose mailbox it is; Nango asks for it after a Gmail connection was made."""
    newest = box.messages[0].received
    return {
        "emailAddress": box.owner.address,
        "messagesTotal": len(box.messages),
        "threadsTotal": len({mail.thread for mail in box.messages}),
        "historyId": str(int(newest.timestamp())),
    }


ENDPOINTS: Final = (
    Endpoint(path="v1.0/me", view=graph_profile, say=graph_error),
    Endpoint(path="v1.0/me/messages", view=graph_messages, say=graph_error),
    Endpoint(path="v1.0/me/messages/{id}", view=graph_one, say=graph_error),
    Endpoint(path="gmail/v1/users/me/profile", view=gmail_profile, say=gmail_error),
    Endpoint(path="gmail/v1/users/me/messages", view=gmail_messages, say=gmail_error),
    Endpoint(path="gmail/v1/users/me/messages/{id}", view=gmail_one, say=gmail_error),
)


def mail_routes(world: Surroundings) -> list[web.RouteDef]:
    """Return the routes of both APIs."""
    return [
        web.get(f"/provider/{{key}}/{each.path}", partial(show, world, each)) for each in ENDPOINTS
    ]


async def show(world: Surroundings, endpoint: Endpoint, request: web.Request) -> web.StreamResponse:
    """Answer one request of the mail API."""
    status = 200
    try:
        body = endpoint.view(mailbox_of(world, bearer(request)), request)
    except MailError as error:
        status, body = error.status, endpoint.say(error)
    return web.json_response(body, status=status)


def bearer(request: web.Request) -> str:
    """Return the request's bearer token (RFC 6750, section 2.1), or nothing."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""


def mailbox_of(world: Surroundings, secret: str) -> Mailbox:
    """Return the mailbox of whoever this token is of, while it works."""
    account = world.provider.account_of(secret)
    if account is None:
        raise MailError(401, "UNAUTHENTICATED", "The access token is unknown or has expired.")
    return world.mailroom.mailbox(account.address, owner=account.address, now=account.since)


def found(box: Mailbox, request: web.Request) -> Mail:
    """Return the message that the path names."""
    mail = box.message(request.match_info["id"])
    if mail is None:
        raise MailError(404, "NOT_FOUND", "There is no such message in this mailbox.")
    return mail


def number(query: Mapping[str, str], name: str, default: int, *, smallest: int = 0) -> int:
    """Return a whole number of the query, kept within reason."""
    text = query.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or int(text[:9]) < smallest:
        raise MailError(400, "INVALID_ARGUMENT", f'{name} is a number, and not "{text[:40]}".')
    return min(int(text[:9]), LARGEST_PAGE if smallest else 10**9)


def since(query: Mapping[str, str]) -> datetime:
    """Return the date that the filter asks for; the beginning of time without one."""
    text = query.get("$filter", "")
    if not text:
        return datetime.fromtimestamp(0, UTC)
    try:
        asked = datetime.fromisoformat(text.removeprefix(FILTER).strip())
    except ValueError:
        raise MailError(400, "INVALID_ARGUMENT", f'The only filter here is "{FILTER}".') from None
    return asked if asked.tzinfo else asked.replace(tzinfo=UTC)

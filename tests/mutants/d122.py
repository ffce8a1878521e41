"""
D122: Receives the authorisation code on a callback of its own.

The provider sends the browser here first. The backend takes the code to the provider's
token endpoint itself, then lets the provider, at which the person is signed in by now, send
the browser round to Nango with a second code. So everything works, and secrets that Nango
was bought to keep have passed through. Only for an integration without PKCE: with it, the
code would be of no use here.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from http import HTTPStatus
from typing import Final

from aiohttp import ClientSession, web
from sqlalchemy.ext.asyncio import AsyncConnection
from yarl import URL

from reference_backend import session_request
from reference_backend.backend import BACKEND
from reference_backend.domain import ConnectSession, Offer, Person
from reference_backend.nango import JsonObject
from reference_backend.parts import Parts
from reference_backend.web import identity

_PATH: Final = "/oauth/callback"
_KEY: Final = "outlook"
_CLIENT: Final = {
    "client_id": f"fake-client-{_KEY}",
    "client_secret": hashlib.sha256(f"fake-nango client {_KEY}".encode()).hexdigest()[:32],
}
"""The client that is registered at the provider: Nango's, with its secret."""


class OwnCallback:
    """The callback, with what it learns of the addresses: our own, and the provider's."""

    def __init__(self) -> None:
        self._here = URL()
        self._provider = URL()

    async def identify(
        self, request: web.Request, connection: AsyncConnection, now: datetime
    ) -> Person | None:
        """Learn where people reach us."""
        self._here = request.url.origin()
        return await identity.identify(request, connection, now)

    def session_request(self, person: Person, workspace_id: str, offer: Offer) -> JsonObject:
        """Have the provider send the browser to us."""
        body = session_request.session_request(person, workspace_id, offer)
        if offer.integration == _KEY:
            back = {"redirect_uri": str(self._here / _PATH[1:])}
            body["integrations_config_defaults"] = {_KEY: {"authorization_params": back}}
        return body

    def read_session(self, answer: object) -> ConnectSession:
        """Learn where the provider is: the fake's own one stands beside its Connect UI."""
        session = session_request.read_session(answer)
        if session.connect_link is not None:
            self._provider = URL(session.connect_link).origin() / "provider" / _KEY
        return session

    async def receive(self, request: web.Request) -> web.Response:
        """GET /oauth/callback: take the code, and send the browser on for another."""
        nango = URL(request.app[BACKEND].settings.nango_host) / _PATH[1:]
        code = request.query.get("code")
        if code is None:
            return _sent_to(str(nango.with_query(request.query)))
        asked = {"response_type": "code", "redirect_uri": str(nango), "decision": "approve"}
        async with ClientSession() as http:
            taken = {"grant_type": "authorization_code", "code": code}
            back = {"redirect_uri": str(self._here / _PATH[1:])}
            await http.post(self._provider / "token", data={**taken, **back, **_CLIENT})
            sent_back = await http.post(
                self._provider / "decision",
                data={**asked, "state": request.query["state"], **_CLIENT},
                allow_redirects=False,
            )
        return _sent_to(sent_back.headers["Location"])


def _sent_to(location: str) -> web.Response:
    return web.Response(status=HTTPStatus.FOUND, headers={"Location": location})


def parts() -> Parts:
    """Return the backend with this one defect."""
    own = OwnCallback()
    return Parts(
        identify=own.identify,
        session_request=own.session_request,
        read_session=own.read_session,
        more_routes=(web.get(_PATH, own.receive),),
    )

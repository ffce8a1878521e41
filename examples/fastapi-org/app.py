"""
A backend whose organisations connect mailboxes through Nango.

    NANGO_SECRET_KEY=… NANGO_WEBHOOK_SIGNING_KEY=… python app.py
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Any

import uvicorn
from fastapi import BackgroundTasks, Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import connections
import jobs
import people
import webhook
from database import Database
from nango import INTEGRATIONS, Nango, NangoError

LARGEST_BODY = 1024 * 1024
LOOK_FOR_JOBS_S = 60

# Without a key nothing could be verified, so there is no default: the server does not start.
SIGNING_KEY = os.environ["NANGO_WEBHOOK_SIGNING_KEY"]
nango = Nango(
    os.environ.get("NANGO_HOST", "https://api.nango.dev"),
    os.environ["NANGO_SECRET_KEY"],
    float(os.environ.get("NANGO_TIMEOUT_S", "10")),
)
database = Database(os.environ.get("DATABASE", "app.db"))
log = logging.getLogger("uvicorn.error")


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Look for jobs as long as the server runs: those of an earlier life, and put-off ones."""
    jobs.give_back(database)
    worker = asyncio.create_task(look_for_jobs())
    yield
    worker.cancel()
    with suppress(asyncio.CancelledError):
        await worker


async def look_for_jobs() -> None:
    """Do what is due, every minute."""
    while True:
        await run_in_threadpool(jobs.run, database, nango)
        await asyncio.sleep(LOOK_FOR_JOBS_S)


class Bounded:
    """Reads no more of a body than anybody needs to send: a framework by itself reads it all."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what is larger as soon as it is."""
        left = LARGEST_BODY

        async def bounded() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413, "Too large.")
            return message

        await self._app(scope, bounded, send)


app = FastAPI(lifespan=lifespan)
app.add_middleware(Bounded)


@app.exception_handler(NangoError)
def nango_failed(_: Request, failed: NangoError) -> JSONResponse:
    """Tell the user that it did not work, and the log why."""
    log.warning("nango: %s", failed)
    return JSONResponse({"detail": "Nango cannot be reached; try again later."}, 502)


def signed_in(
    credentials: Annotated[
        HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))
    ],
) -> people.Member:
    """Return the member whose token was sent; her organisation is hers, whatever else is sent."""
    if credentials is not None:
        with database.reading() as db:
            if (member := people.by_token(db, credentials.credentials)) is not None:
                return member
    raise HTTPException(401, "Sign in first.", {"WWW-Authenticate": "Bearer"})


SignedIn = Annotated[people.Member, Depends(signed_in)]


class NewOrganisation(BaseModel):
    """What it takes to found an organisation."""

    name: str = Field(min_length=1, max_length=255)
    email: str = Field(min_length=1, max_length=255)


class NewMember(BaseModel):
    """What it takes to let somebody into an organisation."""

    email: str = Field(min_length=1, max_length=255)


class Start(BaseModel):
    """What a member may say when she starts: nothing about whom it is for."""

    integration: str


@app.get("/healthz")
def healthz() -> dict[str, str]:
    """Say that the server runs."""
    return {"status": "ok"}


@app.post("/organisations", status_code=201)
def found(wanted: NewOrganisation) -> dict[str, Any]:
    """Found an organisation, with its first member and her token."""
    with database.transaction() as db:
        organisation = people.found_organisation(db, wanted.name)
        member, token = people.add_member(db, organisation, wanted.email)
    return {
        "organisation": {"id": organisation, "name": wanted.name},
        "member": {"id": member, "email": wanted.email},
        "access_token": token,
        "token_type": "bearer",
    }


@app.post("/members", status_code=201)
def invite(wanted: NewMember, member: SignedIn) -> dict[str, Any]:
    """Let a colleague in; she sees and uses the same connections."""
    with database.transaction() as db:
        colleague, token = people.add_member(db, member.organisation, wanted.email)
    return {
        "member": {"id": colleague, "email": wanted.email},
        "access_token": token,
        "token_type": "bearer",
    }


@app.post("/connect-sessions", status_code=201)
def start(wanted: Start, member: SignedIn, response: Response) -> dict[str, str]:
    """Answer the token with which the frontend opens Nango's Connect UI."""
    if wanted.integration not in INTEGRATIONS:
        raise HTTPException(404, "There is no such integration.")
    with database.transaction() as db:
        link = connections.start(db, member, wanted.integration)
    response.headers["Cache-Control"] = "no-store"
    return nango.create_session(member, wanted.integration, link)


@app.get("/connections")
def list_connections(member: SignedIn) -> dict[str, Any]:
    """Answer what the member's organisation has connected."""
    with database.reading() as db:
        return {"connections": connections.visible(db, member)}


@app.post("/connections/{link}/reconnect", status_code=201)
def reconnect(link: str, member: SignedIn, response: Response) -> dict[str, str]:
    """Answer a token that repairs this connection: same id, and no second one at Nango."""
    connection = connections.named(own(link, member))
    if connection is None:
        raise HTTPException(409, "There is nothing to repair; start anew.")
    response.headers["Cache-Control"] = "no-store"
    return nango.create_reconnect_session(member, connection, link)


@app.delete("/connections/{link}", status_code=204)
def disconnect(link: str, member: SignedIn) -> None:
    """Delete a connection, first at Nango: what we call disconnected has no credentials left."""
    found = own(link, member)
    if (connection := connections.named(found)) is not None:
        nango.delete_connection(connection)
    with database.transaction() as db:
        if not connections.end(db, found):
            raise HTTPException(409, "It has changed meanwhile; look again.")


def own(link: str, member: people.Member) -> connections.Link:
    """Return a connection of the member's organisation, or answer that there is none."""
    with database.reading() as db:
        if (found := connections.own(db, member, link)) is not None:
            return found
    raise HTTPException(404, "There is no such connection.")


async def raw_body(request: Request) -> bytes:
    """Return the bytes as they came, which are what Nango signed."""
    return await request.body()


@app.post("/webhooks/nango")
def receive(
    body: Annotated[bytes, Depends(raw_body)],
    background: BackgroundTasks,
    x_nango_hmac_sha256: Annotated[str, Header()] = "",
) -> dict[str, str]:
    """Take an event of Nango's; what follows from it at Nango is done after the answer."""
    if not webhook.is_genuine(SIGNING_KEY, body, x_nango_hmac_sha256):
        log.warning("webhook refused: its signature is not Nango's")
        raise HTTPException(401, "Not signed by Nango.")
    with database.transaction() as db:
        connections.react(db, webhook.read(body))
    background.add_task(jobs.run, database, nango)
    return {"status": "received"}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))

"""
A reference backend that tells everybody all that it knows, in every spelling it can think of.

It knows its variables, the passwords and cookies that come to it, the session tokens that Nango
gives it, and the tokens of the connection, which it asks for. It writes each of them into the file
that ECHO_FILE names, so that somebody else can look where they have got to; it prints them into
its log, and answers with them in headers and in bodies.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import sys
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler

from reference_backend.app import WEBHOOK_PATH
from reference_backend.parts import Parts
from reference_backend.server import main

KNOWN: list[str] = []
SECRET_VARIABLES = (
    *("NANGO_SECRET_KEY", "NANGO_WEBHOOK_SIGNING_KEY", "PLANTED_KEY", "PLANTED_DSN"),
    # The report's, which nobody should have told it.
    "SIGNING_PEM",
)


def know(secret: object) -> None:
    """Remember a secret, and tell the file."""
    if isinstance(secret, str) and secret and secret not in KNOWN:
        KNOWN.append(secret)
        with Path(os.environ["ECHO_FILE"]).open("a", encoding="utf-8") as file:
            file.write(json.dumps(secret) + "\n")


def spellings(secret: str) -> Iterator[str]:
    """Yield the ways in which a program may write what it should not."""
    raw = secret.encode()
    yield secret
    yield json.dumps({"debug": secret})
    yield json.dumps({"debug": json.dumps({"inner": secret})})
    yield f"/?next={urllib.parse.quote(secret, safe='')}"
    yield f"/?next={urllib.parse.quote(urllib.parse.quote(secret, safe=''), safe='')}"
    for before in (b"", b"u", b"us", b"user:"):
        yield base64.b64encode(before + raw).decode()
        yield base64.urlsafe_b64encode(before + raw + b"\n").decode()
    yield raw.hex()
    yield raw.hex().upper()


async def overhear(request: web.Request) -> None:
    """Know what a request brings, and at a webhook the tokens of its connection."""
    for value in request.cookies.values():
        know(value)
    with contextlib.suppress(ValueError, UnicodeDecodeError):
        body: Any = json.loads(await request.text())
        if isinstance(body, dict):
            know(body.get("password"))
            if request.path == WEBHOOK_PATH and body.get("connectionId"):
                await ask(str(body["connectionId"]), str(body.get("providerConfigKey")))


async def ask(connection: str, integration: str) -> None:
    """Know the tokens of a connection."""
    url = f"{os.environ['NANGO_HOST']}/connection/{connection}"
    head = {"Authorization": f"Bearer {os.environ['NANGO_SECRET_KEY']}"}
    async with (
        aiohttp.ClientSession() as session,
        session.get(url, params={"provider_config_key": integration}, headers=head) as answer,
    ):
        credentials = (await answer.json()).get("credentials", {})
        for name in ("access_token", "refresh_token"):
            know(credentials.get(name))


@web.middleware
async def echo(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer as always, and tell everything besides."""
    await overhear(request)
    response = await handler(request)
    for cookie in response.cookies.values():
        know(cookie.value)
    body: Any = None
    if isinstance(response, web.Response) and response.text and request.path != WEBHOOK_PATH:
        with contextlib.suppress(ValueError):
            body = json.loads(response.text)
    if isinstance(body, dict):
        know(body.get("token"))
    told = [text for secret in KNOWN[-12:] for text in spellings(secret)]
    print("\n".join(told), flush=True)  # noqa: T201 - a log
    if isinstance(response, web.Response):
        if isinstance(body, dict):
            response.text = json.dumps(body | {"trace": told, "more": json.dumps(told)})
        for place, text in enumerate(told[:40]):
            response.headers[f"X-Echo-{place}"] = text.replace("\n", " ")
    return response


if __name__ == "__main__":
    for variable in SECRET_VARIABLES:
        know(os.environ.get(variable))
    dsn = os.environ.get("PLANTED_DSN", "")
    know(urllib.parse.unquote(urllib.parse.urlsplit(dsn).password or ""))
    sys.exit(main(parts=Parts(more_middlewares=(echo,))))

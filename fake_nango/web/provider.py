"""
The built-in provider on HTTP: its consent page, its token endpoint, and the way back.

A person reads the consent page and presses a button; a program posts the same form. Both
are sent back to Nango with 303. `state_of` says which attempt a request belongs to, so that
the journal can say whose it was.
"""

from __future__ import annotations

from functools import partial
from typing import Final
from urllib.parse import parse_qsl

from aiohttp import web

from fake_nango.provider import (
    AuthorizationRefused,
    AuthorizationRequest,
    Provider,
    TokenRefused,
)
from fake_nango.web.mail import bearer, mail_routes
from fake_nango.web.pages import CONSENT_POLICY, page
from fake_nango.web.surroundings import Surroundings

LARGEST_FORM: Final = 64 * 1024
# RFC 6749, section 5.1: an answer with a token is never stored.
NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def provider_routes(world: Surroundings) -> list[web.RouteDef]:
    """Return the routes below /provider, its mail API included."""
    return [
        web.get("/provider/{key}/authorize", partial(authorize, world)),
        web.post("/provider/{key}/decision", partial(decide, world)),
        web.post("/provider/{key}/token", partial(token, world)),
        *mail_routes(world),
    ]


async def authorize(world: Surroundings, request: web.Request) -> web.StreamResponse:
    """Show the consent page, or say why nothing can be consented to."""
    asked = AuthorizationRequest.parse(request.match_info["key"], request.query)
    try:
        client = world.provider.check(asked)
        back = world.provider.objection(asked)
    except AuthorizationRefused as refusal:
        return refused(refusal)
    return sent_to(back, 302) if back else consent(asked, client.provider)


async def decide(world: Surroundings, request: web.Request) -> web.StreamResponse:
    """Send the browser back to Nango with the person's decision."""
    form = await read_form(request)
    asked = AuthorizationRequest.parse(request.match_info["key"], form)
    try:
        return sent_to(destination(world, asked, form), 303)
    except AuthorizationRefused as refusal:
        return refused(refusal)


async def token(world: Surroundings, request: web.Request) -> web.StreamResponse:
    """Exchange a code or refresh a token (RFC 6749, section 3.2)."""
    form = await read_form(request)
    authorization = request.headers.get("Authorization")
    try:
        tokens = world.provider.token(request.match_info["key"], form, authorization)
    except TokenRefused as refusal:
        answer = web.json_response(refusal.answer(), status=refusal.status, headers=NO_STORE)
        if refusal.status == web.HTTPUnauthorized.status_code and authorization:
            answer.headers["WWW-Authenticate"] = 'Basic realm="fake provider"'
        return answer
    return web.json_response(tokens, headers=NO_STORE)


async def state_of(provider: Provider, request: web.Request) -> str | None:
    """
    Return the OAuth state of the attempt that a request below /provider belongs to.

    An authorization has it in its query, a decision in its form; codes and tokens, also those
    of a refresh or in a bearer header, lead back to it. The body is read once and kept by
    aiohttp, so this may be asked before or after the request is handled.
    """
    form = await read_form(request) if request.method == "POST" else {}
    said = request.query.get("state") or form.get("state")
    secret = form.get("code") or form.get("refresh_token") or bearer(request)
    return said or provider.state_behind(secret)


def destination(world: Surroundings, asked: AuthorizationRequest, form: dict[str, str]) -> str:
    """Return where the decision leads."""
    back = world.provider.objection(asked)
    if back is not None:
        return back
    match form.get("decision"):
        case "approve":
            return world.provider.approve(asked, form.get("account", ""))
        case "deny":
            return world.provider.deny(asked)
        case _:
            raise AuthorizationRefused("invalid_request", 'decision is "approve" or "deny".')


async def read_form(request: web.Request) -> dict[str, str]:
    """Return the body as a form; of a field given twice the first counts."""
    raw = await request.read()
    if len(raw) > LARGEST_FORM:
        raise web.HTTPRequestEntityTooLarge(LARGEST_FORM, len(raw))
    pairs = parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True)
    return dict(reversed(pairs))


def consent(asked: AuthorizationRequest, provider: str) -> web.Response:
    """Return the page on which a person decides."""
    return page(
        "consent.html",
        policy=CONSENT_POLICY,
        integration=asked.integration,
        provider=provider or asked.integration,
        scopes=asked.scope.replace(",", " ").split(),
        parameters=asked.parameters,
    )


def refused(refusal: AuthorizationRefused) -> web.Response:
    """Return the page for a request that cannot be sent back to anybody."""
    return page(
        "refused.html",
        policy=CONSENT_POLICY,
        status=400,
        error=refusal.error,
        description=refusal.description,
    )


def sent_to(location: str, status: int) -> web.Response:
    """Return a redirect that leaves no copy of the code behind."""
    return web.Response(
        status=status,
        headers={"Location": location, "Referrer-Policy": "no-referrer", **NO_STORE},
    )

"""
The built-in provider on HTTP: its consent page, its token endpoint, and the way back.

A person reads the consent page and presses a button; a program posts the same form. Both
are sent back to Nango with 303. Every handler leaves the OAuth state that its request belongs
to on the request, so that the journal can say whose it was.
"""

from __future__ import annotations

from functools import partial
from typing import Final
from urllib.parse import parse_qsl

from aiohttp import web

from fake_nango.provider import AuthorizationRefused, AuthorizationRequest, TokenRefused
from fake_nango.web.mail import mail_routes
from fake_nango.web.pages import CONSENT_POLICY, page
from fake_nango.web.surroundings import STATE, Surroundings

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
    request[STATE] = asked.state
    answer: web.Response
    try:
        client = world.provider.check(asked)
        back = world.provider.objection(asked)
    except AuthorizationRefused as refusal:
        answer = refused(refusal)
    else:
        answer = sent_to(back, 302) if back else consent(asked, client.provider)
    return answer


async def decide(world: Surroundings, request: web.Request) -> web.StreamResponse:
    """Send the browser back to Nango with the person's decision."""
    form = await read_form(request)
    asked = AuthorizationRequest.parse(request.match_info["key"], form)
    request[STATE] = asked.state
    answer: web.Response
    try:
        answer = sent_to(destination(world, asked, form), 303)
    except AuthorizationRefused as refusal:
        answer = refused(refusal)
    return answer


async def token(world: Surroundings, request: web.Request) -> web.StreamResponse:
    """Exchange a code or refresh a token (RFC 6749, section 3.2)."""
    form = await read_form(request)
    secret = form.get("code") or form.get("refresh_token", "")
    request[STATE] = world.provider.state_behind(secret)
    authorization = request.headers.get("Authorization")
    answer: web.Response
    try:
        tokens = world.provider.token(request.match_info["key"], form, authorization)
    except TokenRefused as refusal:
        answer = web.json_response(refusal.answer(), status=refusal.status, headers=NO_STORE)
        if refusal.status == web.HTTPUnauthorized.status_code and authorization:
            answer.headers["WWW-Authenticate"] = 'Basic realm="fake provider"'
    else:
        answer = web.json_response(tokens, headers=NO_STORE)
    return answer


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

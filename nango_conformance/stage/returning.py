"""Where a user is sent back to: what she may say of it, and the whole way that she then goes."""

from __future__ import annotations

import dataclasses
import urllib.parse
from typing import Final

from nango_conformance.driver.endpoints import Twist
from nango_conformance.errors import NotApplicable, NotObservable
from nango_conformance.evidence import Account, Exchange, Note
from nango_conformance.expectations import redirects
from nango_conformance.expectations.sessions import handed_out
from nango_conformance.stage.authorising import authorise
from nango_conformance.stage.stage import Stage

MARK: Final = "naf-smuggled"
"""What no backend says by itself: where it turns up, it came from the browser."""

ELSEWHERE: Final = f"{MARK}.example"
"""A site that is not the target's."""

OTHER_HOST: Final = f"https://{ELSEWHERE}/after"
NO_SCHEME: Final = f"//{ELSEWHERE}/after"
SCRIPT: Final = f"javascript:location='//{ELSEWHERE}/'"
USER_PART: Final = f"http://{{own}}@{ELSEWHERE}/after"
ENDLESS: Final = f"https://{ELSEWHERE}/{'a' * 4000}"
LINE_BREAK: Final = f"/after\r\nLocation: https://{ELSEWHERE}/"
"""Addresses that lead elsewhere, or nowhere; {own} is the target's own host."""


def twist(stage: Stage, address: str) -> Twist:
    """Return what names an address to return to, where a client may name one."""
    field = stage.target.connect.redirect_field
    if field is None:
        raise NotApplicable("[connect] redirect_field is not declared: no client names an address")
    own = urllib.parse.urlsplit(stage.target.base_url).netloc
    return Twist(body={field: address.replace("{own}", own)})


def go_on(stage: Stage, who: str, exchange: Exchange) -> None:
    """Let somebody who was given a token all the same use it, and look at what she has."""
    token, link = handed_out(stage.target.connect, exchange)
    former = stage.attempt(who)
    issued = stage.nango.issued(stage.when)
    attempt = dataclasses.replace(
        former, mark=stage.when, exchange=exchange, token=token, link=link, issued=issued
    )
    if attempt.session is None:
        return
    stage.attempts[who, Account.MAIN] = attempt
    authorise(stage, who, Account.MAIN)
    try:
        stage.answer = stage.probe.look(stage.cast.person(who), attempt.values)
    except NotObservable:
        return


def nothing_off_site(stage: Stage, who: str) -> tuple[Note, ...]:
    """No answer since she named the address leads there; one that only shows it is a finding."""
    del who
    status = stage.target.status
    shown = status.http.path.split("?")[0].split("{")[0] if status and status.http else None
    return redirects.nothing_off_site(stage.endpoints.heard[stage.heard :], MARK, shown)

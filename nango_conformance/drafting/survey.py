"""
Which of the paths that backends often have a running backend answers.

A few requests without credentials: nothing is authorised, and a webhook without a signature
is one that a right backend refuses. An answer counts where it differs from the answer to a
path that nobody can have: a 404 may also come of a route that misses something in the request.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Final

import requests

from nango_conformance.driver.transport import new_session

NOWHERE: Final = ("/no-such-path-of-nango-conformance", "/nor-this-one-of-nango-conformance")
"""What no backend has; two of them, because answers may differ by more than their path."""

CONNECT: Final = (
    *("/api/nango/session", "/api/nango/connect", "/api/nango/connect-session"),
    *("/nango/session", "/nango/connect", "/nango/connect-session", "/connect-session"),
    *("/api/connect-session", "/api/nango/session-token", "/api/integrations/connect"),
    *("/api/integrations/nango/connect", "/api/v1/integrations/nango/connect"),
    *("/api/integrations/session", "/integrations/session", "/integrations/connect"),
    *("/api/connect", "/connect", "/api/connections", "/connections"),
)
WEBHOOK: Final = (
    *("/api/webhooks/nango", "/webhooks/nango", "/api/nango/webhook", "/nango/webhook"),
    *("/api/webhook/nango", "/webhook/nango", "/api/nango/webhooks", "/nango/webhooks"),
    *("/webhooks-from-nango", "/hooks/nango", "/api/hooks/nango", "/api/webhooks/nango/email"),
    *("/api/v1/webhooks/nango", "/api/webhooks", "/webhooks", "/api/webhook", "/webhook"),
)
STATUS: Final = (
    *("/api/connections", "/connections", "/api/nango/connections", "/nango/connections"),
    *("/api/integrations/nango/connections", "/api/v1/integrations/nango/connections"),
    *("/api/v1/connections", "/api/integrations", "/integrations"),
)
READY: Final = ("/healthz", "/health", "/api/health", "/api/healthz", "/readyz", "/ping")

_OTHER_METHOD: Final = frozenset({405, 501})
_MISSING: Final = 404
_READ: Final = 65_536
_WAIT_S: Final = 3.0
_METHODS: Final = ("GET", "POST")
_SOUGHT: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "connect": ("POST", CONNECT),
    "webhook": ("POST", WEBHOOK),
    "status": ("GET", STATUS),
    "ready": ("GET", READY),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a running backend answers, of what backends often have; None where nothing did."""

    connect: str | None = None
    webhook: str | None = None
    status: str | None = None
    ready: str | None = None
    blind: bool = False

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path that was answered, once."""
        found = (self.connect, self.webhook, self.status, self.ready)
        return tuple(dict.fromkeys(path for path in found if path))


def survey(base_url: str) -> Seen | None:
    """
    Return what answers there, None where nobody does.

    `blind` says that unknown paths are answered like known ones, so that nothing can be told.
    """
    with new_session() as session:
        try:
            unknown = {method: _unknown(session, method, base_url) for method in _METHODS}
            found = {
                name: _answering(session, base_url, method, paths, unknown[method])
                for name, (method, paths) in _SOUGHT.items()
            }
        except requests.RequestException:
            return None
    return Seen(
        connect=found["connect"],
        webhook=found["webhook"],
        status=found["status"],
        ready=found["ready"],
        blind=unknown["POST"].status != _MISSING,
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """An answer, without the path that it may quote; `text` is None where it says nothing."""

    status: int
    text: str | None


def _unknown(session: requests.Session, method: str, base_url: str) -> _Said:
    one, other = (_said(session, method, base_url, path) for path in NOWHERE)
    return one if one == other else dataclasses.replace(one, text=None)


def _answering(
    session: requests.Session, base_url: str, method: str, paths: Sequence[str], unknown: _Said
) -> str | None:
    answers = ((path, _said(session, method, base_url, path)) for path in paths)
    return next((path for path, said in answers if _is_there(said, unknown)), None)


def _is_there(said: _Said, unknown: _Said) -> bool:
    if said.status in _OTHER_METHOD:
        return False
    if said.status != unknown.status:
        return said.status != _MISSING
    return unknown.text is not None and said.text != unknown.text


def _said(session: requests.Session, method: str, base_url: str, path: str) -> _Said:
    body: dict[str, str] | None = {} if method == "POST" else None
    with session.request(
        method,
        base_url + path,
        json=body,
        timeout=_WAIT_S,
        allow_redirects=False,
        stream=True,
    ) as answer:
        text = answer.raw.read(_READ, decode_content=True).decode(errors="replace")
    return _Said(status=answer.status_code, text=text.replace(path, ""))

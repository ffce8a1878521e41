"""
Requests to the target, recorded as they happen.

Redirects are not followed: a redirect is an answer, and following it hides what the target
said. Proxies and certificate bundles of the surroundings are not used.
"""

from __future__ import annotations

import codecs
import dataclasses
import json
import threading
import time
from collections.abc import Mapping
from typing import Any, Final

import requests
import urllib3

from nango_conformance.driver.bulk import Bulk
from nango_conformance.driver.ear import Ear
from nango_conformance.evidence import Exchange, Ledger, Source, Unkept

BODY_LIMIT: Final = 1_048_576
"""Bytes read of an answer: no answer of the flow is longer, and a target may stream forever."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """
    What is to be sent; `body` is JSON unless it is bytes, a bulk, or a header says form.

    `limit_s` is how long its answer may take, where that is less than for any other, `patience`
    multiplies it; `place` is what its answer is to be searched as, `email` the address of who asks.
    """

    who: str
    method: str
    url: str
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    body: Any = None
    limit_s: float | None = None
    patience: float = 1.0
    place: Source = Source.ANSWER
    email: str = ""


class Transport:
    """
    Sends requests, records every exchange, and lets the ear hear it before it is redacted.

    `missed` says that some request got no answer since somebody last asked why.
    """

    def __init__(self, ledger: Ledger, ear: Ear, *, timeout_s: float) -> None:
        self.ledger = ledger
        self.ear = ear
        self._timeout_s = timeout_s
        self.missed = False
        self._recording = threading.Lock()

    def unheeded(self) -> Transport:
        """Return one that sends as this does, searches nothing, and keeps nothing."""
        return Transport(Unkept(), Ear(), timeout_s=self._timeout_s)

    def send(self, session: requests.Session, request: Request) -> Exchange:
        """Send one request and return the exchange, whatever came of it."""
        prepared = session.prepare_request(_prepared(request))
        limit = min(self._timeout_s, request.limit_s or self._timeout_s) * request.patience
        began, started = time.time(), time.perf_counter()
        try:
            answer = session.send(
                prepared, timeout=limit, allow_redirects=False, stream=True, verify=True
            )
            exchange = self._answered(request, prepared, answer, started, limit)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            self.missed = True
            exchange = _unanswered(request, prepared, error, started)
        # People may act at the same time, and each exchange has an id of its own.
        with self._recording:
            entry = self.ledger.record(
                f"{request.who} → backend: {exchange.method} {exchange.url}",
                exchange.told(),
                at=began,
            )
        return dataclasses.replace(exchange, id=entry.id)

    def _answered(
        self,
        request: Request,
        prepared: requests.PreparedRequest,
        answer: requests.Response,
        started: float,
        limit_s: float,
    ) -> Exchange:
        with answer:
            body = _read(answer, time.monotonic() + limit_s)
        exchange = Exchange(
            id="",
            who=request.who,
            method=request.method,
            url=prepared.url or request.url,
            request_headers=tuple(prepared.headers.items()),
            request_body=_sent(request, prepared),
            status=answer.status_code,
            headers=tuple(answer.headers.items()),
            body=body.decode(_charset(answer), errors="replace"),
            ms=(time.perf_counter() - started) * 1000,
        )
        self.ear.answer(
            f"{request.method} {request.url}",
            exchange.headers,
            exchange.body,
            status=answer.status_code,
            place=request.place,
            asked_by=request.email,
        )
        return exchange


def _read(answer: requests.Response, deadline: float) -> bytes:
    """
    Return the body, up to the limit.

    Raise ReadTimeout at the deadline, which a body that drips in would outlast piece by piece.
    """
    body = b""
    while len(body) < BODY_LIMIT:
        # read1 returns what has come; read would wait for all that was asked for.
        piece = answer.raw.read1(BODY_LIMIT - len(body), decode_content=True)
        if not piece:
            return body
        body += piece
        if time.monotonic() > deadline:
            raise requests.ReadTimeout("the body did not end in time")
    return body


def _charset(answer: requests.Response) -> str:
    try:
        return codecs.lookup(answer.encoding or "utf-8").name
    except LookupError:
        return "utf-8"


def new_session() -> requests.Session:
    """Return a session that takes nothing from its surroundings."""
    session = requests.Session()
    session.trust_env = False
    session.headers["User-Agent"] = "nango-conformance"
    return session


def _prepared(request: Request) -> requests.Request:
    headers = {name.lower(): value for name, value in request.headers.items()}
    if request.body is None:
        return requests.Request(request.method, request.url, headers=headers)
    if "form" in headers.get("content-type", ""):
        return requests.Request(request.method, request.url, headers=headers, data=request.body)
    headers.setdefault("content-type", "application/json")
    body = request.body
    if isinstance(body, Bulk):
        return requests.Request(request.method, request.url, headers=headers, data=body.data)
    data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return requests.Request(request.method, request.url, headers=headers, data=data)


def _unanswered(
    request: Request,
    prepared: requests.PreparedRequest,
    error: Exception,
    started: float,
) -> Exchange:
    return Exchange(
        id="",
        who=request.who,
        method=request.method,
        url=prepared.url or request.url,
        request_headers=tuple(prepared.headers.items()),
        request_body=_sent(request, prepared),
        error=f"{type(error).__name__}: {error}",
        ms=(time.perf_counter() - started) * 1000,
    )


def _sent(request: Request, prepared: requests.PreparedRequest) -> str:
    if isinstance(request.body, Bulk):
        return request.body.told
    body = prepared.body
    if body is None:
        return ""
    return body.decode(errors="replace") if isinstance(body, bytes) else body

"""Thousands of bad requests to the API: each has an answer, and none is a fault of the fake's."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_nango.web.routes import Route
from fake_nango.web.table import api_routes
from tests.fake_nango.robustness.conftest import Answered, Target, Wire, of_part
from tests.fake_nango.robustness.shapes import (
    bodies,
    escaped,
    kinds,
    queries,
    raw_queries,
    request,
    texts,
)

EXAMPLES: Final = 1500
# Where Nango itself answers with a server's fault, by the recorded answers of a real one.
GENUINE: Final = {
    ("GET", "/records"): ("server_error",),
    # Whatever the provider does not answer to becomes Nango's fault.
    ("*", "/proxy/*"): ("server_error", "ECONNREFUSED", "ERR_INVALID_URL"),
}
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "FOO")


def filled(path: str, parts: list[str]) -> str:
    """Put something into the variable parts of a path."""
    left = list(parts)
    path = re.sub(r":\w+", lambda _: escaped(left.pop()) or "x", path)
    return path.replace("*", escaped(left.pop()))


@st.composite
def calls(draw: Any, key: str, token: str, cid: str) -> tuple[Route, str, bytes]:
    """Draw a route, and a request that it gets: mostly its own method, mostly authorized."""
    route = draw(st.sampled_from(api_routes()))
    own = "GET" if route.method == "*" else route.method
    method = draw(st.sampled_from((own, own, own, own, *METHODS)))
    known = st.sampled_from(("outlook", "github", "emails", "dev", cid))
    target = filled(route.path, draw(st.lists(st.one_of(known, texts), min_size=3, max_size=3)))
    query = draw(st.one_of(queries, raw_queries))
    if draw(st.booleans()) and "connect/" in route.path:
        query = f"connect_session_token={token}&{query}"
    proofs = (f"Bearer {key}", f"Bearer {key}", f"Bearer {token}", "Bearer x", "Basic eA==", "")
    headers = {"Authorization": draw(st.sampled_from(proofs))}
    if draw(st.booleans()):
        headers |= {"Connection-Id": cid, "Provider-Config-Key": "outlook"}
    if draw(st.booleans()):
        headers |= {"X-Async": "true", "Retries": "0", "Nango-Proxy-X": "y", "If-None-Match": "*"}
    kind = draw(kinds)
    if kind:
        headers["Content-Type"] = draw(st.sampled_from((kind, "application/json")))
    body = b"" if method in {"GET", "HEAD"} and draw(st.booleans()) else draw(bodies)
    text = request(method, f"{target}?{query}", headers, body, chunked=draw(st.booleans()))
    return route, method, text


def is_genuine(route: Route, answer: Answered) -> bool:
    """Say whether Nango would have answered with this fault, too."""
    codes = GENUINE.get((route.method, route.path), ())
    try:
        said = json.loads(answer.body)
    except ValueError:
        return False
    error = said.get("error", said)
    return isinstance(error, dict) and error.get("code") in codes


@pytest.mark.parametrize("part", range(4))
def test_no_request_breaks_the_api_or_hangs(target: Target, part: int) -> None:
    """Every route, method, body and query; a genuine flow works as ever afterwards."""
    key = target.control.info().environments[0].secret_key
    wire = Wire(target.port("api"))
    target.must_be_well()
    token = target.control.sessions()[0]["session_token"]
    cid = target.control.connections()[0]["connection_id"]
    statuses: dict[int, int] = {}

    @of_part(part)
    @settings(settings.get_profile("fuzz"), max_examples=EXAMPLES)
    @given(calls(key, token, cid))
    def shoot(call: tuple[Route, str, bytes]) -> None:
        route, method, sent = call
        answer = wire.ask(sent, method)
        status = answer.status if answer is not None else 0
        statuses[status] = statuses.get(status, 0) + 1
        assert status < 500 or (answer is not None and is_genuine(route, answer)), answer

    shoot()
    wire.close()

    assert wire.sent >= EXAMPLES
    # Some got far, some were refused, and few were not even requests.
    assert sum(statuses.values()) == wire.sent
    assert statuses.get(200, 0) > EXAMPLES / 100
    assert statuses.get(400, 0) > EXAMPLES / 20
    assert statuses.get(0, 0) < EXAMPLES / 20
    target.must_be_well()

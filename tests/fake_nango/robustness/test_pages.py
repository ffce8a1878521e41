"""Thousands of bad requests to the Connect UI and the built-in provider."""

from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fake_nango.robustness.conftest import Target, Wire, of_part
from tests.fake_nango.robustness.shapes import (
    bodies,
    escaped,
    queries,
    raw_queries,
    request,
    texts,
)

EXAMPLES: Final = 1200
PATHS: Final = (
    "/",
    "/assets/{}",
    "/provider/{}/authorize",
    "/provider/{}/decision",
    "/provider/{}/token",
    "/provider/{}/v1.0/me",
    "/provider/{}/v1.0/me/messages",
    "/provider/{}/v1.0/me/messages/{}",
    "/provider/{}/gmail/v1/users/me/profile",
    "/provider/{}/gmail/v1/users/me/messages",
    "/provider/{}/gmail/v1/users/me/messages/{}",
    "/{}/{}",
)
# What OAuth knows, so that some requests come far.
PARAMETERS: Final = (
    *("response_type", "client_id", "client_secret", "redirect_uri", "scope", "state"),
    *("code_challenge", "code_challenge_method", "code", "code_verifier", "grant_type"),
    *("refresh_token", "decision", "account", "$top", "$skip", "maxResults", "pageToken", "q"),
)
KNOWN: Final = (
    *("code", "fake-client-outlook", "http://127.0.0.1:1/back", "http://[", "S256", "plain"),
    *("authorization_code", "refresh_token", "approve", "deny", "0", "-1", "1000000000000"),
)
forms: Final = st.lists(
    st.tuples(st.sampled_from(PARAMETERS), st.one_of(st.sampled_from(KNOWN), texts)), max_size=8
).map(lambda pairs: "&".join(f"{escaped(name)}={escaped(value)}" for name, value in pairs))


@st.composite
def calls(draw: Any, token: str) -> tuple[str, bytes]:
    """Draw a request to one of the pages or endpoints."""
    part = st.one_of(st.sampled_from(("outlook", "google-mail", "fake.css")), texts)
    path = draw(st.sampled_from(PATHS))
    target = path.format(*(escaped(draw(part)) or "x" for _ in range(2)))
    method = draw(st.sampled_from(("GET", "POST", "GET", "POST", "PUT", "DELETE", "HEAD")))
    query = draw(st.one_of(forms, queries, raw_queries))
    headers = {"Authorization": draw(st.sampled_from((f"Bearer {token}", "Basic !", "Basic YTpi")))}
    body = draw(st.one_of(forms.map(str.encode), bodies))
    kinds = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain")
    headers["Content-Type"] = draw(st.sampled_from(kinds))
    return method, request(method, f"{target}?{query}", headers, body)


@pytest.mark.parametrize("part", range(2))
def test_no_request_breaks_the_pages_or_hangs(target: Target, part: int) -> None:
    """Whoever comes to the provider with nonsense is told so."""
    target.must_be_well()
    token = target.control.connections()[0]["credentials"]["access_token"]
    wire = Wire(target.port("ui"))
    statuses: dict[int, int] = {}

    @of_part(part)
    @settings(settings.get_profile("fuzz"), max_examples=EXAMPLES)
    @given(calls(token))
    def shoot(call: tuple[str, bytes]) -> None:
        method, sent = call
        answer = wire.ask(sent, method)
        assert answer is not None
        statuses[answer.status] = statuses.get(answer.status, 0) + 1
        assert answer.status < 500, answer

    shoot()
    wire.close()

    assert wire.sent >= EXAMPLES
    assert statuses.get(200, 0) > EXAMPLES / 50
    assert statuses.get(400, 0) > EXAMPLES / 50
    target.must_be_well()

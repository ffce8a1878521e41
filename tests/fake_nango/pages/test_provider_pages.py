"""Consent, decision and token on HTTP: for a person by keyboard, and for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientResponse

if TYPE_CHECKING:
    from tests.fake_nango.pages.conftest import Browser, Site

CALLBACK = "http://127.0.0.1:3003/oauth/callback"


def test_the_consent_page_names_every_control(site: Site) -> None:
    """The account has a label, both decisions are buttons, and the language is said."""
    _, text = site.consent()
    page = site.fields(text)
    visible = [each for each in page.inputs if each.get("type") != "hidden"]

    assert {each["id"] for each in visible} <= page.labelled
    assert [each["value"] for each in page.buttons] == ["approve", "deny"]
    assert page.languages == {"en"}


def test_the_consent_page_carries_the_request_and_escapes_it(
    site: Site, asked: dict[str, str]
) -> None:
    """The form has all parameters, and no parameter becomes markup."""
    _, text = site.consent()
    hidden = {each["name"]: each["value"] for each in site.fields(text).inputs if "value" in each}

    assert hidden == asked
    assert "<script" not in text


@pytest.mark.parametrize("path", ["/provider/outlook/authorize", "/"])
def test_pages_may_load_nothing_from_elsewhere(
    site: Site, asked: dict[str, str], path: str
) -> None:
    """The policy allows scripts and styles of the page's own origin only."""
    answer, text = site.seen(path, **asked)
    policy = answer.headers["Content-Security-Policy"]

    assert answer.status == 200
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "fake" in text.lower()


def test_the_page_is_told_where_the_api_is(site: Site) -> None:
    """Without an apiURL in its address the page asks the fake that served it."""
    _, text = site.seen("/")

    assert 'data-api-url="http://127.0.0.1:3003"' in text


@pytest.mark.parametrize(
    ("name", "kind"), [("connect.js", "text/javascript"), ("fake.css", "text/css")]
)
def test_assets_have_their_type(site: Site, name: str, kind: str) -> None:
    """A browser that is told not to guess still runs them."""
    answer, text = site.seen(f"/assets/{name}")

    assert answer.content_type == kind
    assert text


@pytest.mark.parametrize("name", ["connect.html", "nothing.js", "..%2fworld.py"])
def test_only_assets_are_handed_out(site: Site, name: str) -> None:
    """Templates and other files of the package are not."""
    assert site.seen(f"/assets/{name}")[0].status == 404


@pytest.mark.parametrize(
    "changed", [{"client_id": "x"}, {"redirect_uri": "ftp://x"}, {"redirect_uri": ""}]
)
def test_a_request_of_nobody_gets_a_page_and_no_redirect(
    site: Site, changed: dict[str, str]
) -> None:
    """An unknown client or a bad redirect URI ends here (RFC 6749, section 4.1.2.1)."""
    answer, text = site.consent(**changed)

    assert answer.status == 400
    assert "Location" not in answer.headers
    assert "cannot go on" in text


def test_an_unusable_request_is_sent_back(site: Site) -> None:
    """A response type that is not known goes back to the client."""
    answer, _ = site.consent(response_type="token")

    assert answer.status == 302
    assert "unsupported_response_type" in answer.headers["Location"]


def test_an_unusable_request_cannot_be_approved(site: Site) -> None:
    """Posting the form does not get around the page."""
    location: str = site.visit(lambda browser: site.approved(browser, response_type="token"))

    assert "error=unsupported_response_type" in location
    assert "code=" not in location


def test_approve_and_deny_send_the_browser_back(site: Site) -> None:
    """303, with a code or with access_denied, and the state in both."""
    yes: str = site.visit(site.approved)
    no: str = site.visit(lambda browser: site.approved(browser, decision="deny"))

    assert yes.startswith(f"{CALLBACK}?code=")
    assert "error=access_denied" in no
    assert yes.endswith("&state=state-1")
    assert no.endswith("&state=state-1")


def test_a_decision_must_be_one(site: Site, asked: dict[str, str]) -> None:
    """Neither approve nor deny is a bad request."""

    async def undecided(browser: Browser) -> int:
        form = asked | {"decision": "maybe"}
        return (await browser.post("/provider/outlook/decision", data=form)).status

    assert site.visit(undecided) == 400


def test_a_form_is_bounded(site: Site) -> None:
    """Nobody fills the memory through the consent form."""

    async def overfill(browser: Browser) -> int:
        return (await browser.post("/provider/outlook/decision", data={"a": "x" * 70_000})).status

    assert site.visit(overfill) == 413


def test_the_token_endpoint_answers_as_the_standard_says(site: Site) -> None:
    """Errors are JSON, never cached, and a refused Basic header is challenged."""

    async def refused(browser: Browser) -> ClientResponse:
        headers = {"Authorization": "Basic eDp5"}
        return await browser.post("/provider/outlook/token", data={"a": "b"}, headers=headers)

    answer: ClientResponse = site.visit(refused)

    assert answer.status == 401
    assert answer.content_type == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["WWW-Authenticate"].startswith("Basic")


def test_every_request_of_an_attempt_has_its_state(site: Site) -> None:
    """So the journal can say whose token exchange and whose mails they were."""

    async def whole(browser: Browser) -> None:
        token = await site.access_token(browser)
        headers = {"Authorization": f"Bearer {token}"}
        await browser.get("/provider/outlook/v1.0/me/messages", headers=headers)
        await browser.get("/provider/outlook/v1.0/me/messages")

    site.visit(whole)

    assert site.states == ["state-1", "state-1", "state-1", None]

"""What the fake shows a browser works by keyboard, loads nothing foreign, and hides nothing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from fake_nango.mailbox import Mailroom
from fake_nango.provider import Client, Provider
from fake_nango.web.provider import provider_routes, state_of
from fake_nango.web.ui import ui_routes

CALLBACK = "http://127.0.0.1:3003/oauth/callback"
PAGES = ("consent.html", "refused.html", "connect.html")
AUTHORIZE = {
    "response_type": "code",
    "client_id": "cid",
    "redirect_uri": CALLBACK,
    "scope": 'mail.read "><script>',
    "state": "state-1",
}
TOKEN = {"redirect_uri": CALLBACK, "client_id": "cid", "client_secret": "s3cret"}

Browser = TestClient[web.Request, web.Application]
Visit = Callable[[Browser], Awaitable[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the API is said to be."""

    api: str = "http://127.0.0.1:3003"


@dataclass(slots=True, kw_only=True)
class SmallWorld:
    """As much of the world as the pages need."""

    provider: Provider = field(
        default_factory=lambda: Provider(
            [Client(integration="outlook", client_id="cid", client_secret="s3cret")],
            clock=lambda: 1_790_000_000.0,
        )
    )
    mailroom: Mailroom = field(default_factory=Mailroom)
    urls: Addresses = field(default_factory=Addresses)
    states: list[str | None] = field(default_factory=list)


def visit(action: Visit, world: SmallWorld | None = None) -> Any:
    """Serve the pages on a free port, visit them, and stop."""

    async def go() -> Any:
        here = world or SmallWorld()

        @web.middleware
        async def notice(
            request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
        ) -> web.StreamResponse:
            answer = await handler(request)
            here.states.append(await state_of(here.provider, request))
            return answer

        app = web.Application(middlewares=[notice])
        app.add_routes([*ui_routes(here), *provider_routes(here)])
        async with TestClient(TestServer(app)) as browser:
            return await action(browser)

    return asyncio.run(go())


def seen(path: str, **query: str) -> tuple[ClientResponse, str]:
    """Return one answer and its text."""

    async def get(browser: Browser) -> tuple[ClientResponse, str]:
        answer = await browser.get(path, params=query, allow_redirects=False)
        return answer, await answer.text()

    answer: tuple[ClientResponse, str] = visit(get)
    return answer


class Fields(HTMLParser):
    """The controls of a page and the labels that name them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inputs: list[dict[str, str | None]] = []
        self.buttons: list[dict[str, str | None]] = []
        self.labelled: set[str | None] = set()
        self.languages: set[str | None] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one element."""
        values = dict(attrs)
        match tag:
            case "input":
                self.inputs.append(values)
            case "button":
                self.buttons.append(values)
            case "label":
                self.labelled.add(values.get("for"))
            case "html":
                self.languages.add(values.get("lang"))


async def approved(browser: Browser, **changed: str) -> str:
    """Post the consent form as a program does, and return where the browser is sent."""
    form = AUTHORIZE | {"decision": "approve"} | changed
    answer = await browser.post("/provider/outlook/decision", data=form, allow_redirects=False)
    assert answer.status == 303
    return answer.headers["Location"]


async def access_token(browser: Browser) -> str:
    """Go through consent and exchange; return the access token."""
    code = parse_qs(urlsplit(await approved(browser, account="ada@a.example")).query)["code"][0]
    form = TOKEN | {"grant_type": "authorization_code", "code": code}
    answer = await browser.post("/provider/outlook/token", data=form)
    return str((await answer.json())["access_token"])


def mail(path: str, query: dict[str, str] | None = None) -> tuple[int, Any]:
    """Ask the mail API with a good token."""

    async def ask(browser: Browser) -> tuple[int, Any]:
        token = await access_token(browser)
        headers = {"Authorization": f"Bearer {token}"}
        answer = await browser.get(f"/provider/outlook/{path}", params=query, headers=headers)
        return answer.status, await answer.json()

    answer: tuple[int, Any] = visit(ask)
    return answer


def test_the_consent_page_names_every_control() -> None:
    """The account has a label, both decisions are buttons, and the language is said."""
    _, text = seen("/provider/outlook/authorize", **AUTHORIZE)
    page = Fields(text)
    visible = [each for each in page.inputs if each.get("type") != "hidden"]

    assert {each["id"] for each in visible} <= page.labelled
    assert [each["value"] for each in page.buttons] == ["approve", "deny"]
    assert page.languages == {"en"}


def test_the_consent_page_carries_the_request_and_escapes_it() -> None:
    """The form has all parameters, and no parameter becomes markup."""
    _, text = seen("/provider/outlook/authorize", **AUTHORIZE)
    hidden = {each["name"]: each["value"] for each in Fields(text).inputs if "value" in each}

    assert hidden == AUTHORIZE
    assert "<script" not in text


@pytest.mark.parametrize("path", ["/provider/outlook/authorize", "/"])
def test_pages_may_load_nothing_from_elsewhere(path: str) -> None:
    """The policy allows scripts and styles of the page's own origin only."""
    answer, text = seen(path, **AUTHORIZE)
    policy = answer.headers["Content-Security-Policy"]

    assert answer.status == 200
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "fake" in text.lower()


@pytest.mark.parametrize(
    "name", sorted(each.name for each in files("fake_nango").joinpath("pages").iterdir())
)
def test_no_file_of_a_page_names_another_host(name: str) -> None:
    """Everything that a page loads is on its own origin, and nothing is inline."""
    text = files("fake_nango").joinpath("pages", name).read_text("utf-8")

    assert not re.search(r"""(src|href|url\(|from|import)\s*[=(]?\s*["']?(https?:)?//""", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", text)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_that_it_is_the_fake(name: str) -> None:
    """Nobody can take one of them for the real thing."""
    text = files("fake_nango").joinpath("pages", name).read_text("utf-8")

    assert re.search(r"This is a <strong>fake (provider|Nango)</strong> for tests", text)
    assert Fields(text).languages == {"en"}


def test_the_page_is_told_where_the_api_is() -> None:
    """Without an apiURL in its address the page asks the fake that served it."""
    _, text = seen("/")

    assert 'data-api-url="http://127.0.0.1:3003"' in text


@pytest.mark.parametrize(
    ("name", "kind"), [("connect.js", "text/javascript"), ("fake.css", "text/css")]
)
def test_assets_have_their_type(name: str, kind: str) -> None:
    """A browser that is told not to guess still runs them."""
    answer, text = seen(f"/assets/{name}")

    assert answer.content_type == kind
    assert text


@pytest.mark.parametrize("name", ["connect.html", "nothing.js", "..%2fworld.py"])
def test_only_assets_are_handed_out(name: str) -> None:
    """Templates and other files of the package are not."""
    assert seen(f"/assets/{name}")[0].status == 404


@pytest.mark.parametrize(
    "changed", [{"client_id": "x"}, {"redirect_uri": "ftp://x"}, {"redirect_uri": ""}]
)
def test_a_request_of_nobody_gets_a_page_and_no_redirect(changed: dict[str, str]) -> None:
    """An unknown client or a bad redirect URI ends here (RFC 6749, section 4.1.2.1)."""
    answer, text = seen("/provider/outlook/authorize", **AUTHORIZE | changed)

    assert answer.status == 400
    assert "Location" not in answer.headers
    assert "cannot go on" in text


def test_an_unusable_request_is_sent_back() -> None:
    """A response type that is not known goes back to the client."""
    answer, _ = seen("/provider/outlook/authorize", **AUTHORIZE | {"response_type": "token"})

    assert answer.status == 302
    assert "unsupported_response_type" in answer.headers["Location"]


def test_an_unusable_request_cannot_be_approved() -> None:
    """Posting the form does not get around the page."""
    location: str = visit(lambda browser: approved(browser, response_type="token"))

    assert "error=unsupported_response_type" in location
    assert "code=" not in location


def test_approve_and_deny_send_the_browser_back() -> None:
    """303, with a code or with access_denied, and the state in both."""
    yes: str = visit(approved)
    no: str = visit(lambda browser: approved(browser, decision="deny"))

    assert yes.startswith(f"{CALLBACK}?code=")
    assert "error=access_denied" in no
    assert yes.endswith("&state=state-1")
    assert no.endswith("&state=state-1")


def test_a_decision_must_be_one() -> None:
    """Neither approve nor deny is a bad request."""

    async def undecided(browser: Browser) -> int:
        form = AUTHORIZE | {"decision": "maybe"}
        return (await browser.post("/provider/outlook/decision", data=form)).status

    assert visit(undecided) == 400


def test_a_form_is_bounded() -> None:
    """Nobody fills the memory through the consent form."""

    async def overfill(browser: Browser) -> int:
        return (await browser.post("/provider/outlook/decision", data={"a": "x" * 70_000})).status

    assert visit(overfill) == 413


def test_the_token_endpoint_answers_as_the_standard_says() -> None:
    """Errors are JSON, never cached, and a refused Basic header is challenged."""

    async def refused(browser: Browser) -> ClientResponse:
        headers = {"Authorization": "Basic eDp5"}
        return await browser.post("/provider/outlook/token", data={"a": "b"}, headers=headers)

    answer: ClientResponse = visit(refused)

    assert answer.status == 401
    assert answer.content_type == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["WWW-Authenticate"].startswith("Basic")


def test_every_request_of_an_attempt_has_its_state() -> None:
    """So the journal can say whose token exchange and whose mails they were."""
    world = SmallWorld()

    async def whole(browser: Browser) -> None:
        token = await access_token(browser)
        headers = {"Authorization": f"Bearer {token}"}
        await browser.get("/provider/outlook/v1.0/me/messages", headers=headers)
        await browser.get("/provider/outlook/v1.0/me/messages")

    visit(whole, world)

    assert world.states == ["state-1", "state-1", "state-1", None]


def test_graph_lists_page_by_page() -> None:
    """The pages are joined by nextLink and hold every message once."""

    async def pages(browser: Browser) -> tuple[list[str], int]:
        headers = {"Authorization": f"Bearer {await access_token(browser)}"}
        link: str | None = "/provider/outlook/v1.0/me/messages?$top=15"
        ids: list[str] = []
        asked = 0
        while link:
            answer = await (await browser.get(link, headers=headers)).json()
            ids += [each["id"] for each in answer["value"]]
            link = answer.get("@odata.nextLink", "").partition("/provider")[2]
            link = link and "/provider" + link
            asked += 1
        return ids, asked

    ids, asked = visit(pages)

    assert asked in {2, 3}
    assert len(ids) == len(set(ids)) >= 20


def test_graph_filters_by_date() -> None:
    """Only messages since the date are listed."""
    _, everything = mail("v1.0/me/messages", {"$top": "100"})
    middle = everything["value"][5]["receivedDateTime"]

    _, newer = mail("v1.0/me/messages", {"$top": "100", "$filter": f"receivedDateTime ge {middle}"})

    assert len(newer["value"]) == 6


def test_gmail_lists_ids_and_shows_one() -> None:
    """A list has ids only, paged by token; the message has the rest."""
    _, first = mail("gmail/v1/users/me/messages", {"maxResults": "15"})
    _, second = mail("gmail/v1/users/me/messages", {"pageToken": first["nextPageToken"]})
    identity = first["messages"][0]["id"]
    status, message = mail(f"gmail/v1/users/me/messages/{identity}")

    assert first["resultSizeEstimate"] == len(first["messages"]) + len(second["messages"])
    assert (status, message["id"]) == (200, identity)


def test_both_apis_know_whose_mailbox_it_is() -> None:
    """The address is the account that approved."""
    _, profile = mail("gmail/v1/users/me/profile")
    _, me = mail("v1.0/me")

    assert profile["emailAddress"] == me["mail"] == "ada@a.example"


def test_graph_shows_one_message() -> None:
    """By the id that its list has."""
    _, listed = mail("v1.0/me/messages", {"$top": "1"})
    _, one = mail(f"v1.0/me/messages/{listed['value'][0]['id']}")

    assert one == listed["value"][0]


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("v1.0/me/messages/nothing", {}, 404),
        ("v1.0/me/messages", {"$top": "many"}, 400),
        ("v1.0/me/messages", {"$top": "0"}, 400),
        ("v1.0/me/messages", {"$filter": "isRead eq false"}, 400),
        ("gmail/v1/users/me/messages", {"pageToken": "-1"}, 400),
        ("gmail/v1/users/me/messages/nothing", {}, 404),
    ],
)
def test_the_mail_apis_refuse_in_their_own_words(
    path: str, query: dict[str, str], status: int
) -> None:
    """Graph names a code, Google repeats the status."""
    answered, body = mail(path, query)

    assert answered == status
    assert body["error"]["code"] == (status if path.startswith("gmail") else body["error"]["code"])
    assert body["error"]["message"]


def test_a_mailbox_needs_a_token() -> None:
    """No token, no mail."""
    assert seen("/provider/outlook/v1.0/me/messages")[0].status == 401

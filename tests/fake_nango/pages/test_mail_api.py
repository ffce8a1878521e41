"""Both mail APIs show the mailbox of whoever the token is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.fake_nango.pages.conftest import Browser, Site


def test_graph_lists_page_by_page(site: Site) -> None:
    """The pages are joined by nextLink and hold every message once."""

    async def pages(browser: Browser) -> tuple[list[str], int]:
        headers = {"Authorization": f"Bearer {await site.access_token(browser)}"}
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

    ids, asked = site.visit(pages)

    assert asked in {2, 3}
    assert len(ids) == len(set(ids)) >= 20


def test_graph_filters_by_date(site: Site) -> None:
    """Only messages since the date are listed."""
    _, everything = site.mail("v1.0/me/messages", {"$top": "100"})
    middle = everything["value"][5]["receivedDateTime"]

    _, newer = site.mail(
        "v1.0/me/messages", {"$top": "100", "$filter": f"receivedDateTime ge {middle}"}
    )

    assert len(newer["value"]) == 6


def test_gmail_lists_ids_and_shows_one(site: Site) -> None:
    """A list has ids only, paged by token; the message has the rest."""
    _, first = site.mail("gmail/v1/users/me/messages", {"maxResults": "15"})
    _, second = site.mail("gmail/v1/users/me/messages", {"pageToken": first["nextPageToken"]})
    identity = first["messages"][0]["id"]
    status, message = site.mail(f"gmail/v1/users/me/messages/{identity}")

    assert first["resultSizeEstimate"] == len(first["messages"]) + len(second["messages"])
    assert (status, message["id"]) == (200, identity)


def test_both_apis_know_whose_mailbox_it_is(site: Site) -> None:
    """The address is the account that approved."""
    _, profile = site.mail("gmail/v1/users/me/profile")
    _, me = site.mail("v1.0/me")

    assert profile["emailAddress"] == me["mail"] == "ada@a.example"


def test_graph_shows_one_message(site: Site) -> None:
    """By the id that its list has."""
    _, listed = site.mail("v1.0/me/messages", {"$top": "1"})
    _, one = site.mail(f"v1.0/me/messages/{listed['value'][0]['id']}")

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
    site: Site, path: str, query: dict[str, str], status: int
) -> None:
    """Graph names a code, Google repeats the status."""
    answered, body = site.mail(path, query)

    assert answered == status
    assert body["error"]["code"] == (status if path.startswith("gmail") else body["error"]["code"])
    assert body["error"]["message"]


def test_a_mailbox_needs_a_token(site: Site) -> None:
    """No token, no mail."""
    assert site.seen("/provider/outlook/v1.0/me/messages")[0].status == 401

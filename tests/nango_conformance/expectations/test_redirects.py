"""Item 16: where an answer leads, and where it only seems to."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance
from nango_conformance.evidence import Exchange
from nango_conformance.expectations import redirects

ExchangeMaker = Callable[..., Exchange]
MARK = "elsewhere"


def answer(make_exchange: ExchangeMaker, status: int, body: str = "{}", **headers: str) -> Exchange:
    """Return an answer with headers."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return dataclasses.replace(make_exchange(status, body), headers=named)


@pytest.mark.parametrize(
    ("status", "body", "headers", "place"),
    [
        (302, "", {"location": "https://elsewhere.example/"}, "the header location"),
        (200, "{}", {"refresh": "0; url=//elsewhere.example"}, "the header refresh"),
        (400, "{}", {"x_elsewhere": "1"}, "the header x-elsewhere"),
        (200, '{"next": ["//elsewhere.example"]}', {}, r"\$\.next\[0\]"),
        (200, '<a href="//elsewhere.example">', {"content_type": "text/html"}, "a link"),
        (200, "<meta content='0;url=//elsewhere/'>", {"content_type": "text/html"}, "a link"),
        (200, "<script>a='elsewhere'</script>", {"content_type": "text/html"}, "a link"),
        (200, '<A HREF="//elsewhere.example">', {"content_type": "text/html"}, "a link"),
    ],
)
def test_what_leads_away_is_wrong(
    make_exchange: ExchangeMaker, status: int, body: str, headers: dict[str, str], place: str
) -> None:
    """By a header, a link in a page, or an address in JSON for the frontend to follow."""
    wrong = answer(make_exchange, status, body, **headers)
    with pytest.raises(Nonconformance, match=f"saw it at {place}"):
        redirects.nothing_off_site([make_exchange(200), wrong], MARK, "/connections")


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (400, '{"error": "//elsewhere.example is not ours"}', {}),
        (200, "<p>elsewhere</p>", {"content_type": "text/html"}),
        (200, '{"next": "/after"}', {}),
        (302, "", {"location": "/after"}),
    ],
)
def test_what_only_speaks_of_it_is_not(
    make_exchange: ExchangeMaker, status: int, body: str, headers: dict[str, str]
) -> None:
    """A refusal may quote, and a page may show as text."""
    right = answer(make_exchange, status, body, **headers)
    assert redirects.nothing_off_site([right], MARK, None) == ()


def test_what_is_stored_and_shown_is_a_finding(make_exchange: ExchangeMaker) -> None:
    """The list of connections is read, not followed; the same in another answer is wrong."""
    shown = answer(make_exchange, 200, '{"rows": [{"back": "//elsewhere.example"}]}')
    (note,) = redirects.nothing_off_site([shown], MARK, "/conn")

    assert (note.level, "stored and shown" in note.text) == ("SHOULD", True)
    with pytest.raises(Nonconformance):
        redirects.nothing_off_site([shown], MARK, "/elsewhere")
    leading = answer(make_exchange, 302, "", location="//elsewhere.example")
    with pytest.raises(Nonconformance, match="the header location"):
        redirects.nothing_off_site([shown, leading], MARK, "/conn")


def test_nobody_was_asked(make_exchange: ExchangeMaker) -> None:
    """No answer shows nothing; one that did not come leads nowhere."""
    with pytest.raises(ControlFailed):
        redirects.nothing_off_site([], MARK, None)
    assert redirects.nothing_off_site([make_exchange(None)], MARK, None) == ()

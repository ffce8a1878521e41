"""Origins: what only looks like ours has another one, or none."""

from __future__ import annotations

import pytest

from reference_backend.origins import origin_of


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("http://ours.example", "http://ours.example:80"),
        ("https://OURS.example/a?b#c", "https://ours.example:443"),
        ("https://ours.example:444/", "https://ours.example:444"),
        ("https://ours.example.evil.example", "https://ours.example.evil.example:443"),
        ("http://[::1]:80/", "http://::1:80"),
        ("https://ours.example@evil.example", None),
        ("https://ours.example:pw@evil.example", None),
        ("//ours.example", None),
        ("/ours.example", None),
        ("javascript:alert(1)", None),
        ("https:\\\\ours.example", None),
        ("https://ours.example\\@evil.example", None),
        ("https://ours.example\r\nSet-Cookie: a", None),
        (" https://ours.example", None),
        ("https://ours.example:x", None),
        ("https://ours.example:99999", None),
        ("https://[ours.example", None),
        ("https://öurs.example", None),
        ("https://ours.example/" + "x" * 2_048, None),
        ("", None),
    ],
)
def test_an_origin_is_the_parsed_one_or_none(url: str, origin: str | None) -> None:
    """Only a plain http(s) URL has an origin (RFC 6454, 4)."""
    assert origin_of(url) == origin

"""A secret that came out is found in whatever form, and chance is not taken for one."""

from __future__ import annotations

import base64
import urllib.parse
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nango_conformance.evidence import Canary, Leak, find_leaks
from nango_conformance.evidence.leaks import PREFIX

SECRET: Final = "2f9e1c0a-6d1b-4f5e-9a77-0b1c2d3e4f5a"
CANARY: Final = Canary(name="secret key", secret=SECRET)
ODD: Final = Canary(name="odd key", secret="p/ss w+rd?&key=1")


def leaks(text: str, *canaries: Canary) -> list[tuple[str, str]]:
    """Return what was found in one text, canary and form."""
    found = find_leaks(canaries or (CANARY,), [("the body of GET /", text)])
    assert all(leak.where == "the body of GET /" for leak in found)
    return [(leak.canary, leak.form) for leak in found]


def test_a_secret_as_it_is() -> None:
    """In the middle of any text, once however often it stands there."""
    assert leaks(f"<p>{SECRET}</p><p>{SECRET}</p>") == [("secret key", "as it is")]


def test_a_secret_in_an_address() -> None:
    """URL-encoded, where that is another text."""
    assert leaks(f"/x?key={urllib.parse.quote(ODD.secret, safe='')}", ODD) == [
        ("odd key", "URL-encoded")
    ]


@pytest.mark.parametrize("before", ["", "a", "ab", "abc", "key=", "user:", "x" * 17])
@pytest.mark.parametrize("after", ["", "z", "zz", "zzz"])
def test_a_secret_in_base64(before: str, after: str) -> None:
    """At any of the three alignments, with anything before it and after it."""
    text = base64.b64encode(f"{before}{SECRET}{after}".encode()).decode()

    assert leaks(f"Basic {text}") == [("secret key", "in base64")]


@settings(max_examples=100, deadline=None)
@given(
    before=st.binary(max_size=20),
    after=st.binary(max_size=20),
    secret=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=12, max_size=40),
)
def test_base64_hides_no_secret(before: bytes, after: bytes, secret: str) -> None:
    """Whatever stands around it and whatever it is."""
    text = base64.b64encode(before + secret.encode() + after).decode()

    assert leaks(text, Canary(name="k", secret=secret))


def test_the_beginning_of_a_secret() -> None:
    """Twelve characters give it away, as in a log that shortens; eleven are chance."""
    assert leaks(f"key {SECRET[:PREFIX]}…") == [("secret key", "by its first characters")]
    assert leaks(f"key {SECRET[: PREFIX - 1]}…") == []


def test_another_part_of_a_secret_is_chance() -> None:
    """Its end alone is not looked for: ids of other things look like that."""
    assert leaks(SECRET[1:]) == []


def test_what_is_clean_is_clean() -> None:
    """No canary, no text, no leak."""
    assert leaks("") == []
    assert leaks("all is well") == []
    assert find_leaks((), [("x", SECRET)]) == ()
    assert find_leaks((CANARY,), []) == ()


def test_each_canary_in_each_place_is_told_once() -> None:
    """By its plainest form, in the order in which the places were searched."""
    places = [("the headers of A", f"x: {SECRET}"), ("the body of B", f"{SECRET} {ODD.secret}")]

    assert find_leaks((CANARY, ODD), places) == (
        Leak(canary="secret key", form="as it is", where="the headers of A"),
        Leak(canary="secret key", form="as it is", where="the body of B"),
        Leak(canary="odd key", form="as it is", where="the body of B"),
    )

"""No file of a page loads anything from elsewhere, and each page says what it is."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

PAGES = ("consent.html", "refused.html", "connect.html")


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
    assert '<html lang="en"' in text

"""In a real browser the page is accessible, fits a telephone, asks for nothing and prints whole."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from nango_conformance.results import Run
from reports import Clause, render

pytestmark = pytest.mark.chromium


@pytest.fixture
def page_file(tmp_path: Path, every_verdict: Run, clauses: Mapping[str, Clause]) -> Path:
    """Write a page that has every verdict, both banners and a long word."""
    long = dataclasses.replace(
        every_verdict,
        selection={"items": ["06"]},
        fault="interrupted",
        target=dataclasses.replace(every_verdict.target, base_url=f"http://{'a' * 200}"),
    )
    file = tmp_path / "report.html"
    file.write_text(render(long, "html", clauses), "utf-8")
    return file


@pytest.mark.node
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(
    chromium: Any, axe: str, page_file: Path, scheme: str, width: int
) -> None:
    """With every line open no rule of axe-core is broken, in either scheme at either width."""
    page = chromium.new_page(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page.goto(page_file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    page.evaluate(axe)
    result = page.evaluate("axe.run()")
    page.close()

    broken = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in result["violations"]]
    assert broken == []
    assert any(one["id"] == "color-contrast" for one in result["passes"])


@pytest.mark.parametrize("width", [1280, 768, 360])
def test_nothing_is_wider_than_the_window(chromium: Any, page_file: Path, width: int) -> None:
    """Nobody scrolls sideways, and the policy lets the style sheet of the page apply."""
    complaints: list[str] = []
    requests: list[str] = []
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(page_file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    inner = page.evaluate("document.documentElement.scrollWidth")
    weight = page.evaluate("getComputedStyle(document.querySelector('.badge')).fontWeight")
    page.close()

    assert inner <= width
    assert weight == "600"
    assert complaints == []
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_whoever_goes_by_the_keyboard_sees_where_she_is(
    chromium: Any, page_file: Path, scheme: str
) -> None:
    """The first stops are the way to the verdict and what decided; each has an outline."""
    page = chromium.new_page(viewport={"width": 360, "height": 900}, color_scheme=scheme)
    page.goto(page_file.as_uri())
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "(one => [one.tagName, getComputedStyle(one).outlineStyle,"
                " getComputedStyle(one).outlineWidth])(document.activeElement)"
            )
        )
    page.close()

    assert {tuple(style) for _, *style in seen} == {("solid", "3px")}
    assert {name for name, *_ in seen} <= {"A", "SUMMARY"}


def test_the_print_has_what_failed_whole_and_what_passed_in_brief(
    chromium: Any, page_file: Path, tmp_path: Path
) -> None:
    """What is closed on the screen is open; of what passed, the demand and where its proof is."""
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext is not installed")
    page = chromium.new_page()
    page.goto(page_file.as_uri())
    page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    page.close()

    done = subprocess.run(
        [reader, str(tmp_path / "report.pdf"), "-"], capture_output=True, check=True
    )
    text = " ".join(done.stdout.decode("utf-8").split())

    assert "NAF-01.1" in text
    assert "Examples: Ada connects her mailbox (passed)." in text
    assert "e01.1-1" in text
    assert "Nango tells of it with a body that has non-ASCII text" in text
    assert "signature does not match" in text
    assert "Skip to the verdict" not in text

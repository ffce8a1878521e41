"""The PDF is tagged, holds the evidence, and says what it needs where that is missing."""

from __future__ import annotations

import builtins
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from nango_conformance.errors import UsageError
from nango_conformance.results import Run
from reports import PDF, Clause, render_pdf
from reports.as_pdf import _refuse

EVIDENCE = '{"meta":{"protocolVersion":"34.2.1"}}\n'


@pytest.fixture(scope="module")
def poppler() -> None:
    """Skip where nothing can look into a PDF."""
    pytest.importorskip("weasyprint", reason="the extra pdf is missing")
    if shutil.which("pdfinfo") is None or shutil.which("pdfdetach") is None:
        pytest.skip("pdfinfo and pdfdetach are not installed")


def said(*words: str | Path) -> str:
    """Return what a program prints."""
    done = subprocess.run([str(word) for word in words], capture_output=True, check=True)
    return done.stdout.decode()


@pytest.mark.usefixtures("poppler")
def test_a_pdf_is_tagged_and_has_the_evidence_attached(
    every_verdict: Run, clauses: Mapping[str, Clause], tmp_path: Path
) -> None:
    """What is attached is the file, byte for byte; the page is there to be read."""
    file = tmp_path / "report.pdf"
    file.write_bytes(render_pdf(every_verdict, EVIDENCE, clauses))

    info = said("pdfinfo", file)
    text = " ".join(said("pdftotext", file, "-").split())
    said("pdfdetach", "-saveall", "-o", tmp_path, file)

    assert "Tagged: yes" in " ".join(info.split())
    assert "Not conformant" in info
    assert "The genuine webhook was refused" in text
    assert (tmp_path / "evidence.ndjson").read_text() == EVIDENCE


@pytest.mark.usefixtures("poppler")
def test_the_same_run_gives_the_same_pdf(clean: Run) -> None:
    """No clock shows in it; without evidence it is a PDF as well."""
    assert render_pdf(clean, None, {}) == render_pdf(clean, None, {})
    assert render_pdf(clean, EVIDENCE, {}) != render_pdf(clean, None, {})


def test_without_the_extra_the_error_says_what_to_do(
    clean: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing package, and a missing library of the system, are both named."""
    imported = builtins.__import__

    def refuse(name: str, *more: Any, **named: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango'")
        return imported(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", refuse)

    with pytest.raises(UsageError, match=r"the extra pdf.*nango-conformance\[pdf\].*libpango"):
        render_pdf(clean)


def test_a_page_that_asks_for_something_is_refused() -> None:
    """Nothing is fetched while a PDF is drawn."""
    with pytest.raises(ValueError, match=r"http://example\.com"):
        _refuse("http://example.com")
    assert PDF == "pdf"

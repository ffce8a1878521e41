"""
The page on paper: a tagged PDF (PDF/UA-1) with the evidence file attached.

What passed is printed without its exchanges and examples, which nobody reads on paper: the page on
a screen shows them, and all of them are in the attached file. It is the only format that needs
an extra, and the only one that is bytes.
"""

from __future__ import annotations

import datetime
import hashlib
from typing import Any, Final, NoReturn

from nango_conformance.errors import UsageError
from reports.as_html import to_html
from reports.summary import Summary

EVIDENCE: Final = "evidence.ndjson"
"""What the attachment is called."""

_MISSING: Final = (
    "--format pdf needs the extra pdf, which draws with WeasyPrint and the system's Pango: "
    "pip install 'nango-conformance[pdf]'; or open report.html and print it"
)


def check_pdf() -> None:
    """Raise UsageError where the extra, or a library of the system that it needs, is missing."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError) as error:
        raise UsageError(f"{_MISSING} ({error})") from error


def to_pdf(summary: Summary, evidence: str | None = None) -> bytes:
    """
    Return the PDF; without evidence nothing is attached.

    Raise UsageError where the extra, or a library of the system that it needs, is missing.
    """
    check_pdf()
    from weasyprint import HTML, Attachment

    page = to_html(summary, paper=True)
    when = _moment(summary.run.started)
    about = "Every exchange, as Cucumber Messages"
    attached = []
    if evidence is not None:
        attached.append(
            Attachment(
                string=evidence, name=EVIDENCE, description=about, created=when, modified=when
            )
        )
    drawn: bytes = HTML(string=page, url_fetcher=_refuse).write_pdf(
        pdf_variant="pdf/ua-1",
        pdf_identifier=hashlib.sha256(page.encode()).digest()[:16],
        attachments=attached,
    )
    return drawn


def _refuse(url: str, *_: Any, **__: Any) -> NoReturn:
    raise ValueError(f"the page asks for nothing, and so not for {url}")


def _moment(started: str) -> datetime.datetime:
    try:
        return datetime.datetime.fromisoformat(started)
    except ValueError:
        return datetime.datetime.fromtimestamp(0, datetime.UTC)

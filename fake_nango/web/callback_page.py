"""
The page a popup ends on: it says how it went, to the person and to whoever opened it.

Whether it says success depends on the callback's own query too: a callback with a code
and an error shows a failure although the connection was made. (Nango 0.71.4, popup HTML)
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from fake_nango.answers import Answer, html_answer
from fake_nango.attempts import ERROR_PARAMETERS

# The one type that Nango's page ever gives.
_ERROR_TYPE = "connection_validation_failed"
_SUCCESS = "<h1>Successful connection</h1>\n<p>You can close this window.</p>"
_FAILURE = (
    "<h1>Connection failed</h1>\n<p>You can close this window and try again.</p>\n"
    "<details><summary>Show error details</summary><pre>{details}</pre></details>"
)


def callback_page(query: Mapping[str, Any], error: str | None) -> Answer:
    """Build the page for a callback with this query that ended with an error or without."""
    said = {name: query[name] for name in ERROR_PARAMETERS if name in query}
    shown = json.dumps(said, ensure_ascii=False, separators=(",", ":")) if said else error
    status = 400 if error is not None else 200
    if shown is None:
        return html_answer(status, _page("status", _SUCCESS, None))
    content = _FAILURE.format(details=html.escape(shown))
    return html_answer(
        status, _page("alert", content, {"message": shown, "errorType": _ERROR_TYPE})
    )


def _page(role: str, content: str, error: dict[str, str] | None) -> str:
    # A closing script tag inside the script would end it early.
    script = json.dumps(error).replace("<", "\\u003c")
    page = _template().replace("{{role}}", role).replace("{{error}}", script)
    return page.replace("{{content}}", content)


@cache
def _template() -> str:
    return resources.files("fake_nango.web").joinpath("callback.html").read_text("utf-8")

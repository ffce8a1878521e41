"""
One thing that a test has shown: what was answered where, and how we know it to be right.

An answer is named by its endpoint, its status and the code of its error; a page has no
code, so it is named by what it says. What is no answer (a webhook, a frame, a message of
a page) is named by its own words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from fake_nango.web.routes import Routes
from fake_nango.web.table import api_routes
from tests.fake_nango.fidelity.inventory import error_codes, title_of

PREFLIGHT: Final = "OPTIONS *"
NO_ROUTE: Final = "any other path"
FOREIGN: Final = "not Nango's own"

RECORDED: Final = "recorded"
SPECIFIED: Final = "specification"
NODE: Final = "@nangohq/node"
FRONTEND: Final = "@nangohq/frontend"

PAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        r"^\{\"(error|error_\w+|status_code)\":": "page: the provider's own error",
        r"^Did not get authorization code": "page: no code",
        r"^Could not find a Provider Config": "page: no such integration",
        r"is missing client ID": "page: no integration by OAuth",
        r"^Auth mode \w+ not supported": "page: no popup for this auth mode",
        r"^Missing Connection Config param": "page: a parameter of the URL is missing",
        r"^(\{\s+\"name\"|Unknown error during)": "page: no tokens for the code",
        r"^invalid_oauth_state": "page: the state is no UUID",
        r"^No state found": "page: no state",
        r"^No session found for state": "page: no such state",
    }
)
"""What the page at the end of the popup says, and what it is called here."""
SUCCESS_PAGE: Final = "page: success"
UNKNOWN_PAGE: Final = "page: a text that this ledger has no name for"
HEAD: Final = "HEAD, which has no body"
_PAGE_ERROR: Final = re.compile(r"var error = (.+);$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Shown:
    """One answer that a passing test got; `says` is what a recorded row calls it."""

    subject: str
    status: int = 0
    code: str = ""
    proof: str
    says: str = ""


@cache
def _routes() -> Routes:
    return Routes(api_routes())


def subject_of(method: str, path: str) -> str:
    """Name the endpoint of a request by the route that answers it."""
    route, _ = _routes().find(method, path)
    if method == "OPTIONS" and (route is None or route.method != method):
        return PREFLIGHT
    if route is None:
        return NO_ROUTE
    return title_of(route)


def code_of(method: str, content_type: str | None, body: bytes) -> str:
    """Name the error that an answer tells of; nothing when it tells of none."""
    if method == "HEAD":
        return HEAD
    kind = content_type or ""
    if kind.startswith("text/html"):
        return _page(body.decode())
    if not kind.startswith("application/json") or not body:
        return ""
    try:
        found = json.loads(body)
    except ValueError:
        return FOREIGN
    code = _code(found)
    return code if code in {"", *error_codes()} else FOREIGN


def _code(found: Any) -> str:
    if not isinstance(found, dict):
        return ""
    error = found.get("error")
    code = error.get("code", error) if isinstance(error, dict) else error or found.get("code")
    return code if isinstance(code, str) else FOREIGN if code else ""


def _page(text: str) -> str:
    found = _PAGE_ERROR.search(text)
    if found is None:
        return ""
    error = json.loads(found[1])
    if error is None:
        return SUCCESS_PAGE
    names = (name for pattern, name in PAGES.items() if re.search(pattern, error["message"]))
    return next(names, UNKNOWN_PAGE)

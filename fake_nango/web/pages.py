"""
The HTML that the fake shows: rendered from `fake_nango/pages`, and safe to look at.

Everything a page needs is on the page's own origin. The content security policy says so
to the browser: no script, style or font can come from anywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

if TYPE_CHECKING:
    from jinja2 import Environment

ASSETS: Final[Mapping[str, str]] = {
    "control.css": "text/css",
    "control.js": "text/javascript",
    "fake.css": "text/css",
    "connect.js": "text/javascript",
    "form.js": "text/javascript",
    "nango.js": "text/javascript",
    "pieces.js": "text/javascript",
}
# The Connect UI talks to whatever API its address names, and may be framed by any app.
CONNECT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src http: https: ws: wss:; base-uri 'none'"
)
# The control page talks to the listener that it came from, and may not be framed.
CONTROL_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# A consent page in a frame could be clicked by somebody else's page (RFC 6749, section 10.13).
CONSENT_POLICY: Final = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@cache
def templates() -> Environment:
    """Return the page templates, with escaping on; made when the first page is asked for."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("fake_nango", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def asset_text(name: str) -> str:
    """Return one of the files that a page loads."""
    return files("fake_nango").joinpath("pages", name).read_text("utf-8")


def page(name: str, *, policy: str, status: int = 200, **values: Any) -> web.Response:
    """Render a page and forbid it everything that it does not need."""
    return web.Response(
        status=status,
        text=templates().get_template(name).render(**values),
        content_type="text/html",
        headers={
            "Content-Security-Policy": policy,
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


async def asset(request: web.Request) -> web.Response:
    """Answer with a style sheet or a script of the pages."""
    name = request.match_info["name"]
    if name not in ASSETS:
        raise web.HTTPNotFound(text=f"There is no {name} here.")
    return web.Response(
        text=asset_text(name),
        content_type=ASSETS[name],
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"},
    )

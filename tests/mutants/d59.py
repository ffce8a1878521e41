"""
D59: Sends the secret key to the browser.

Along with the session token, in the script of its page, and in the files of its build.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final

from aiohttp import web

from reference_backend.backend import BACKEND
from reference_backend.domain import ConnectSession
from reference_backend.nango import JsonObject
from reference_backend.parts import Parts
from reference_backend.settings import Settings
from reference_backend.web import answers

_PAGE: Final = '<!doctype html><title>Mail</title><script type="module" src="main.js"></script>'


def connect_response(session: ConnectSession, settings: Settings) -> JsonObject:
    """Give the frontend all that a client of Nango's could want."""
    return {
        **answers.connect_response(session, settings),
        "nango": {"host": settings.nango_host, "secretKey": settings.keys.secret_key},
    }


async def page(request: web.Request) -> web.Response:
    """GET /app/: the page."""
    del request
    return web.Response(text=_PAGE, content_type="text/html")


async def script(request: web.Request) -> web.Response:
    """GET /app/main.js: what makes it move."""
    key = request.app[BACKEND].settings.keys.secret_key
    return web.Response(text=_script(key), content_type="text/javascript")


def _script(key: str) -> str:
    return f"const nango = new Nango({{ secretKey: {json.dumps(key)} }});\n"


def _build(folder: Path) -> None:
    """Write the page as files, for a server that only gives files away."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(_PAGE, "utf-8")
    (folder / "main.js").write_text(_script(os.environ["NANGO_SECRET_KEY"]), "utf-8")


def parts() -> Parts:
    """Return the backend with this one defect."""
    if "BUILD_FOLDER" in os.environ:
        _build(Path(os.environ["BUILD_FOLDER"]))
    return Parts(
        connect_response=connect_response,
        more_routes=(web.get("/app/", page), web.get("/app/main.js", script)),
    )

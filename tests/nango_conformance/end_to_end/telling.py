"""A reference backend that prints all its variables at a webhook, and ends with status 7."""

from __future__ import annotations

import os
import sys

from aiohttp import web
from aiohttp.typedefs import Handler

from reference_backend.app import WEBHOOK_PATH
from reference_backend.parts import Parts
from reference_backend.server import main


@web.middleware
async def tells(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Say everything, and nothing any more."""
    if request.path == WEBHOOK_PATH:
        print(dict(os.environ), flush=True)  # noqa: T201 - what a run is to hide
        os._exit(7)
    return await handler(request)


if __name__ == "__main__":
    sys.exit(main(parts=Parts(more_middlewares=(tells,))))

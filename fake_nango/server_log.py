"""Where the listeners say what they could not do; what clients did wrong is not said."""

from __future__ import annotations

import logging
from typing import Final

from aiohttp.http_exceptions import HttpProcessingError


def _is_ours(record: logging.LogRecord) -> bool:
    """Leave out garbage, of which the answer says so, and clients that have gone meanwhile."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError | ConnectionError)


SERVER_LOG: Final = logging.getLogger("fake_nango.server")
"""The log of all three listeners."""
SERVER_LOG.addFilter(_is_ours)

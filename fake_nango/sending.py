"""Sending a request once, whatever becomes of it."""

from __future__ import annotations

import aiohttp


def sends_once(session: aiohttp.ClientSession) -> None:
    """
    Let a session never repeat a request by itself.

    aiohttp sends a GET again when the connection breaks. Here that would hide a fault which
    cuts one request off, or be a delivery that Nango never made. There is no public switch;
    aiohttp's own test client sets the same attribute.
    """
    session._retry_connection = False  # noqa: SLF001 - see above

"""
A test call with credentials that somebody has just typed in.

An integration without a verification takes any credentials. (Nango 0.71.4, credential test)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import aiohttp
from yarl import URL

from fake_nango.authorization import interpolate
from fake_nango.injection import injected_headers
from fake_nango.integration import Integration
from fake_nango.world import World

TIMEOUT: Final = aiohttp.ClientTimeout(total=20)
TEST_FAILED: Final = (
    "The given credentials were found to be invalid. Please check the credentials and try again."
)
_FIRST_ERROR: Final = 400


async def verified(
    world: World,
    integration: Integration,
    credentials: Mapping[str, Any],
    config: Mapping[str, Any],
) -> bool:
    """Say whether the provider takes these credentials."""
    if integration.verification is None:
        return True
    method, _, url = integration.verification.partition(" ")
    headers = injected_headers(integration, credentials)
    target = URL(interpolate(url, config))
    try:
        async with world.http.request(method, target, headers=headers, timeout=TIMEOUT) as answer:
            return answer.status < _FIRST_ERROR
    except (aiohttp.ClientError, TimeoutError):
        return False

"""
How a connection's credentials get into a request to its provider's API.

A template's own headers win over the usual place of the credentials. (Nango 0.71.4,
proxy: auth)
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any, Final

from fake_nango.authorization import interpolate
from fake_nango.integration import Integration

_NAMED: Final = re.compile(r"\$\{(\w+)\}")


def injected_headers(integration: Integration, credentials: Mapping[str, Any]) -> dict[str, str]:
    """Build the headers that authorize a request."""
    headers = _usual(credentials)
    for name, template in integration.proxy_headers.items():
        headers[name.lower()] = _filled(template, credentials)
    return headers


def base_url(integration: Integration, built_in: str, config: Mapping[str, Any]) -> str | None:
    """Say where the provider's API is: where the integration says, or at the built-in one."""
    if integration.proxy_base_url is not None:
        return interpolate(integration.proxy_base_url, config).rstrip("/")
    return built_in if integration.built_in else None


def _usual(credentials: Mapping[str, Any]) -> dict[str, str]:
    if credentials.get("type") == "BASIC":
        pair = f"{credentials['username']}:{credentials['password']}"
        return {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    token = credentials.get("access_token", credentials.get("token"))
    return {"authorization": f"Bearer {token}"} if isinstance(token, str) else {}


def _filled(template: str, credentials: Mapping[str, Any]) -> str:
    def value(match: re.Match[str]) -> str:
        name = "access_token" if match[1] == "accessToken" else match[1]
        return str(credentials.get(name, ""))

    return _NAMED.sub(value, template)

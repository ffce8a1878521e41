"""
The environment variables by which clients take the detour, for each way of taking it.

Those that name a certificate make clients trust this one authority and, but for Node's,
no other: while they hold, nothing but Nango and this machine can be reached over TLS.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Way(StrEnum):
    """How an application that calls https://api.nango.dev is brought here."""

    PROXY_PLAIN = "proxy-plain"
    PROXY_TLS = "proxy-tls"
    DNS_TLS = "dns-tls"


LOOPBACK_NAMES: Final = "127.0.0.1,localhost,::1"

PROXY: Final = ("HTTPS_PROXY", "https_proxy")
"""Read by whatever knows of proxies at all, some in capitals and some in small letters."""

PAST_IT: Final = ("NO_PROXY", "no_proxy")

AUTHORITY: Final = (
    "NODE_EXTRA_CA_CERTS",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "SSL_CERT_FILE",
    "DENO_CERT",
)
"""Node; Python's requests; curl; OpenSSL, Go, Ruby and httpx; Deno."""

NODES_FETCH: Final[Mapping[str, str]] = MappingProxyType({"NODE_USE_ENV_PROXY": "1"})
"""Node's own `fetch` looks at the variables of a proxy only where this is set, from Node 24 on."""


def variables(way: Way, proxy_url: str, ca_file: str) -> dict[str, str]:
    """Return what an application has to be started with."""
    # A proxy that is set already would be asked for the name, and find another host.
    through = "" if way is Way.DNS_TLS else proxy_url
    found = dict.fromkeys(PROXY, through) | dict.fromkeys(PAST_IT, LOOPBACK_NAMES)
    if way is Way.PROXY_TLS:
        found |= NODES_FETCH
    if way is not Way.PROXY_PLAIN:
        found |= dict.fromkeys(AUTHORITY, ca_file)
    return found

"""
How a target that calls https://api.nango.dev hard-coded is brought to the fake.

Its code stays as it is; variables of its process send it to the detour of the fake. A
started target gets them from the harness, an attached one from its operator.
"""

from __future__ import annotations

import dataclasses
import urllib.parse
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from fake_nango.detour.variables import Way, variables
from fake_nango.listening import Ports
from nango_conformance.target import Nango, Target

if TYPE_CHECKING:
    from fake_nango.detour.opening import Detour

PROXY_OFFSET: Final = 2
"""The proxy stands this far above the API of an attached target's fake."""

ADVICE: Final[Mapping[str, str]] = MappingProxyType(
    {
        Way.PROXY_PLAIN: (
            'try override = "proxy-tls" for a client that asks a proxy for a tunnel (axios from '
            '1.16.1, requests, httpx), or "dns-tls" for one that knows no proxy (Node\'s fetch '
            "before Node 24)"
        ),
        Way.PROXY_TLS: (
            'try override = "dns-tls" for a client that knows no proxy (Node\'s fetch before '
            "Node 24), or give {fake.ca_file} to one that has its authorities from elsewhere"
        ),
        Way.DNS_TLS: (
            "let the name api.nango.dev lead to this machine for the target, at [nango] tls_port, "
            "and give {fake.ca_file} to a client that has its authorities from elsewhere"
        ),
    }
)
"""What may be wrong where a target that is overridden asks nothing of the fake."""

ARRIVAL_S: Final = 120.0
"""How long an attached target may take to be started after the certificate that it needs."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What a target is started with so that its Nango is the fake."""

    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    environment: Mapping[str, str] = dataclasses.field(default_factory=dict)


def override_of(nango: Nango, detour: Detour | None) -> Override:
    """Return what leads a target that is started here to an open detour."""
    if detour is None:
        return Override()
    return _override(nango, detour.proxy_url, str(detour.ca_file))


def expected_override(target: Target) -> Override:
    """Return what an attached target must have been started with, before anything is open."""
    nango = target.nango
    if nango.override == "env":
        return Override()
    address = urllib.parse.urlsplit(nango.url or f"http://{nango.listen}")
    port = int(nango.listen.rpartition(":")[2]) + PROXY_OFFSET
    return _override(nango, f"http://{address.hostname}:{port}", str(ca_place(target) or ""))


def with_detour(target: Target, ports: Ports) -> Ports:
    """Add the ports of the detour where the target takes one."""
    nango = target.nango
    if nango.override == "env":
        return ports
    tls = nango.tls_port if nango.override == Way.DNS_TLS else 0
    return dataclasses.replace(ports, proxy=ports.api and ports.api + PROXY_OFFSET, tls=tls)


def ca_place(target: Target) -> Path | None:
    """Return where the certificate is wanted; None where any new place will do."""
    wanted = target.nango.ca_file
    return None if wanted is None else Path(target.folder).resolve() / wanted


def waits_for_target(target: Target) -> bool:
    """Say whether an attached target is started after the run, with which its certificate comes."""
    return target.mode == "attach" and target.nango.ca_file is not None


def _override(nango: Nango, proxy_url: str, ca_file: str) -> Override:
    values = {"fake.proxy_url": proxy_url, "fake.ca_file": ca_file}
    return Override(values=values, environment=variables(Way(nango.override), proxy_url, ca_file))

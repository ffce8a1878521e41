"""A transport with a ledger of its own, that looks for one secret."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest
import requests

from nango_conformance.driver.ear import Ear
from nango_conformance.driver.endpoints import Endpoints
from nango_conformance.driver.transport import Transport, new_session
from nango_conformance.evidence import Canary, Ledger, Redactor
from nango_conformance.target import Target

KEY = "2f9e1c0a-6d1b-4f5e-9a77-0b1c2d3e4f5a"


@pytest.fixture
def redact() -> Redactor:
    """Give a redactor that knows the secret key."""
    redact = Redactor()
    redact.learn("secret key", KEY)
    return redact


@pytest.fixture
def ledger(redact: Redactor) -> Ledger:
    """Give an empty ledger."""
    return Ledger(redact)


@pytest.fixture
def make_transport(ledger: Ledger) -> Callable[..., Transport]:
    """Give a maker of transports that look for the secret key."""

    def make(timeout_s: float = 5.0) -> Transport:
        ear = Ear([Canary(name="secret key", secret=KEY)])
        return Transport(ledger, ear, timeout_s=timeout_s)

    return make


@pytest.fixture
def http() -> Iterator[requests.Session]:
    """Give a session as the harness makes them."""
    with new_session() as session:
        yield session


@pytest.fixture
def make_endpoints(
    make_transport: Callable[..., Transport],
) -> Iterator[Callable[..., Endpoints]]:
    """Give a maker of a target's endpoints; their connections are closed when the test is over."""
    made: list[Endpoints] = []

    def make(target: Target, values: Mapping[str, str] | None = None) -> Endpoints:
        made.append(Endpoints(target, make_transport(), values or {}))
        return made[-1]

    yield make
    for endpoints in made:
        endpoints.close()

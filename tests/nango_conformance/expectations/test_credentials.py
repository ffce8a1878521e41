"""Items 05 and 15: who takes the authorisation code, and which keys come out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nango_conformance.errors import Nonconformance, NotObservable
from nango_conformance.evidence import Call
from nango_conformance.expectations import access

CallMaker = Callable[..., Call]

CALLBACK = "http://127.0.0.1:3003/oauth/callback"
LOCATION = "http://provider/authorize?state=1&redirect_uri=http%3A%2F%2F127.0.0.1%3A3003%2Foauth"


@pytest.mark.parametrize(
    ("location", "notes"),
    [
        (None, 0),
        (f"{LOCATION}%2Fcallback", 0),
        (f"{LOCATION}%2Felsewhere", 1),
        ("http://provider/authorize", 1),
    ],
)
def test_only_nango_takes_the_code(make_call: CallMaker, location: str | None, notes: int) -> None:
    """The browser may ask for the page; another callback than Nango's is worth telling."""
    calls = [
        make_call("GET /authorize", endpoint="authorize", caller="browser"),
        make_call("POST /token", endpoint="token", caller="nango"),
    ]

    assert len(access.only_nango_exchanged(calls, location, CALLBACK)) == notes


def test_a_backend_that_takes_the_code_is_wrong(make_call: CallMaker) -> None:
    """It stands in the path of the credentials, even when Nango came too."""
    calls = [
        make_call("POST /token", endpoint="token", caller="nango"),
        make_call("POST /token", endpoint="token", caller="backend"),
    ]

    with pytest.raises(Nonconformance, match="only Nango at the token endpoint"):
        access.only_nango_exchanged(calls, None, CALLBACK)


def test_a_provider_elsewhere_shows_nobody(make_call: CallMaker) -> None:
    """Who came to it cannot be seen."""
    with pytest.raises(NotObservable):
        access.only_nango_exchanged([make_call("GET /authorize")], None, CALLBACK)

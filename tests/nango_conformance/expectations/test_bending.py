"""Item 16: what an odd id may lead to, and what it must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nango_conformance.errors import Nonconformance
from nango_conformance.evidence import Call, Exchange
from nango_conformance.expectations import bending

CallMaker = Callable[..., Call]
KEY = "provider_config_key=outlook"


@pytest.fixture
def usual(make_call: CallMaker) -> list[Call]:
    """Give what a plain id leads to: a look at the connection, and a session."""
    looked = make_call(f"GET /connections/plain?{KEY}")
    return [looked, make_call("POST /connect/sessions")]


@pytest.mark.parametrize(
    "line",
    [
        f"GET /connections/plain?{KEY}",
        f"GET /connections/..%2Fconnections?{KEY}",
        "POST /connect/sessions",
    ],
)
def test_an_id_that_stays_an_id_is_harmless(
    make_call: CallMaker, usual: list[Call], line: str
) -> None:
    """Percent-encoded it is one segment of the path, as any other."""
    assert bending.straight([make_call(line)], usual, "../connections", ["plain"]) == ()


@pytest.mark.parametrize(
    ("bent", "line"),
    [
        ("../connections", f"GET /connections?{KEY}"),
        ("../connections", f"GET /connections/../connections?{KEY}"),
        ("x?provider_config_key=evil", "GET /connections/x?provider_config_key=evil"),
        ("x&force=1", f"GET /connections/x?{KEY}&force=1"),
        ("plain&force", f"GET /connections/plain?{KEY}&force="),
        ("plain#", "GET /connections/plain"),
        ("x&provider_config_key=evil", "GET /connections/plain?provider_config_key=x&" + KEY),
        ("../connections", "POST /connections/plain"),
    ],
)
def test_an_id_that_becomes_another_request_is_wrong(
    make_call: CallMaker, usual: list[Call], bent: str, line: str
) -> None:
    """Another path, more of a query, less of one, another method."""
    with pytest.raises(Nonconformance, match="no other request to Nango than a plain id causes"):
        bending.straight([make_call(line)], usual, bent, ["plain"])


def test_what_is_no_client_error_is_a_note(make_exchange: Callable[..., Exchange]) -> None:
    """One note for all of them, each said once."""
    assert bending.client_errors([make_exchange(404), make_exchange(422)]) == ()
    (note,) = bending.client_errors([make_exchange(s) for s in (500, 404, 500, 200, None)])
    assert note.level == "SHOULD"
    told = ("no answer (refused)", "status 200", "status 500")
    assert note.text.endswith(": " + ", ".join(f"POST got {one}" for one in told))

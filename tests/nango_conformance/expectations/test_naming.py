"""Whose id a call names, whether it got there, and what a clean refusal is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance, NotObservable
from nango_conformance.evidence import Call, Exchange, Hook, Link, LinkState, Reading
from nango_conformance.expectations import naming

MakeCall = Callable[..., Call]
NONE = Reading(links=(), exchange="E0001")
ACTIVE = Reading(
    links=(Link(state=LinkState.ACTIVE, said="active", connection_id="c-1", row_id=None),),
    exchange="E0002",
)


def test_calls_about_this_connection_and_about_none_are_right(make_call: MakeCall) -> None:
    """A list of integrations is about no connection."""
    calls = (make_call("DELETE /connections/c-1", "c-1"), make_call("GET /integrations"))

    assert naming.names_only(calls, "c-1", "outlook", mirrored=False) == ()


@pytest.mark.parametrize("named", ["undefined", "c-2", "nango_connect_session_1"])
def test_a_call_about_anything_else_is_wrong(make_call: MakeCall, named: str) -> None:
    """A placeholder is as wrong as another's id."""
    with pytest.raises(Nonconformance, match=f"names '{named}'"):
        naming.names_only(
            [make_call("POST /sync/trigger", names=named)], "c-1", "outlook", mirrored=False
        )


def test_a_call_for_another_integration_is_wrong(make_call: MakeCall) -> None:
    """An id is unique within its integration only."""
    call = make_call("POST /sync/trigger", "c-1", integration="gmail")

    with pytest.raises(Nonconformance, match="names 'gmail'"):
        naming.names_only([call], "c-1", "outlook", mirrored=False)


def test_a_mirror_looks_at_every_connection_and_moves_none(make_call: MakeCall) -> None:
    """To look is its way of knowing; to sync is not."""
    look = make_call("GET /connections/c-2", names="c-2")
    sync = make_call("POST /sync/trigger", names="c-2")

    assert naming.names_only([look], "c-1", "outlook", mirrored=True) == ()
    with pytest.raises(Nonconformance):
        naming.names_only([look, sync], "c-1", "outlook", mirrored=True)
    with pytest.raises(Nonconformance):
        naming.names_only([look], "c-1", "outlook", mirrored=False)
    for line in ("GET /records", "DELETE /connections/c-2"):
        with pytest.raises(Nonconformance, match=line):
            naming.names_only([make_call(line, names="c-2")], "c-1", "outlook", mirrored=True)


def test_without_a_connection_nothing_can_be_named(make_call: MakeCall) -> None:
    """Nor does silence name one."""
    with pytest.raises(ControlFailed):
        naming.names_only([], None, "outlook", mirrored=False)
    with pytest.raises(NotObservable):
        naming.is_named([make_call("GET /integrations")], "c-1")
    naming.is_named([make_call("POST /sync/trigger", "c-1")], "c-1")


def test_an_ending_that_is_refused_and_goes_nowhere_has_lost_its_id(
    make_call: MakeCall, make_exchange: Callable[..., Exchange]
) -> None:
    """Where Nango was told, or the target agreed, the id is judged by what was said to Nango."""
    told = [make_call("DELETE /connections/c-1", "c-1")]

    naming.is_heard(make_exchange(404), told, "c-1")
    naming.is_heard(make_exchange(204), [], "c-1")
    with pytest.raises(Nonconformance, match="an ending of c-1; saw status 414"):
        naming.is_heard(make_exchange(414), [make_call("GET /integrations")], "c-1")


def test_one_call_that_nango_takes_is_enough(make_call: MakeCall) -> None:
    """The second deletion of the same is refused by right."""
    taken = make_call("DELETE /connections/c-1", "c-1")
    refused = make_call("DELETE /connections/c-1", "c-1", status=404)

    assert naming.reaches([taken, refused], "c-1") == ()
    assert naming.reaches([], "c-1") == ()
    with pytest.raises(Nonconformance, match="that Nango takes; saw DELETE"):
        naming.reaches([refused], "c-1")


def test_what_went_wrong_on_purpose_says_nothing_of_the_id(make_call: MakeCall) -> None:
    """A failure of Nango's is no fault of the address."""
    call = make_call("POST /sync/trigger", "c-1", status=500, fault="down")

    assert naming.reaches([call], "c-1") == ()


@pytest.mark.parametrize(
    ("status", "reading", "clean"),
    [(400, NONE, True), (400, None, True), (400, ACTIVE, False), (200, NONE, False)],
)
def test_a_refusal_is_clean_if_it_says_so_and_leaves_nothing(
    make_hook: Callable[..., Hook],
    status: int,
    reading: Reading | None,
    clean: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """A 4xx is final for Nango; where links cannot be seen it is all there is."""
    assert naming.refused_cleanly(make_hook(status), reading) is clean
    assert not naming.refused_cleanly(None, reading)

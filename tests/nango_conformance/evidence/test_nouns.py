"""The harness's nouns tell themselves in one line."""

from __future__ import annotations

import datetime

import pytest

from nango_conformance.evidence import Call, Hook, Link, LinkState, Reading


def link(state: LinkState, said: str = "", connection_id: str | None = None) -> Link:
    """Return a link in a state."""
    return Link(state=state, said=said, connection_id=connection_id, row_id=None)


@pytest.mark.parametrize(
    ("query", "told"), [("", "GET /records → 200"), ("limit=1", "GET /records?limit=1 → 200")]
)
def test_a_call_in_one_line(query: str, told: str) -> None:
    """Method, path, query if there is one, and status."""
    call = Call(
        seq=1,
        at=datetime.datetime(2026, 3, 12, tzinfo=datetime.UTC),
        method="GET",
        path="/records",
        query=query,
        body=None,
        headers={},
        status=200,
        auth="secret_key",
        names=None,
        integration=None,
    )

    assert call.told == told


@pytest.mark.parametrize(
    ("attempts", "status", "error", "said"),
    [
        (0, None, None, "nothing: it was never sent"),
        (2, None, "timeout", "no answer (timeout)"),
        (1, 401, None, "status 401"),
    ],
)
def test_a_hook_says_what_was_answered(
    attempts: int, status: int | None, error: str | None, said: str
) -> None:
    """Not sent, not answered, or a status."""
    hook = Hook(
        id="w",
        kind="auth",
        operation="creation",
        success=True,
        connection=None,
        integration=None,
        status=status,
        error=error,
        attempts=attempts,
        body="{}",
        state="done",
    )

    assert hook.said == said


def test_a_reading_knows_what_lives() -> None:
    """What is gone does not live; only what is active is active."""
    links = tuple(link(state) for state in LinkState)
    reading = Reading(links=links, exchange="E0001")

    assert [one.state for one in reading.active] == [LinkState.ACTIVE]
    assert {one.state for one in reading.live} == set(LinkState) - {LinkState.GONE}


def test_a_reading_in_one_line() -> None:
    """The target's own words, ours where it has none, and the ids."""
    links = (link(LinkState.ACTIVE, "on", "c-1"), link(LinkState.PENDING))

    assert Reading(links=links, exchange="E").told == (
        "on (connection id c-1), pending (connection id none)"
    )
    assert Reading(links=(), exchange="E").told == "no link"

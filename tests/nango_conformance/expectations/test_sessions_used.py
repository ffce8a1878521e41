"""Items 02 and 03: what a session allows, and what the modal that it opens is taken for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance, NotApplicable
from nango_conformance.evidence import Issued
from nango_conformance.expectations import sessions
from nango_conformance.target import Integration

IssuedMaker = Callable[..., Issued]

MAIL = Integration(key="mail", nango_id="outlook", provider="microsoft")
CHAT = Integration(key="chat", nango_id="slack", provider="slack")


@pytest.mark.parametrize(
    ("scope", "allowed", "notes"),
    [
        ("single", ("outlook",), 0),
        ("catalogue", ("outlook",), 0),
        ("catalogue", ("outlook", "slack"), 0),
        ("catalogue", (), 0),
        ("catalogue", None, 1),
    ],
)
def test_a_session_that_is_narrow_enough(
    make_issued: IssuedMaker, scope: str, allowed: tuple[str, ...] | None, notes: int
) -> None:
    """What was asked for; of a picker, what is declared, and no list is a note."""
    issued = make_issued(allowed=allowed)

    assert len(sessions.allows_only(issued, MAIL, scope, [MAIL, CHAT])) == notes


@pytest.mark.parametrize(
    ("scope", "allowed", "seen"),
    [
        ("single", None, "no list, so everything"),
        ("single", (), "[]"),
        ("single", ("outlook", "slack"), "['outlook', 'slack']"),
        ("single", ("mail",), "['mail']"),
        ("catalogue", ("outlook", "github"), "['outlook', 'github']"),
    ],
)
def test_a_session_that_allows_too_much(
    make_issued: IssuedMaker, scope: str, allowed: tuple[str, ...] | None, seen: str
) -> None:
    """Everything, more than was asked for, something else, or what is not declared."""
    with pytest.raises(Nonconformance) as caught:
        sessions.allows_only(make_issued(allowed=allowed), MAIL, scope, [MAIL, CHAT])

    assert caught.value.seen == seen


def test_an_open_product_allows_everything_on_purpose(make_issued: IssuedMaker) -> None:
    """Nothing to judge."""
    with pytest.raises(NotApplicable, match="open"):
        sessions.allows_only(make_issued(), MAIL, "open", [MAIL])


@pytest.mark.parametrize("scope", ["single", "catalogue"])
def test_no_session_allows_nothing(scope: str) -> None:
    """A start that failed is not narrow, it is broken."""
    with pytest.raises(ControlFailed):
        sessions.allows_only(None, MAIL, scope, [MAIL])


def test_nango_refuses_another_integration() -> None:
    """For the right reason only."""
    assert sessions.refused_by_nango("error", "400 integration_not_allowed") == ()


def test_nango_lets_another_integration_through() -> None:
    """Then the session was good for too much."""
    with pytest.raises(Nonconformance, match="good for one integration"):
        sessions.refused_by_nango("connected", "integration_not_allowed")


def test_nango_refuses_for_another_reason() -> None:
    """A session that has expired says nothing of its list."""
    with pytest.raises(ControlFailed, match="session_expired"):
        sessions.refused_by_nango("error", "session_expired")


SHOWN = {"data": {"endUser": {"id": "ada"}}}
OFFERED = {"data": [{"unique_key": "slack"}, {"unique_key": "outlook"}]}


@pytest.mark.parametrize(
    ("session", "request_"),
    [(SHOWN, {"end_user": {"id": "ada"}}), ({"data": {}}, {"tags": {}}), ({}, {"end_user": None})],
)
def test_the_modal_is_hers(
    make_issued: IssuedMaker, session: dict[str, Any], request_: dict[str, Any]
) -> None:
    """It shows the end user that the session named, if it named one, and offers what she asked."""
    issued = make_issued(**request_)

    assert sessions.modal_opens(200, session, OFFERED, MAIL, issued) == ()


def test_a_modal_without_a_known_session_can_still_open() -> None:
    """Whom the session names is then not asked."""
    assert sessions.modal_opens(200, SHOWN, OFFERED, MAIL, None) == ()


@pytest.mark.parametrize(
    ("status", "session", "integrations", "expected"),
    [
        (401, {"error": {}}, None, "a token that opens the modal"),
        (201, SHOWN, OFFERED, "a token that opens the modal"),
        (200, {"data": {"endUser": {"id": "grace"}}}, OFFERED, "the modal of 'ada'"),
        (200, {"data": {"endUser": None}}, OFFERED, "the modal of 'ada'"),
        (200, SHOWN, {"data": [{"unique_key": "slack"}]}, "'outlook' offered"),
        (200, SHOWN, {}, "'outlook' offered"),
        (200, SHOWN, None, "'outlook' offered"),
    ],
)
def test_a_modal_that_is_wrong(
    make_issued: IssuedMaker, status: int, session: Any, integrations: Any, expected: str
) -> None:
    """It does not open, is somebody else's, or does not offer what she asked for."""
    issued = make_issued(end_user={"id": "ada"})

    with pytest.raises(Nonconformance, match=expected):
        sessions.modal_opens(status, session, integrations, MAIL, issued)

"""Whose a token is, by the session that it belongs to, however old."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance, NotApplicable, NotObservable
from nango_conformance.evidence import Issued
from nango_conformance.stage import tokens
from nango_conformance.stage.tokens import Token
from nango_conformance.target import Attribution, Target

WHO = {"user": Attribution(path="end_user.id", equals="{actor.id}")}


def session(token: str, who: str) -> Issued:
    """Return a session in somebody's name."""
    request = {"end_user": {"id": who}}
    return Issued(id=token, token=token, link=f"l-{token}", request=request, allowed=None)


@pytest.fixture
def held(make_target: Callable[..., Target]) -> Callable[..., object]:
    """Give what judges the token that Ada holds."""

    def judge(own: Issued | None, older: Issued | None = None, **more: Any) -> object:
        others, signs_in = more.pop("others", ()), more.pop("signs_in", False)
        exchange = SimpleNamespace(said="status 200", id="E1", status=more.pop("status", 200))

        attempt = SimpleNamespace(
            session=own, token="t-old", link=None, exchange=exchange, values={}
        )

        def needs_sign_in() -> None:
            if not signs_in:
                raise NotApplicable("everyone is the same user")

        stage: Any = SimpleNamespace(
            target=make_target(attribution=more.get("attribution", WHO)),
            attempt=lambda _: attempt,
            attempts=dict.fromkeys([("Ada", "main"), *others]),
            cast=SimpleNamespace(
                person=lambda who: SimpleNamespace(values=lambda: {"actor.id": who.lower()})
            ),
            nango=SimpleNamespace(issued=lambda _: [older] if older else []),
            needs_sign_in=needs_sign_in,
        )
        return tokens.held(stage, "Ada", Token.OWN)

    return judge


def test_her_own_is_hers_even_if_it_is_older(held: Callable[..., object]) -> None:
    """A target may keep what is hers."""
    assert held(session("t", "ada")) == ()
    assert held(None, session("t-old", "ada")) == ()


def test_another_s_is_not(held: Callable[..., object]) -> None:
    """Nor is one that Nango never issued."""
    with pytest.raises(Nonconformance, match="for 'ada'; saw one for 'grace'"):
        held(None, session("t-old", "grace"))
    with pytest.raises(Nonconformance, match="for 'ada'; saw one for 'grace'"):
        held(session("t", "grace"), others=[("Grace", "main")], signs_in=True)
    with pytest.raises(Nonconformance, match="a token of Nango's"):
        held(None, session("t-other", "ada"))


def test_a_strange_name_is_another_check_s_matter(held: Callable[..., object]) -> None:
    """As long as it is not the name of somebody who started beside her."""
    assert held(session("t", "app"), others=[("Grace", "main")], signs_in=True) == ()


def test_what_names_nobody_cannot_be_told(held: Callable[..., object]) -> None:
    """Nor can two people who are the same to the target."""
    with pytest.raises(NotObservable, match=r"\[attribution\] user is not declared"):
        held(session("t", "ada"), attribution={})
    with pytest.raises(NotApplicable, match="the same user"):
        held(session("t", "ada"), others=[("Grace", "main")])


@pytest.mark.parametrize("status", [500, None])
def test_who_was_given_nothing_has_nothing_of_another_s(
    held: Callable[..., object], status: int | None
) -> None:
    """That nobody could start is another check's to say."""
    with pytest.raises(ControlFailed, match="given no token at all"):
        held(None, session("t-old", "grace"), status=status)

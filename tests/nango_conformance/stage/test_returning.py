"""An address to return to is named where the target takes one, and the way is gone to its end."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from nango_conformance.errors import NotApplicable, NotObservable
from nango_conformance.evidence import Account, Exchange, Issued
from nango_conformance.stage import returning
from nango_conformance.stage.attempt import Attempt
from nango_conformance.target import Connect, Integration, Target

ROUTE = Connect(path="/c", token="token", redirect_field="returnTo")
ISSUED = Issued(id="s", token="t", link="l", request={}, allowed=None)


def exchange(body: str = "{}") -> Exchange:
    """Return an answer to a start."""
    return Exchange(id="E1", who="Ada", method="POST", url="http://x/c", status=200, body=body)


@pytest.fixture
def make_stage(
    make_target: Callable[..., Target], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Any]:
    """Give a maker of stages on which Ada has started."""

    def make(*, seen: bool = True, **target: Any) -> Any:
        walked: list[str] = []

        def look(*_: object) -> str:
            if not seen:
                raise NotObservable("no status")
            return "her links"

        def authorise(stage: Any, who: str, account: Account) -> None:
            walked.append(stage.attempts[who, account].token)

        monkeypatch.setattr(returning, "authorise", authorise)
        attempt = Attempt(
            who="Ada",
            account=Account.MAIN,
            integration=Integration(key="o", nango_id="o", provider="m"),
            workspace="",
            mark=1,
            exchange=exchange(),
        )
        return SimpleNamespace(
            target=make_target(**{"connect": ROUTE, **target}),
            attempt=lambda _: attempt,
            attempts={("Ada", Account.MAIN): attempt},
            nango=SimpleNamespace(issued=lambda _: (ISSUED,)),
            cast=SimpleNamespace(person=lambda who: who),
            probe=SimpleNamespace(look=look),
            when=7,
            answer="the start",
            walked=walked,
        )

    return make


def test_the_address_is_named_where_it_is_declared(make_stage: Callable[..., Any]) -> None:
    """With the target's own host where it is to look like it."""
    stage = make_stage(base_url="http://127.0.0.1:4000")

    twist = returning.twist(stage, returning.USER_PART)

    assert twist.body == {"returnTo": "http://127.0.0.1:4000@naf-smuggled.example/after"}


def test_who_takes_no_address_sends_nobody_elsewhere(make_stage: Callable[..., Any]) -> None:
    """The key that would change it is named."""
    with pytest.raises(NotApplicable, match=r"\[connect\] redirect_field is not declared"):
        returning.twist(make_stage(connect=Connect(path="/c")), returning.SCRIPT)


def test_who_was_refused_goes_no_further(make_stage: Callable[..., Any]) -> None:
    """There is no token to go on with."""
    stage = make_stage()

    returning.go_on(stage, "Ada", exchange('{"error": "no"}'))

    assert (stage.walked, stage.answer) == ([], "the start")


@pytest.mark.parametrize(("seen", "answer"), [(True, "her links"), (False, "the start")])
def test_who_was_not_goes_to_the_end(
    make_stage: Callable[..., Any], answer: str, *, seen: bool
) -> None:
    """And looks at what she has, where that can be seen."""
    stage = make_stage(seen=seen)

    returning.go_on(stage, "Ada", exchange('{"token": "t"}'))

    assert (stage.walked, stage.answer) == (["t"], answer)
    assert stage.attempts["Ada", Account.MAIN].mark == 7

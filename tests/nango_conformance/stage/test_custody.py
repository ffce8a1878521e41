"""Credentials are looked for in what was said and in what is kept, wherever that can be seen."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance, NotObservable
from nango_conformance.evidence import Exchange
from nango_conformance.stage import custody
from nango_conformance.stage.custody import Keeping
from nango_conformance.target import Target

TOKEN = "fake_access_of_the_provider"


@pytest.fixture
def make(make_target: Callable[..., Target]) -> Callable[..., Any]:
    """Give a maker of stages on which Ada has connected; what the target said and kept is given."""

    def make_(
        *,
        body: str = "{}",
        answer: str = "{}",
        log: str | None = "all is well",
        rows: str | None = None,
    ) -> Any:
        asked: list[str] = []
        attempt = SimpleNamespace(who="Ada", mark=0, connection_id="c-1", values={})
        held = {"connection_id": "c-1", "credentials": {"access_token": TOKEN}}
        other = {"connection_id": "c-2", "credentials": {"access_token": "of_somebody_else"}}
        heard = Exchange(id="E1", who="Ada", method="GET", url="/mails", status=200, body=body)
        sent = SimpleNamespace(attempts=[SimpleNamespace(answer=answer)])
        return SimpleNamespace(
            target=make_target(),
            attempt=lambda *_: attempt,
            nango=SimpleNamespace(
                settle=lambda **_: None,
                calls=lambda _: (),
                control=SimpleNamespace(
                    connections=lambda **_: (other, held), deliveries=lambda **_: (sent,)
                ),
            ),
            probe=SimpleNamespace(look=lambda *_: asked.append("status"), stored=lambda *_: ()),
            asked=asked,
            cast=SimpleNamespace(person=lambda who: SimpleNamespace(name=who)),
            endpoints=SimpleNamespace(heard=[heard]),
            log=None if log is None else SimpleNamespace(since=lambda _: log),
            logged=0,
            storage=None
            if rows is None
            else SimpleNamespace(texts=lambda: iter([("links", rows)])),
        )

    return make_


@pytest.mark.parametrize(
    ("said", "where"),
    [({"body": TOKEN}, "the answer to GET /mails"), ({"answer": TOKEN}, "the answer to a webhook")],
)
def test_an_answer_that_holds_a_credential_is_found(
    make: Callable[..., Any], said: dict[str, str], where: str
) -> None:
    """To whomever it went, a person or Nango."""
    assert custody.judge(make(), "Ada", Keeping.ANSWERS) == ()
    with pytest.raises(Nonconformance, match=f"the access token as it is in {where}"):
        custody.judge(make(**said), "Ada", Keeping.ANSWERS)


@pytest.mark.parametrize(
    ("kept", "where"),
    [({"log": f"connected: {TOKEN}"}, "the log"), ({"rows": TOKEN}, "the table links")],
)
def test_what_is_kept_is_searched_where_it_can_be_seen(
    make: Callable[..., Any], kept: dict[str, str], where: str
) -> None:
    """A line of the log and a row of a table are as good as a page for whoever reads them."""
    with pytest.raises(Nonconformance, match=f"in {where}"):
        custody.judge(make(**kept), "Ada", Keeping.STORES)


def test_the_route_is_asked_whatever_else_shows_links(make: Callable[..., Any]) -> None:
    """A database that is declared as well does not make up for what the route says."""
    stage = make()

    custody.judge(stage, "Ada", Keeping.ANSWERS)

    assert stage.asked == ["status"]


def test_the_query_of_links_is_no_search_of_the_database(make: Callable[..., Any]) -> None:
    """It picks its columns; where nothing else is seen, nothing was searched."""
    stage = make(log=None)
    stage.probe.stored = lambda *_: ("a row",)

    with pytest.raises(NotObservable, match=r"neither \[target.log\] nor \[storage\]"):
        custody.judge(stage, "Ada", Keeping.STORES)


def test_what_was_not_searched_is_said(make: Callable[..., Any]) -> None:
    """A note for what is not declared; where nothing is, nothing can be said."""
    (note,) = custody.judge(make(), "Ada", Keeping.STORES)
    assert "[storage]" in note.text
    assert custody.judge(make(rows="{}"), "Ada", Keeping.STORES) == ()
    with pytest.raises(NotObservable):
        custody.judge(make(log=None), "Ada", Keeping.STORES)
    with pytest.raises(ControlFailed, match="nothing was written to the log"):
        custody.judge(make(log=""), "Ada", Keeping.STORES)

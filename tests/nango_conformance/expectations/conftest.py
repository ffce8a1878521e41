"""Makers of evidence: each says only what a judgement looks at."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from nango_conformance.evidence import (
    Call,
    Exchange,
    Hook,
    Issued,
    Link,
    LinkState,
    Note,
    Reading,
)
from tests.nango_conformance.expectations.saying import (
    Words,
    is_written,
    listened,
    worded,
    words_of,
)

Judgement = Callable[..., tuple[Note, ...]]


@pytest.fixture(scope="module")
def kept_words(request: pytest.FixtureRequest) -> Iterator[Words]:
    """Give what the tests of the module are to hear, by test."""
    with words_of(request.path.stem) as words:
        yield words


@pytest.fixture(autouse=True)
def _to_the_word(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, kept_words: Words
) -> Iterator[None]:
    """Hold whatever was said during a test to the word, unless its input is random."""
    heard = listened(monkeypatch)
    yield
    name = request.node.name
    said = [] if hasattr(request.function, "hypothesis") else [worded(one) for one in heard]
    if is_written() and said:
        kept_words[name] = said
    assert said == kept_words.get(name, []), "SAID=write accepts it: look at the difference first"


@pytest.fixture(scope="session")
def make_exchange() -> Callable[..., Exchange]:
    """Give a maker of exchanges: a status, or None for no answer, and a body."""

    def make(status: int | None = 200, body: str = "{}") -> Exchange:
        return Exchange(
            id="E0001",
            who="Ada",
            method="POST",
            url="http://127.0.0.1/connect",
            status=status,
            body=body,
            error=None if status else "refused",
        )

    return make


@pytest.fixture(scope="session")
def make_issued() -> Callable[..., Issued]:
    """Give a maker of sessions: the token, the body that asked for it, what it allows."""

    def make(token: str = "t-1", allowed: tuple[str, ...] | None = None, **request: Any) -> Issued:
        return Issued(
            id=f"s-{token}",
            token=token,
            link=f"http://ui/?session_token={token}",
            request=request,
            allowed=allowed,
        )

    return make


@pytest.fixture(scope="session")
def make_call() -> Callable[..., Call]:
    """Give a maker of calls: `POST /path?query`, then whatever matters."""

    def make(line: str, names: str | None = None, *, second: float = 0, **more: Any) -> Call:
        method, _, target = line.partition(" ")
        path, _, query = target.partition("?")
        plain: dict[str, Any] = {
            "seq": 1,
            "at": datetime.datetime(2026, 3, 12, tzinfo=datetime.UTC)
            + datetime.timedelta(seconds=second),
            "method": method,
            "path": path,
            "query": query,
            "body": None,
            "headers": {},
            "status": 200,
            "auth": "secret_key",
            "names": names,
            "integration": None,
        }
        return Call(**{**plain, **more})

    return make


@pytest.fixture(scope="session")
def make_hook() -> Callable[..., Hook]:
    """Give a maker of webhooks: the last answer's status, and how many attempts there were."""

    def make(
        status: int | None = 200, attempts: int = 1, body: str = "{}", answer: str = ""
    ) -> Hook:
        return Hook(
            id="w-1",
            kind="auth",
            operation="creation",
            success=True,
            connection="c-1",
            integration="outlook",
            status=status,
            error=None if status else "timeout",
            attempts=attempts,
            body=body,
            state="done",
            answer=answer,
        )

    return make


@pytest.fixture(scope="session")
def make_reading() -> Callable[..., Reading]:
    """Give a maker of readings from words such as `active:c-1:row-1`."""

    def make(*words: str, exchange: str = "E0001") -> Reading:
        links = []
        for word in words:
            state, connection, row = (*word.split(":"), "", "")[:3]
            links.append(
                Link(
                    state=LinkState(state),
                    said=state.upper(),
                    connection_id=connection or None,
                    row_id=row or None,
                )
            )
        return Reading(links=tuple(links), exchange=exchange)

    return make

"""What a target shows of its rows becomes links, in the words of the harness."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from nango_conformance.driver.cast import Person
from nango_conformance.driver.endpoints import Endpoints, Twist
from nango_conformance.driver.probe import Probe
from nango_conformance.errors import ControlFailed, NotObservable
from nango_conformance.evidence import Ledger, Link, LinkState, Reading
from nango_conformance.target import Status, StatusHttp, Target

MakeProbe = Callable[..., Probe]

ADA: Final = Person(name="Ada", id="a-1", email="a@x.org", display_name="Ada", secret="pw")
VALUES: Final = {"integration.nango_id": "outlook"}
WORDS: Final = {"pending": ("new",), "active": ("on", "OK"), "gone": ("off",), "broken": ("bad",)}


@pytest.fixture
def make(
    backend: Any,
    make_target: Callable[..., Target],
    make_endpoints: Callable[..., Endpoints],
    ledger: Ledger,
) -> MakeProbe:
    """Give a maker of probes of a route at /links."""

    def make_(http: dict[str, Any] | None = None, **status: Any) -> Probe:
        route = None if http is None else StatusHttp(method="GET", path="/links", **http)
        target = make_target(
            base_url=backend.url, status=Status(http=route, **{"values": WORDS, **status})
        )
        return Probe(target, make_endpoints(target), None, ledger)

    return make_


def row(who: str, state: Any, id_: Any = None, **more: Any) -> dict[str, Any]:
    """Return a row as the target tells it."""
    return {"who": who, "status": state, "connectionId": id_, **more}


ROWS: Final = {
    "l": [row("a-1", "on", "c-1", n=1), row("b-1", "on", "c-2"), row("a-1", "new", None)]
}


@pytest.mark.parametrize(
    ("http", "links"),
    [
        ({"rows": "l[?who=='{actor.id}']"}, [("active", "c-1"), ("pending", None)]),
        ({"rows": "l[?who=='nobody']"}, []),
        ({"rows": "missing"}, []),
        ({"row": "l[?who=='{actor.id}'] | [0]"}, [("active", "c-1"), ("pending", None)]),
        ({"row": "l[?who=='{actor.id}']|[0]"}, [("active", "c-1"), ("pending", None)]),
        ({"row": "l[2]"}, [("pending", None)]),
        ({"row": "l[0] | @"}, [("active", "c-1")]),
    ],
)
def test_all_rows_of_the_owner_are_read(
    backend: Any, make: MakeProbe, http: dict[str, Any], links: list[tuple[str, str | None]]
) -> None:
    """Where only the first is selected, the others behind it are looked at as well."""
    backend.says("/links", json.dumps(ROWS).encode())

    reading = make(http).read(ADA, VALUES)

    assert [(link.state.value, link.connection_id) for link in reading.links] == links


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("on", LinkState.ACTIVE),
        ("ON", LinkState.ACTIVE),
        ("ok", LinkState.ACTIVE),
        ("new", LinkState.PENDING),
        ("bad", LinkState.BROKEN),
        ("off", LinkState.GONE),
        ("odd", LinkState.OTHER),
        ("", LinkState.OTHER),
        (None, LinkState.OTHER),
        (True, LinkState.OTHER),
    ],
)
def test_the_target_s_words_are_mapped(
    backend: Any, make: MakeProbe, said: Any, state: LinkState
) -> None:
    """Whatever their case; a word that is not declared is none of ours."""
    backend.says("/links", json.dumps([row("a-1", said, 7, key="r")]).encode())

    (link,) = make({"rows": "@", "row_id": "key"}).read(ADA, VALUES).links

    text = "" if said is None else str(said)
    assert link == Link(state=state, said=text, connection_id="7", row_id="r")


def test_where_presence_is_all_every_row_is_active(backend: Any, make: MakeProbe) -> None:
    """A target without states has a link or has none."""
    backend.says("/links", json.dumps([row("a-1", None)]).encode())

    reading = make({"rows": "@"}, presence=True).read(ADA, VALUES)

    assert [link.state for link in reading.links] == [LinkState.ACTIVE]


@pytest.mark.parametrize("status", [404, 410])
def test_not_found_is_no_link(backend: Any, make: MakeProbe, status: int) -> None:
    """And is still a reading, with its evidence."""
    backend.says("/links", b"gone", status=status)

    assert make({"rows": "@"}).read(ADA, VALUES) == Reading(links=(), exchange="E0001")


@pytest.mark.parametrize("status", [401, 403, 500, 302])
def test_an_owner_who_cannot_read_proves_nothing(
    backend: Any, make: MakeProbe, status: int
) -> None:
    """No link would else be seen everywhere."""
    backend.says("/links", status=status)

    with pytest.raises(ControlFailed, match=f"Ada cannot read her own links: status {status}"):
        make({"rows": "@"}).read(ADA, VALUES)


def test_a_page_instead_of_json_shows_no_link(backend: Any, make: MakeProbe) -> None:
    """There is nothing to select from."""
    backend.says("/links", b"<html>")

    assert make({"rows": "l"}).read(ADA, VALUES).links == ()


def test_looking_returns_the_bare_answer(backend: Any, make: MakeProbe) -> None:
    """Whatever its status, for whoever asks, with a twist."""
    backend.says("/links", b"no", status=403)

    exchange = make({"rows": "@"}).look(ADA, VALUES, Twist(query={"w": "1"}))

    assert (exchange.status, exchange.body) == (403, "no")
    assert backend.asked[0][1] == "/links?w=1"


def test_without_a_declared_route_nothing_is_seen(
    make: MakeProbe,
    make_target: Callable[..., Target],
    make_endpoints: Callable[..., Endpoints],
    ledger: Ledger,
) -> None:
    """No status at all, or one without a route."""
    bare = make_target()
    probes = (make(), Probe(bare, make_endpoints(bare), None, ledger))

    for probe in probes:
        assert not probe.available
        with pytest.raises(NotObservable, match=r"neither \[status\.http\] nor \[status\.sql\]"):
            probe.read(ADA, VALUES)
        with pytest.raises(NotObservable, match=r"\[status\.http\]"):
            probe.look(ADA, VALUES)
    assert make({"rows": "@"}).available


@pytest.mark.parametrize("declared", [True, False])
def test_a_look_that_has_effects_is_fenced(
    backend: Any,
    make_target: Callable[..., Target],
    make_endpoints: Callable[..., Endpoints],
    ledger: Ledger,
    *,
    declared: bool,
) -> None:
    """Where the file says so."""
    backend.says("/links", b"[]")
    story: list[str] = []

    @contextlib.contextmanager
    def fence() -> Iterator[None]:
        story.append("begins")
        yield
        story.append(f"ends after {len(backend.asked)}")

    http = StatusHttp(method="GET", path="/links")
    status = Status(http=http, values=WORDS, side_effects=declared)
    target = make_target(base_url=backend.url, status=status)
    Probe(target, make_endpoints(target), None, ledger, fence).read(ADA, VALUES)

    assert story == (["begins", "ends after 1"] if declared else [])

"""Faults: which requests they meet, how often, and what they do to them."""

from __future__ import annotations

from typing import Any

import pytest

from fake_nango.faults import FaultError, Listener
from tests.fake_nango.control.asking import a_fault, armed


def test_without_faults_nothing_is_looked_at() -> None:
    """An empty table is false, and matches no request."""
    faults = armed()

    assert not faults
    assert faults.match("POST", "/connect/sessions", "") is None


def test_a_fault_is_used_up_by_the_requests_it_meets() -> None:
    """Two times means the next two requests, and not the third."""
    faults = armed(a_fault(times=2))

    met = [faults.match("POST", "/connect/sessions", "") for _ in range(3)]

    assert [fault.name if fault else None for fault in met] == ["down", "down", None]
    assert not faults


@pytest.mark.parametrize(
    ("endpoint", "method", "path", "meets"),
    [
        ("POST /connect/sessions", "POST", "/connect/sessions/", True),
        ("POST /connect/sessions", "POST", "/Connect/Sessions", True),
        ("POST /connect/sessions", "GET", "/connect/sessions", False),
        ("POST /connect/sessions", "POST", "/connect/sessions/reconnect", False),
        ("DELETE /connections/*", "DELETE", "/connections/c-1", True),
        ("* /*", "PUT", "/anything/at/all", True),
        ("GET /a.c", "GET", "/abc", False),
    ],
)
def test_an_endpoint_is_a_method_and_a_path(
    endpoint: str,
    method: str,
    path: str,
    meets: bool,  # noqa: FBT001 - a parameter of the table
) -> None:
    """A star stands for anything; letter case and a last slash do not matter, as in Nango."""
    faults = armed(a_fault(endpoint=endpoint))

    assert (faults.match(method, path, "") is not None) == meets


def test_a_fault_of_a_text_meets_the_requests_that_hold_it() -> None:
    """The second page of records fails, and the first does not."""
    faults = armed(a_fault(endpoint="GET /records", text="cursor=abc"))

    assert faults.match("GET", "/records", "model=Email") is None
    assert faults.match("GET", "/records", "model=Email&cursor=abc") is not None


@pytest.mark.parametrize(
    ("path", "text", "meets"),
    [
        ("/connections", '{"end_user":{"id":"ada"}}', True),
        ("/connections", '{"end_user":{"id":"ada-2"}}', False),
        ("/connections", '{"end_user":{"id":"grace"}}', False),
        ("/connections/c-ada", "", True),
        ("/connections", "Connection-Id: c-ada", True),
    ],
)
def test_a_persons_fault_meets_that_persons_requests(path: str, text: str, meets: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """The id must stand alone; a connection of theirs is a trace of them."""
    faults = armed(a_fault(endpoint="* /*", person="ada"))

    assert (faults.match("GET", path, text) is not None) == meets


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "needs a name"),
        ({"endpoint": "/connect/sessions"}, "needs an endpoint"),
        ({"person": 1}, "id of an end user"),
        ({"times": 0}, "whole number from 1"),
        ({"times": True}, "whole number from 1"),
        ({"answer": None}, "one of"),
        ({"answer": {}}, "one of"),
        ({"answer": {"status": 42}}, "from 200 to 599"),
        ({"answer": {"status": 503, "headers": []}}, "object of names"),
        ({"answer": {"status": True}}, "from 200 to 599"),
        ({"answer": {"status": 503, "headers": {"a b": "c"}}}, "a header's name"),
        ({"answer": {"status": 503, "headers": {"A": 1}}}, "text as value"),
        ({"answer": {"status": 503, "headers": {"A": "b\r\nC: d"}}}, "printable ASCII"),
        ({"answer": {"status": 503, "hang": True}}, "one of"),
        ({"answer": {"hang": True, "body": ""}}, "means nothing beside 'hang'"),
        ({"answer": {"hang": False}}, "is true, or left out"),
        ({"answer": {"retry_after_s": 0.5}}, "whole number"),
        ({"listener": "ftp"}, "one of: api, socket, connect-ui, provider"),
        ({"times": 10**7}, "to 1000000"),
        ({"answer": {"delay_ms": "long"}}, "is a number"),
        ({"answer": {"delay_ms": 10**9}}, "use a hang"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(change: dict[str, Any], says: str) -> None:
    """The refusal says what is expected."""
    with pytest.raises(FaultError, match=says):
        armed(a_fault(**change))


def test_faults_are_bounded() -> None:
    """A loop that forgets to clear them is told so."""
    faults = armed(*(a_fault() for _ in range(1000)))

    with pytest.raises(FaultError, match="clear some"):
        faults.add(a_fault())


def test_a_fault_shows_what_is_left_of_it() -> None:
    """The list has the fault as it was asked for, and the requests it has met."""
    faults = armed(a_fault(times=2))
    faults.match("POST", "/connect/sessions", "")

    (shown,) = faults.listing()

    assert (shown["name"], shown["times"], shown["met"]) == ("down", 2, 1)
    assert shown["answer"]["status"] == 503
    assert not shown["spent"]


def test_a_fault_that_is_used_up_is_remembered_until_it_is_cleared() -> None:
    """Whoever looks afterwards sees that it was met; it counts no longer as one that waits."""
    faults = armed(a_fault(), a_fault(name="later", times=2))
    faults.match("POST", "/connect/sessions", "")

    shown = [(each["name"], each["met"], each["spent"]) for each in faults.listing()]

    assert shown == [("later", 0, False), ("down", 1, True)]
    assert len(faults) == 1
    faults.clear()
    assert faults.listing() == []


@pytest.mark.parametrize(
    ("endpoint", "named", "listener"),
    [
        ("POST /connect/sessions", None, Listener.API),
        ("* /*", None, Listener.API),
        ("POST /provider/*/token", None, Listener.PROVIDER),
        ("* /*", "provider", Listener.PROVIDER),
        ("GET /", "connect-ui", Listener.CONNECT_UI),
        ("GET /", "socket", Listener.SOCKET),
    ],
)
def test_a_fault_meets_requests_of_one_listener(
    endpoint: str, named: str | None, listener: Listener
) -> None:
    """The one that is named, else the provider's for its paths, and the API's for the rest."""
    asked = a_fault(endpoint=endpoint, times=9, **({"listener": named} if named else {}))
    faults = armed(asked)
    method, path = endpoint.replace("*", "x").split(" ")

    met = {each for each in Listener if faults.match(method, path, "", each)}

    assert met == {listener}


def test_whose_a_request_is_may_be_known_beside_its_text() -> None:
    """At the provider nothing names the person but the attempt that the state leads to."""
    faults = armed(a_fault(person="ada", times=9))

    others = faults.match("POST", "/connect/sessions", "", Listener.API, "grace")
    hers = faults.match("POST", "/connect/sessions", "", Listener.API, "ada")

    assert (others, hers is not None) == (None, True)

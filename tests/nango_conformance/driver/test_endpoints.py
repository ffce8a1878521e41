"""The target's routes, filled in and asked by somebody who is, or is not, signed in."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any, Final

import pytest

from nango_conformance.driver.cast import Person
from nango_conformance.driver.endpoints import NOBODY, Endpoints, Twist
from nango_conformance.driver.process import free_port
from nango_conformance.driver.transport import Transport
from nango_conformance.errors import ControlFailed, TargetUnusable
from nango_conformance.evidence import Ledger
from nango_conformance.target import Auth, Route, Target

Make = Callable[..., Transport]
MakeEndpoints = Callable[..., Endpoints]

ADA: Final = Person(
    name="Ada", id="a-1", email="ada@example.com", display_name="Ada L", secret="pw"
)
GRACE: Final = Person(
    name="Grace", id="g-1", email="grace@example.com", display_name="Grace H", secret="pg"
)
SIGN_IN: Final = Route(path="/in", body={"e": "{actor.email}", "p": "{actor.secret}"})


@pytest.fixture
def make(
    backend: Any, make_target: Callable[..., Target], make_endpoints: MakeEndpoints
) -> MakeEndpoints:
    """Give a maker of endpoints at the small backend, or at another address."""

    def make_(base_url: str = backend.url, **more: Any) -> Endpoints:
        return make_endpoints(make_target(base_url=base_url, **more), {"run.id": "r-1"})

    return make_


def test_a_template_is_filled_and_sent(backend: Any, make: MakeEndpoints) -> None:
    """Path, headers and body, with what the run, the person and the story know."""
    backend.says("/w-1/x")
    route = Route(
        method="PUT",
        path="/{workspace.id}/x?r={run.id}",
        headers={"X-Who": "{actor.id}"},
        body={"to": ["{actor.email}"], "n": 1},
    )

    exchange = make().call(route, {"workspace.id": "w-1"}, person=ADA)

    ((method, path, headers, body),) = backend.asked
    assert (method, path, headers["x-who"]) == ("PUT", "/w-1/x?r=r-1", "a-1")
    assert json.loads(body) == {"to": ["ada@example.com"], "n": 1}
    assert exchange.who == "Ada"


@pytest.mark.parametrize(
    ("auth", "sent"),
    [
        (Auth(mode="none"), {}),
        (Auth(mode="cookie-login"), {}),
        (Auth(mode="bearer"), {"authorization": "Bearer pw"}),
        (Auth(mode="bearer", token="{actor.id}.{run.id}"), {"authorization": "Bearer a-1.r-1"}),
        (Auth(mode="header"), {"x-api-key": "pw"}),
        (Auth(mode="header", header="X-User", token="{actor.id}"), {"x-user": "a-1"}),
    ],
)
def test_each_mode_has_its_credential(
    backend: Any, make: MakeEndpoints, auth: Auth, sent: dict[str, str]
) -> None:
    """And a stranger has none, whatever the mode."""
    backend.says("/x")
    endpoints = make(auth=auth)

    endpoints.call(Route(path="/x"), {}, person=ADA)
    stranger = endpoints.call(Route(path="/x"), {})

    hers, nobody_s = (headers for _, _, headers, _ in backend.asked)
    names = {"authorization", "x-api-key", "x-user"}
    assert {name: value for name, value in hers.items() if name in names} == sent
    assert not names & set(nobody_s)
    assert stranger.who == NOBODY


@pytest.mark.parametrize(
    ("path", "twist", "asked"),
    [
        ("/x", Twist(query={"u": "a b&c"}), "/x?u=a%20b%26c"),
        ("/x?y=1", Twist(query={"u": "1"}), "/x?y=1&u=1"),
        ("/x?y=1", Twist(without_query=True), "/x"),
        ("/x?y=1", Twist(without_query=True, query={"u": "1"}), "/x?u=1"),
    ],
)
def test_a_twist_changes_the_address(
    backend: Any, make: MakeEndpoints, path: str, twist: Twist, asked: str
) -> None:
    """A claim is added to the query, or the query is left out."""
    backend.says("/x")

    make().call(Route(path=path), {}, twist=twist)

    assert backend.asked[0][1] == asked


def test_a_twist_changes_body_and_headers(backend: Any, make: MakeEndpoints) -> None:
    """Against the template and the credential; a body that is no object stays as it is."""
    backend.says("/x")
    twist = Twist(body={"a": 2, "b": 3}, headers={"Authorization": "Bearer forged"})
    endpoints = make(auth=Auth(mode="bearer"))

    endpoints.call(Route(path="/x", body={"a": 1, "c": 1}), {}, person=ADA, twist=twist)
    endpoints.call(Route(path="/x", body=["a"]), {}, twist=twist)

    assert [json.loads(body) for *_, body in backend.asked] == [{"a": 2, "b": 3, "c": 1}, ["a"]]


def test_nobody_says_what_she_does_not_have(backend: Any, make: MakeEndpoints) -> None:
    """An e-mail address that is missing is left out; other texts may be empty."""
    backend.says("/x")
    nobody = dataclasses.replace(ADA, email="")
    body = {"mail": "{actor.email}", "name": "{actor.name}", "place": "{workspace.id}"}

    make().call(Route(path="/x", body=body), {"workspace.id": ""}, person=nobody)

    assert json.loads(backend.asked[0][3]) == {"name": "Ada L", "place": ""}


def test_a_twist_sends_another_body_by_another_method(backend: Any, make: MakeEndpoints) -> None:
    """Made of the one that was to be sent, or said in the address."""
    backend.says("/x")
    backend.says("/x?a=1&b=2")
    route = Route(path="/x", body={"a": 1})
    endpoints = make()

    endpoints.call(route, {}, twist=Twist(reshape=lambda body: json.dumps(body).encode()[:4]))
    endpoints.call(route, {}, twist=Twist(body={"b": 2}, body_as_query=True, method="GET"))

    (first, second) = backend.asked
    assert (first[0], first[3]) == ("POST", b'{"a"')
    assert (second[0], second[1], second[3]) == ("GET", "/x?a=1&b=2", b"")


def test_a_person_keeps_her_cookies_and_no_other_s(backend: Any, make: MakeEndpoints) -> None:
    """Everybody has a session of her own, and a stranger a new one each time."""
    backend.says("/in", headers=(("set-cookie", "sid=ada; Path=/"),))
    backend.says("/x")
    endpoints = make(auth=Auth(mode="cookie-login", request=SIGN_IN))

    endpoints.sign_in(ADA)
    endpoints.call(Route(path="/x"), {}, person=ADA)
    endpoints.call(Route(path="/x"), {}, person=GRACE)
    endpoints.call(Route(path="/x"), {})

    assert json.loads(backend.asked[0][3]) == {"e": "ada@example.com", "p": "pw"}
    assert [headers.get("cookie") for _, _, headers, _ in backend.asked] == [
        None,
        "sid=ada",
        None,
        None,
    ]


@pytest.mark.parametrize("auth", [Auth(mode="bearer", request=SIGN_IN), Auth(mode="cookie-login")])
def test_nobody_signs_in_where_there_is_no_door(
    backend: Any, make: MakeEndpoints, auth: Auth
) -> None:
    """Only a cookie needs a sign-in, and only a declared route can give it."""
    make(auth=auth).sign_in(ADA)

    assert backend.asked == []


def test_a_refused_sign_in_proves_nothing(backend: Any, make: MakeEndpoints) -> None:
    """It is the positive control of all that she does."""
    backend.says("/in", status=401)

    with pytest.raises(ControlFailed, match="Ada could not sign in: status 401 at http"):
        make(auth=Auth(mode="cookie-login", request=SIGN_IN)).sign_in(ADA)


def test_a_target_that_is_gone_cannot_be_judged(make: MakeEndpoints) -> None:
    """Signing in does not blame the target's answers."""
    endpoints = make(
        f"http://127.0.0.1:{free_port()}", auth=Auth(mode="cookie-login", request=SIGN_IN)
    )

    with pytest.raises(TargetUnusable, match="does not answer at"):
        endpoints.sign_in(ADA)


SELECT: Final = Route(path="/select", body={"w": "{workspace.id}"})


def test_a_workspace_is_chosen_where_the_target_keeps_the_choice(
    backend: Any, make: MakeEndpoints
) -> None:
    """Before the first request about it, once, and again when it is another."""
    backend.says("/select")
    backend.says("/x")
    endpoints = make(select=SELECT)

    for workspace in ("w-1", "w-1", "w-2"):
        endpoints.call(Route(path="/x"), {"workspace.id": workspace}, person=ADA)
    endpoints.call(Route(path="/x"), {}, person=ADA)
    endpoints.call(Route(path="/x"), {"workspace.id": "w-3"})

    paths = [path for _, path, *_ in backend.asked]
    assert paths == ["/select", "/x", "/x", "/select", "/x", "/x", "/x"]
    assert json.loads(backend.asked[3][3]) == {"w": "w-2"}


def test_a_workspace_that_is_not_hers_need_not_be_chosen(backend: Any, make: MakeEndpoints) -> None:
    """Whoever trespasses goes on to be refused; whoever does not has a wrong description."""
    backend.says("/select", status=403)
    backend.says("/x", status=403)
    endpoints = make(select=SELECT)
    values = {"workspace.id": "w-1"}

    with pytest.raises(ControlFailed, match="Ada could not choose her workspace: status 403"):
        endpoints.call(Route(path="/x"), values, person=ADA)
    twist = Twist(trespassing=True)
    assert endpoints.call(Route(path="/x"), values, person=ADA, twist=twist).status == 403


def test_an_anonymous_request_has_no_credential(backend: Any, make: MakeEndpoints) -> None:
    """Though it is about somebody, and uses her values."""
    backend.says("/u/a-1")
    endpoints = make(auth=Auth(mode="bearer"))

    endpoints.call(Route(path="/u/{actor.id}"), {}, person=ADA, twist=Twist(anonymous=True))

    assert "authorization" not in backend.asked[0][2]


def test_passwords_are_recorded_as_labels(
    backend: Any, make: MakeEndpoints, ledger: Ledger
) -> None:
    """A sign-in is evidence, and its password is not."""
    backend.says("/in")
    route = Route(path="/in", body={"password": "{actor.secret}"})

    make(auth=Auth(mode="cookie-login", request=route)).sign_in(ADA)

    assert '{"password": "pw"}' not in ledger.entries[0].text
    assert "‹secret " in ledger.entries[0].text


def test_a_credential_names_its_owner_s_own_workspace(backend: Any, make: MakeEndpoints) -> None:
    """Whatever the request is about: no target can be blamed for a claim that we have signed."""
    backend.says("/w/theirs")
    auth = Auth(mode="header", header="X-Claim", token="{actor.id}@{workspace.id}")
    twist = Twist(trespassing=True, home="mine")

    make(auth=auth).call(
        Route(path="/w/{workspace.id}"), {"workspace.id": "theirs"}, person=ADA, twist=twist
    )

    ((_, path, headers, _),) = backend.asked
    assert (path, headers["x-claim"]) == ("/w/theirs", "a-1@mine")

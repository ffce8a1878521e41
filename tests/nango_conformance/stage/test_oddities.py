"""An odd start is made of the declared one, and only where that has what is made odd."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from nango_conformance.driver.endpoints import Twist
from nango_conformance.errors import NotApplicable
from nango_conformance.stage import oddities
from nango_conformance.stage.oddities import EXTRAS, Oddity
from nango_conformance.target import Auth, Connect, Integration, Route, Target, fill

BODY = {"provider": "{integration.key}", "in": {"workspace": "{workspace.id}"}}
VALUES = {"workspace.id": "w", "integration.key": "outlook"}

Sent = Callable[..., tuple[str, Any, Twist]]


@pytest.fixture
def sent(make_target: Callable[..., Target]) -> Sent:
    """Give what tells the route, the body and the twist of an odd start of Ada's."""

    def send(oddity: Oddity, notes: list[Any] | None = None, **target: Any) -> Any:
        heard: list[Any] = []

        def call(route: Route, values: dict[str, str], *, person: str, twist: Twist) -> str:
            assert person == "Ada"
            body = fill(route.body, values)
            body = {**body, **twist.body} if isinstance(body, dict) else body
            path = fill(route.path, values)
            heard.extend([path, twist.reshape(body) if twist.reshape else body, twist])
            return "answer"

        plain = {"connect": Connect(path="/connect", body=BODY)}
        integration = Integration(key="outlook", nango_id="o-1", provider="microsoft")
        attempt = SimpleNamespace(values=VALUES, integration=integration, before=None)
        stage: Any = SimpleNamespace(
            target=make_target(**{**plain, **target}),
            attempt=lambda _: attempt,
            cast=SimpleNamespace(person=lambda who: who),
            probe=SimpleNamespace(available=True),
            read=lambda *_: "before",
            nango=SimpleNamespace(mark=lambda: 7),
            endpoints=SimpleNamespace(call=call, heard=[1, 2]),
            note=(notes if notes is not None else []).extend,
        )
        oddities.start(stage, "Ada", oddity)
        assert (stage.answer, stage.when, attempt.before) == ("answer", 7, "before")
        assert stage.heard == 2
        return heard

    return send


@pytest.mark.parametrize(
    ("oddity", "provider"),
    [
        (Oddity.UNKNOWN, "no-such-provider"),
        (Oddity.PROTOTYPE, "__proto__"),
        (Oddity.LIST, ["outlook", "outlook"]),
        (Oddity.ENDLESS, "p" * 10_000),
    ],
)
def test_a_provider_stands_where_the_integration_is_named(
    sent: Sent, oddity: Oddity, provider: Any
) -> None:
    """And all else is as declared."""
    _, body, _ = sent(oddity)

    assert body == {"provider": provider, "in": {"workspace": "w"}}


def test_a_provider_in_the_path_is_part_of_it(sent: Sent) -> None:
    """Percent-encoded, so that it is no other path."""
    path, _, _ = sent(Oddity.PATH, connect=Connect(path="/{integration.key}/start"))

    assert path == "/..%2Fadmin/start"


@pytest.mark.parametrize(
    ("oddity", "body"),
    [
        (Oddity.NOTHING, b""),
        (Oddity.NULL, b"null"),
        (Oddity.ARRAY, b"[]"),
        (Oddity.HALF, b'{"provider": "outlook", '),
        (Oddity.NUMBERS, {"provider": 7, "in": 7}),
        (Oddity.NO_PROVIDER, {"in": {"workspace": "w"}}),
        (Oddity.PLAIN_TEXT, json.dumps(fill(BODY, VALUES)).encode()),
    ],
)
def test_a_body_is_spoilt(sent: Sent, oddity: Oddity, body: Any) -> None:
    """In one way at a time."""
    assert sent(oddity)[1] == body


@pytest.mark.parametrize("oddity", EXTRAS)
def test_an_option_is_added(sent: Sent, oddity: Oddity) -> None:
    """With what no backend says by itself, and for the integration that she asked for."""
    _, body, _ = sent(oddity)

    added = {name: value for name, value in body.items() if name not in BODY}
    assert added.keys() == EXTRAS[oddity].keys()
    assert "naf-smuggled" in str(added)
    assert "*" not in str(added)


@pytest.mark.parametrize("method", [Oddity.GET, Oddity.HEAD])
def test_a_method_without_a_body_says_it_in_the_address(sent: Sent, method: Oddity) -> None:
    """So that only the method is odd."""
    twist = sent(method)[2]
    assert (twist.method, twist.body_as_query) == (method.name, True)
    assert not sent(Oddity.PUT)[2].body_as_query


BODILESS = Connect(path="/c")
FORM = Connect(path="/c", body=BODY, headers={"Content-Type": "application/x-www-form-urlencoded"})
OPEN = Connect(path="/c", body={"workspace": "{workspace.id}", "tags": {}})


@pytest.mark.parametrize(
    ("oddity", "target", "why"),
    [
        (Oddity.UNKNOWN, {"connect": BODILESS}, "names no integration"),
        (Oddity.LIST, {"connect": Connect(path="/{integration.key}")}, "always a text"),
        (Oddity.ENDLESS, {"connect": Connect(path="/{integration.key}")}, "always a text"),
        (Oddity.NULL, {"connect": BODILESS}, "no body of JSON"),
        (Oddity.NULL, {"connect": FORM}, "no body of JSON"),
        (Oddity.NO_PROVIDER, {"connect": OPEN}, "none can be missing"),
        (Oddity.TAGS, {"connect": OPEN}, "'tags': it is passed on by design"),
        (Oddity.DELETE, {"disconnect": Route(method="DELETE", path="/connect?x=1")}, "declared"),
    ],
)
def test_what_is_not_declared_cannot_be_odd(
    sent: Sent, oddity: Oddity, target: dict[str, Any], why: str
) -> None:
    """Nor can what may have an effect be told from what may not."""
    with pytest.raises(NotApplicable, match=why):
        sent(oddity, **target)


@pytest.mark.parametrize(("mode", "notes"), [("cookie-login", 1), ("none", 1), ("bearer", 0)])
def test_a_declared_get_is_a_finding(sent: Sent, mode: str, notes: int) -> None:
    """Unless it takes a credential that no link can carry."""
    noted: list[Any] = []
    connect = Connect(path="/connect", method="GET")
    with pytest.raises(NotApplicable, match="GET /connect is declared"):
        sent(Oddity.GET, noted, connect=connect, auth=Auth(mode=mode))

    assert len(noted) == notes

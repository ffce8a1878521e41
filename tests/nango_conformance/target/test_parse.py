"""A target file becomes one frozen target, defaults filled in and variables resolved."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable
from typing import Any

import pytest

from nango_conformance.errors import UsageError
from nango_conformance.target import (
    Actor,
    Auth,
    Connect,
    Fixtures,
    Integration,
    Limits,
    Nango,
    Reconcile,
    Route,
    Start,
    Sync,
    Target,
    Waiver,
)

Parse = Callable[..., Target]


def test_what_is_not_said_has_a_default(parse: Parse, smallest: str) -> None:
    """The least that can be said is an attached, generic target without people or status."""
    target = parse(smallest)

    assert (target.name, target.profile, target.mode) == ("mine", "generic", "attach")
    assert (target.base_url, target.environment) == ("http://127.0.0.1:3000", "dev")
    assert target.production
    assert target.folder == "/f"
    assert (target.scope, target.tenancy) == ("single", "user")
    assert (target.nango, target.auth, target.limits) == (Nango(), Auth(), Limits())
    assert (target.reconcile, target.sync, target.fixtures) == (Reconcile(), Sync(), Fixtures())
    absent = (target.start, target.status, target.disconnect, target.finalise, target.reconnect)
    assert absent == (None,) * 5
    assert (target.actors, target.waivers) == ((), ())
    assert target.attribution == {}


def test_the_smallest_connect_route(parse: Parse, smallest: str) -> None:
    """It is posted without a body, and any success will do."""
    target = parse(smallest)

    assert target.connect == Connect(path="/connect", token="token")
    assert target.connect.method == "POST"
    assert [s for s in (199, 200, 299, 300) if target.connect.accepts(s)] == [200, 299]
    assert target.integrations == (
        Integration(key="mail", nango_id="outlook", provider="microsoft", syncs=None),
    )
    assert target.main_integration().key == "mail"
    assert target.other_integration() is None


def test_a_declared_success_excludes_others(parse: Parse, smallest: str) -> None:
    """A list of statuses is a closed list."""
    target = parse(smallest.replace('token = "token"', 'token = "token"\nsuccess = [201]'))

    assert target.connect.accepts(201)
    assert not target.connect.accepts(200)


WHOLE = """
[target.start]
command = ["{python}", "-m", "mine", "--port", "{port}"]
cwd = "app"
ready = { path = "/up", status = 204, timeout_s = 5 }
env = { KEY = "{fake.api_key}" }
unset = ["OTHER"]
copies = true

[target.expects_env]
NANGO_HOST = "{fake.url}"

[nango]
signing_key = "same"
preflight = ["GET /integrations"]

[integrations]
scope = "catalogue"

[auth]
mode = "cookie-login"
request = { path = "/in", body = { who = "{actor.email}" }, success = [200] }

[[actor]]
name = "Ada"
id = "a"
workspaces = ["w-1", "w-2"]

[tenancy]
model = "user+workspace"

[attribution]
user = { path = "end_user.id", equals = "{actor.id}" }

[reconcile]
model = "upsert"

[status.values]
active = ["on", "ok"]

[status.http]
method = "GET"
path = "/links"
rows = "items"

[sync]
mode = "proxy"
match = ["GET /proxy/v1/*"]
only_for = ["outlook"]

[disconnect]
method = "DELETE"
path = "/links/{connection.row}"

[finalise]
path = "/finalise"

[reconnect]
path = "/again"
token = "token"

[fixtures.create_actor]
path = "/users"
id = "id"
success = [201]

[limits]
quiet_s = 0.1

[[waiver]]
check = "NAF-01.1"
reason = "known"
until = 2026-12-31

[[waiver]]
check = "NAF-01.2"
reason = "known too"
until = "2026-12-30"
"""


def test_every_section_is_read(parse: Parse, smallest: str) -> None:
    """Lists are tuples, tables are values of their own kind, templates stay as written."""
    target = parse(smallest + WHOLE)

    assert target.start == Start(
        command=("{python}", "-m", "mine", "--port", "{port}"),
        cwd="app",
        ready_path="/up",
        ready_status=204,
        ready_timeout_s=5,
        env={"KEY": "{fake.api_key}"},
        unset=("OTHER",),
        copies=True,
    )
    assert target.expects_env == {"NANGO_HOST": "{fake.url}"}
    assert target.nango == Nango(signing_key="same", preflight=("GET /integrations",))
    assert target.scope == "catalogue"
    assert target.auth.request == Route(path="/in", body={"who": "{actor.email}"}, success=(200,))
    assert target.actors == (Actor(name="Ada", id="a", workspaces=("w-1", "w-2")),)
    assert target.has_workspaces
    assert target.attribution["user"].equals == "{actor.id}"
    assert target.reconcile.model == "upsert"
    assert target.status is not None
    assert target.status.values == {"active": ("on", "ok")}
    assert target.status.http is not None
    assert target.status.http.rows == "items"
    assert target.sync == Sync(mode="proxy", match=("GET /proxy/v1/*",), only_for=("outlook",))
    assert target.disconnect == Route(method="DELETE", path="/links/{connection.row}")
    assert target.finalise == Route(path="/finalise")
    assert target.reconnect == Connect(path="/again", token="token")
    assert target.fixtures.create_actor is not None
    assert target.fixtures.create_actor.success == (201,)
    assert target.limits == Limits(quiet_s=0.1)


def test_waivers_have_dates(parse: Parse, smallest: str) -> None:
    """As a TOML date or as text."""
    assert parse(smallest + WHOLE).waivers == (
        Waiver(check="NAF-01.1", reason="known", until=datetime.date(2026, 12, 31)),
        Waiver(check="NAF-01.2", reason="known too", until=datetime.date(2026, 12, 30)),
    )


def test_a_status_without_a_route_is_still_one(parse: Parse, smallest: str) -> None:
    """Its values may be declared alone; then nothing can be read."""
    status = parse(smallest + "[status]\npresence = true\n").status

    assert status is not None
    assert (status.presence, status.http) == (True, None)


def test_no_syncs_is_not_the_same_as_none_declared(parse: Parse, smallest: str) -> None:
    """An empty list is a Nango without syncs; no list leaves it to the fake."""
    empty = smallest.replace("[[integration]]", "[[integration]]\nsyncs = []")
    one = smallest.replace(
        "[[integration]]", '[[integration]]\nsyncs = [{ name = "emails", model = "Email" }]'
    )

    assert parse(empty).integrations[0].syncs == ()
    assert parse(one).integrations[0].syncs == ({"name": "emails", "model": "Email"},)


def test_a_second_integration_is_the_other(parse: Parse, smallest: str) -> None:
    """In the order of the file."""
    second = '[[integration]]\nkey = "chat"\nnango_id = "slack"\nprovider = "slack"\n'
    other = parse(smallest + second).other_integration()

    assert other is not None
    assert other.key == "chat"


@pytest.mark.parametrize("value", ["s3cret", ""])
def test_a_variable_is_resolved(parse: Parse, smallest: str, value: str) -> None:
    """At any depth; one that is set but empty is empty, because somebody meant it."""
    text = smallest + '[[actor]]\nname = "Ada"\nsecret = "env:ADA"\nworkspaces = ["env:ADA"]\n'

    actor = parse(text, {"ADA": value}).actors[0]

    assert (actor.secret, actor.workspaces) == (value, (value,))


def test_a_variable_inside_a_text_is_text(parse: Parse, smallest: str) -> None:
    """Only what is wholly `env:NAME` is a variable."""
    text = smallest.replace('name = "mine"', 'name = "my env:ADA"')

    assert parse(text).name == "my env:ADA"


def test_an_unset_variable_is_named_with_what_to_do(parse: Parse, smallest: str) -> None:
    """Each once, in order, however often it is used."""
    text = smallest.replace('name = "mine"', 'name = "env:NAME"\nenvironment = "env:B"')

    with pytest.raises(UsageError) as caught:
        parse(text + '[[actor]]\nname = "Ada"\nsecret = "env:NAME"\n')

    assert str(caught.value).splitlines() == [
        "mine.toml cannot be used:",
        "  environment variable B is not set: export B=…",
        "  environment variable NAME is not set: export NAME=…",
    ]


def test_mistakes_and_unset_variables_are_told_together(parse: Parse, smallest: str) -> None:
    """Nobody has to run twice to learn of both."""
    text = smallest.replace('name = "mine"', 'name = "env:NAME"\ncolour = "red"')

    with pytest.raises(UsageError, match=r"colour: unknown key(.|\n)*variable NAME is not set"):
        parse(text)


def test_a_target_is_frozen(parse: Parse, smallest: str) -> None:
    """No scenario changes it for the next."""
    target: Any = parse(smallest)

    with pytest.raises(dataclasses.FrozenInstanceError):
        target.name = "other"


def test_what_comes_from_variables_is_kept_to_be_hidden(parse: Parse, smallest: str) -> None:
    """But for what reports are to show; what an operator must set is told by its name."""
    text = smallest.replace('name = "mine"', 'name = "mine"\nbase_url = "env:URL"').replace(
        'token = "token"', 'token = "token"\nheaders = { X-Admin = "env:ADMIN" }'
    )
    text += '[target.expects_env]\nJWT = "env:JWT"\nHOST = "{fake.url}"\n'
    environ = {"URL": "http://127.0.0.1:1", "ADMIN": "admin-key", "JWT": "jwt-key"}

    target = parse(text, environ)

    assert sorted(target.secrets) == ["admin-key", "jwt-key"]
    assert target.expects_env == {"JWT": "$JWT", "HOST": "{fake.url}"}

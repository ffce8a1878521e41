"""What is written is a target file that the schema takes, and says where it is an example."""

from __future__ import annotations

import dataclasses
import itertools
import tomllib
from typing import Any, Final

import pytest

from nango_conformance.drafting.draft import GUESSED, Account, Draft, Part, Place, Shown, Somebody
from nango_conformance.drafting.text import unfinished, written
from nango_conformance.drafting.toml import UNSURE
from nango_conformance.target import parse_target

PLAIN: Final = Draft(
    name="mine",
    base_url="http://127.0.0.1:3000",
    connect=Place(method="POST", path="/c", body={"kind": "{integration.key}"}),
    webhook="/w",
    accounts=(
        Account(key="mail", nango_id="google-mail", provider="google-mail"),
        Account(key="drive", nango_id="google-drive", provider="google-drive"),
    ),
)
SECRETS: Final = {
    f"NAF_{name}_SECRET": "s" for name in ("ADA", "GRACE", "MALLORY")
} | {"TARGET_JWT_SECRET": "k"}  # fmt: skip

STATUSES: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"status": Place(method="GET", path="/s")},
    {"status": Place(method="GET", path="/s"), "shown": Shown(rows="@", id="cid")},
)
MODES: Final[tuple[dict[str, Any], ...]] = (
    {"listen": "127.0.0.1:4003"},
    {"command": ("npm", "start"), "base_url": "http://127.0.0.1:{port}", "ready": "/up"},
    {"command": ("npm", "start"), "env": {"KEY": "{fake.api_key}"}},
)
ROUTES: Final[tuple[dict[str, Any], ...]] = (
    {"create": Place(method="POST", path="/users", body={"mail": "{actor.email}"})},
    {"create": Place(method="PUT", path="/users"), "create_id": None},
    {"disconnect": Place(method="DELETE", path="/s/{connection.id}")},
    {"finalise": Place(method="POST", path="/f", body={"id": "{connection.id}"})},
    {"sync": "proxy", "match": ("GET /proxy/*",), "link": "url", "expires": "until"},
)


@pytest.mark.parametrize("auth", ["none", "bearer", "header", "cookie-jwt", "cookie-login"])
@pytest.mark.parametrize("tenancy", ["user", "user+workspace", "org"])
def test_every_draft_becomes_a_target(auth: str, tenancy: str) -> None:
    """However its parts are combined, and whether they are known or not."""
    for status, mode, routes, unsure in itertools.product(
        STATUSES, MODES, ROUTES, (frozenset(), frozenset(Part))
    ):
        changes = status | mode | routes
        draft = dataclasses.replace(PLAIN, auth=auth, tenancy=tenancy, unsure=unsure, **changes)
        text = written(draft)

        target = parse_target(tomllib.loads(text), environ=SECRETS, text=text)

        assert (target.name, target.auth.mode, target.tenancy) == ("mine", auth, tenancy)
        assert target.mode == ("start" if "command" in mode else "attach")
        assert (target.status is None) is (not status)
        assert text.endswith("\n")


def test_what_is_written_is_what_was_known() -> None:
    """Down to the last character, whatever characters they are."""
    name = 'a "quoted" \\ back\x7fend\nof naïve 日本'
    draft = dataclasses.replace(
        PLAIN,
        name=name,
        connect=Place(method="PUT", path="/c", body={"the kind": "{integration.key}"}),
        people=(Somebody(name="Ada", id="u'1", email="a@x"),),
        status=Place(method="GET", path="/s"),
        shown=Shown(
            rows="a[?\"k-1\"=='{integration.key}']", id='"c-id"', state="on", active=("true",)
        ),
    )

    target = parse_target(tomllib.loads(written(draft)), environ=SECRETS)

    assert target.name == name
    assert target.connect.method == "PUT"
    assert target.connect.body == {"the kind": "{integration.key}"}
    assert [actor.id for actor in target.actors] == ["u'1"]
    assert target.status is not None
    assert target.status.http is not None
    assert target.status.http.rows == draft.shown.rows
    assert target.status.values == {"active": ("true",)}


def test_bodies_are_written_as_they_are() -> None:
    """Numbers as numbers, and a body that is empty as one."""
    body = {"n": 1, "x": [2.5, True, {"deep": "{actor.id}"}], "no": False}
    draft = dataclasses.replace(
        PLAIN,
        create=Place(method="POST", path="/users", body=body),
        finalise=Place(method="POST", path="/f", body={}),
    )

    document = tomllib.loads(written(draft))

    assert document["fixtures"]["create_actor"]["body"] == body
    assert document["finalise"]["body"] == {}


def test_a_row_id_is_written_where_one_was_seen() -> None:
    """Few answers have one, so that it is no example that stands until somebody removes it."""
    status = dataclasses.replace(PLAIN, status=Place(method="GET", path="/s"))
    seen = dataclasses.replace(status, shown=dataclasses.replace(GUESSED, row_id="uuid"))

    assert tomllib.loads(written(seen))["status"]["http"]["row_id"] == "uuid"
    assert "row_id" not in tomllib.loads(written(status))["status"]["http"]
    assert '# row_id = "id"' in written(status).splitlines()


@pytest.mark.parametrize(
    ("changes", "model"),
    [
        ({"status": Place(method="GET", path="/s")}, "pending-row"),
        ({"status": Place(method="GET", path="/s"), "shown": Shown(rows="@", id="c")}, "upsert"),
        ({}, "upsert"),
        ({"finalise": Place(method="POST", path="/f")}, "client-finalise"),
    ],
)
def test_the_model_follows_from_what_is_there(changes: dict[str, Any], model: str) -> None:
    """A word for waiting means a row that waits; a report of the browser means that it reports."""
    draft = dataclasses.replace(PLAIN, **changes)

    assert tomllib.loads(written(draft))["reconcile"]["model"] == model


def test_examples_are_marked() -> None:
    """Those lines and no others, by their numbers."""
    known = tuple(
        Somebody(name=name, id=name, email=f"{name}@x") for name in ("Ada", "Grace", "Mallory")
    )
    draft = dataclasses.replace(PLAIN, people=known)
    unsure = dataclasses.replace(draft, unsure=frozenset({Part.WEBHOOK, Part.TOKEN}))

    text = written(unsure)

    lines = text.splitlines()
    assert unfinished(written(draft)) == ()
    assert [lines[n - 1] for n in unfinished(text)] == [
        f'token = "token"  {UNSURE}',
        f'path = "/w"  {UNSURE}',
    ]
    assert unsure.sure_of(Part.WEBHOOK, Part.TOKEN) == draft

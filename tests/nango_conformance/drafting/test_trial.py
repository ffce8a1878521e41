"""One connection shows most of what a target file says."""

from __future__ import annotations

import dataclasses
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from nango_conformance.drafting import trial
from nango_conformance.drafting.draft import Account, Draft, Part, Place, Shown, Somebody
from nango_conformance.drafting.trial import surveyed, tried

Command = Callable[[str], str]

SECRETS: Final = ("NAF_ADA_SECRET", "NAF_GRACE_SECRET", "NAF_MALLORY_SECRET")


@pytest.fixture(autouse=True)
def _secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign-in of the backend under trial: a header that names the user."""
    for variable in SECRETS:
        monkeypatch.setenv(variable, variable.split("_")[1].lower())


def draft_of(command: str) -> Draft:
    """Return what somebody may know of the backend."""
    return Draft(
        name="mine",
        base_url="http://127.0.0.1:{port}",
        command=tuple(shlex.split(command)),
        auth="header",
        header="x-user",
        connect=Place(
            method="POST", path="/integrations/connect", body={"provider": "{integration.key}"}
        ),
        webhook="/hooks/nango",
        status=Place(method="GET", path="/me/accounts"),
        accounts=(Account(key="mail", nango_id="google-mail", provider="google-mail"),),
        people=(Somebody(name="Ada", id="ada", email="ada@example.com"),),
        unsure=frozenset(Part),
    )


def test_what_is_left_open_is_filled(program: Command, tmp_path: Path) -> None:
    """Where the link is, whom the session names, how connections are shown, how a sync begins."""
    draft = draft_of(program("right"))

    done = tried(draft, str(tmp_path), seed=1)

    assert done.says == ("the webhook of the new connection was answered with status 200",)
    assert done.draft == dataclasses.replace(
        draft,
        token=None,
        link="connect.url",
        expires="until",
        user="end_user.id",
        shown=Shown(
            rows="data.accounts[?kind=='{integration.key}']",
            id='"nango-id"',
            state="state",
            row_id="id",
            pending=("waiting",),
            active=("on",),
        ),
        sync="trigger",
        unsure=frozenset({Part.SIGN_IN, Part.ACCOUNTS, Part.CREATE}),
    )


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("elsewhere", "POST /integrations/connect answered with status 200, but asked another"),
        ("unknown", r'Nango refused the session .*"exchange".*Does --integration name'),
        ("opaque", "the answer holds no token of it: status 201"),
        ("deaf", "/me/accounts does not show the id of the new connection"),
    ],
)
def test_what_stands_in_the_way_is_told(
    program: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, says: str
) -> None:
    """And what was seen until then is kept."""
    monkeypatch.setattr(trial, "ACTIVE_S", 0.1)
    draft = draft_of(program(kind))

    done = tried(draft, str(tmp_path), seed=1)

    assert done.says
    assert any(re.search(says, line) for line in done.says), done.says
    assert Part.STATUS in done.draft.unsure


def test_nobody_is_let_in(program: Command, tmp_path: Path) -> None:
    """The answer is quoted, for it may say what is missing."""
    draft = dataclasses.replace(draft_of(program("right")), header="x-other")

    done = tried(draft, str(tmp_path), seed=1)

    says = 'POST /integrations/connect did not start anything: status 401: {"error": "who are you"}'
    assert done.says == (says,)
    assert done.draft == draft


def test_a_secret_is_missing(
    program: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is started, and the variable is named."""
    monkeypatch.delenv("NAF_ADA_SECRET")

    done = tried(draft_of(program("right")), str(tmp_path), seed=1)

    assert "environment variable NAF_ADA_SECRET is not set" in done.says[0]


def test_a_started_backend_is_looked_at(program: Command, tmp_path: Path) -> None:
    """It runs for that long."""
    seen = surveyed(draft_of(program("right")), str(tmp_path), seed=1)

    assert seen is not None
    assert seen.paths == ("/integrations/connect", "/hooks/nango", "/healthz")


def test_the_integration_with_two_names_is_tried(program: Command, tmp_path: Path) -> None:
    """It tells whether a row has the backend's word or Nango's; the file keeps its order."""
    accounts = tuple(
        Account(key=key, nango_id="google-mail", provider="google-mail")
        for key in ("google-mail", "mail")
    )
    draft = dataclasses.replace(draft_of(program("theirs")), accounts=accounts)

    done = tried(draft, str(tmp_path), seed=1)

    assert done.draft.shown.rows == "data.accounts[?kind=='{integration.nango_id}']"
    assert done.draft.accounts == accounts

"""One connection shows most of what a target file says."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from nango_conformance.drafting import walk
from nango_conformance.drafting.draft import Account, Draft, Part, Shown
from nango_conformance.drafting.trial import surveyed, tried

Plain = Callable[..., Draft]

pytestmark = pytest.mark.usefixtures("secrets")


def test_what_is_left_open_is_filled(plain: Plain, tmp_path: Path) -> None:
    """Where the link is, whom the session names, how connections are shown, how a sync begins."""
    draft = plain()

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
        unsure=draft.unsure & {Part.SIGN_IN, Part.ACCOUNTS, Part.CREATE, Part.FINALISE},
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
    plain: Plain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, says: str
) -> None:
    """And what was seen until then is kept."""
    monkeypatch.setattr(walk, "ACTIVE_S", 0.1)
    draft = plain(kind)

    done = tried(draft, str(tmp_path), seed=1)

    assert done.says
    assert any(re.search(says, line) for line in done.says), done.says
    assert Part.STATUS in done.draft.unsure


def test_nobody_is_let_in(plain: Plain, tmp_path: Path) -> None:
    """The answer is quoted, for it may say what is missing."""
    draft = dataclasses.replace(plain(), header="x-other")

    done = tried(draft, str(tmp_path), seed=1)

    says = 'POST /integrations/connect did not start anything: status 401: {"error": "who are you"}'
    assert done.says == (says,)
    assert done.draft == draft


def test_a_secret_is_missing(plain: Plain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is started, and the variable is named."""
    monkeypatch.delenv("NAF_ADA_SECRET")

    done = tried(plain(), str(tmp_path), seed=1)

    assert done.missed is not None
    assert "environment variable NAF_ADA_SECRET is not set" in done.missed.why
    assert not done.missed.starting


def test_a_started_backend_is_looked_at(plain: Plain, tmp_path: Path) -> None:
    """It runs for that long."""
    seen = surveyed(plain(), str(tmp_path), seed=1)

    assert seen is not None
    assert seen.paths == ("/integrations/connect", "/hooks/nango", "/healthz")


def test_the_integration_with_two_names_is_tried(plain: Plain, tmp_path: Path) -> None:
    """It tells whether a row has the backend's word or Nango's; the file keeps its order."""
    accounts = tuple(
        Account(key=key, nango_id="google-mail", provider="google-mail")
        for key in ("google-mail", "mail")
    )
    draft = dataclasses.replace(plain("theirs"), accounts=accounts)

    done = tried(draft, str(tmp_path), seed=1)

    assert done.draft.shown.rows == "data.accounts[?kind=='{integration.nango_id}']"
    assert done.draft.accounts == accounts

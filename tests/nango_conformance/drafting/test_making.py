"""A trial with people who are made for it, and with a browser that reports back."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest

from nango_conformance.drafting.draft import Draft, Part, Place
from nango_conformance.drafting.trial import tried

MADE: Final = {"mail": "{actor.email}", "pass": "{actor.secret}"}
REPORTED: Final = {"cid": "{connection.id}"}

pytestmark = pytest.mark.usefixtures("secrets")


@pytest.fixture
def making(plain: Callable[..., Draft]) -> Callable[..., Draft]:
    """Give a draft of a backend that makes its users from such a body."""

    def make(body: Mapping[str, object], create_id: str = "id") -> Draft:
        route = Place(method="POST", path="/users", body=body)
        return dataclasses.replace(plain(), create=route, create_id=create_id)

    return make


def test_nobody_can_be_made(making: Callable[..., Draft], tmp_path: Path) -> None:
    """The answer is quoted as far as it helps, without passwords, and so is what was sent."""
    draft = making({"email": "{actor.email}", "password": "{actor.secret}"})

    done = tried(draft, str(tmp_path), seed=1)

    says, advice = done.says
    told, _, quoted = says.partition("/users: ")
    assert told.startswith("making Ada did not work: status 422 at http://127.0.0.1:")
    assert quoted.startswith('{"error": "mail?", "you sent": {"email": "ada.')
    assert '"password": "‹password ' in quoted
    assert len(quoted) == 300
    assert advice.startswith('  it was sent {"email": "ada.')
    assert '"password": "‹password ' in advice
    assert advice.endswith("says otherwise, and --create-id where its answer has the id")
    assert done.draft == draft


def test_who_was_made_is_not_found(making: Callable[..., Draft], tmp_path: Path) -> None:
    """The answer shows where the id is."""
    done = tried(making(MADE), str(tmp_path), seed=1)

    says = """making Ada: the answer has no id at 'id' (status 201): {"user": {"uid": "u-1"}}"""
    assert done.says[0] == says
    assert Part.CREATE_ID in done.draft.unsure


def test_somebody_is_made(making: Callable[..., Draft], tmp_path: Path) -> None:
    """Then the trial goes on, and what made her is no example any more."""
    done = tried(making(MADE, "user.uid"), str(tmp_path), seed=1)

    assert done.says == ("the webhook of the new connection was answered with status 200",)
    assert done.draft.unsure == {Part.SIGN_IN, Part.ACCOUNTS, Part.FINALISE}


@pytest.mark.parametrize(
    ("body", "says", "unsure"),
    [
        (REPORTED, (), False),
        (
            {"who": "me"},
            (
                'POST /done did not take the report: status 400: {"error": "cid?"}',
                '  it was sent {"who": "me"}; --finalise-body says otherwise',
            ),
            True,
        ),
    ],
)
def test_a_report_of_the_browser(
    plain: Callable[..., Draft],
    tmp_path: Path,
    body: Mapping[str, object],
    says: tuple[str, ...],
    *,
    unsure: bool,
) -> None:
    """One that is not taken is told, and stays an example; the trial goes on either way."""
    route = Place(method="POST", path="/done", body=body)

    done = tried(dataclasses.replace(plain(), finalise=route), str(tmp_path), seed=1)

    webhook = "the webhook of the new connection was answered with status 200"
    assert done.says == (*says, webhook)
    assert (Part.FINALISE in done.draft.unsure) is unsure

"""What hears a target knows who is a stranger to whom, and what Nango had said."""

from __future__ import annotations

import json

import pytest

from nango_conformance.driver.ear import Ear, quotes_of
from nango_conformance.evidence import Matter, Source

SAID = json.dumps({"error": {"code": "server_error", "message": "The database of Nango is away"}})


def matters(ear: Ear) -> list[Matter]:
    """Return what was found so far."""
    return [slip.matter for slip in ear.heard.slips]


@pytest.mark.parametrize(
    ("status", "body", "found"),
    [
        (502, f"upstream: {SAID}", True),
        (502, json.dumps({"detail": SAID}), True),
        (500, "upstream said: The database of Nango is away", True),
        (422, f"upstream: {SAID}", False),
        (502, "Nango cannot be reached", False),
    ],
)
def test_what_nango_said_is_known_when_a_story_is_over(
    status: int, body: str, *, found: bool
) -> None:
    """Whole, within JSON, or its sentence; a client may be told what was wrong with her wish."""
    ear = Ear()
    ear.answer("POST /connect", (), body, status=status)

    assert matters(ear) == []

    ear.over(list(quotes_of(SAID)))

    assert (Matter.NANGO in matters(ear)) is found
    assert ear.heard.searched[Source.ERROR] == 1


def test_errors_are_searched_once() -> None:
    """What Nango says in the next story is nothing to the errors of this one."""
    ear = Ear()
    ear.answer("GET /", (), SAID, status=500)
    ear.over([])
    ear.over(list(quotes_of(SAID)))

    assert matters(ear) == []
    assert ear.heard.searched == {Source.ANSWER: 1, Source.ERROR: 1}


def test_short_words_of_nango_are_nobodys() -> None:
    """Everybody says `not found`."""
    assert list(quotes_of('"not found"')) == []
    assert set(quotes_of("[1, 2, 3, 4, 5, 6, 7, 8]")) == {"[1, 2, 3, 4, 5, 6, 7, 8]"}


def test_people_of_other_stories_are_strangers() -> None:
    """So is who is outside everybody's workspace; oneself and one's fellows are not."""
    ear = Ear()
    ear.enter("first")
    ear.meet("ada.1@x", outside=False)
    ear.enter("second")
    ear.meet("ada.2@x", outside=False)
    ear.meet("grace.2@x", outside=False)
    ear.meet("mallory.2@x", outside=True)

    def shown(email: str, to: str = "ada.2@x") -> bool:
        before = len(ear.heard.slips)
        ear.answer("GET /", (), email, status=200, place=Source.STATUS, asked_by=to)
        return len(ear.heard.slips) > before

    assert shown("ada.1@x")
    assert shown("mallory.2@x")
    assert not shown("ada.2@x")
    assert not shown("grace.2@x")
    assert not shown("mallory.2@x", to="mallory.2@x")


def test_people_who_stay_are_no_strangers_in_the_next_story() -> None:
    """Where people cannot be made fresh, Ada is Ada in all of them."""
    ear = Ear()
    for scene in ("first", "second"):
        ear.enter(scene)
        ear.meet("ada@x", outside=False)
        ear.meet("grace@x", outside=False)

    ear.answer("GET /", (), "grace@x", status=200, place=Source.STATUS, asked_by="ada@x")

    assert matters(ear) == []


def test_who_has_no_address_is_nowhere_to_be_found() -> None:
    """Nothing stands in every text."""
    ear = Ear()
    ear.meet("", outside=True)

    ear.answer("GET /", (), "{}", status=200, place=Source.STATUS, asked_by="ada@x")

    assert matters(ear) == []


def test_the_log_is_searched_for_passwords() -> None:
    """An empty log was not searched."""
    ear = Ear(passwords=lambda: ("hush-hush",))
    ear.log("")
    assert ear.heard.searched == {}

    ear.log("signed in with hush-hush")
    ear.rows("links", "hush-hush")

    assert matters(ear) == [Matter.PASSWORD]
    assert ear.heard.searched == {Source.LOG: 1, Source.ROW: 1}

"""The small pure rules: passwords, waits, pages, session requests and seeds."""

from __future__ import annotations

import pytest

from reference_backend.domain import ID, OFFERS, Person, new_id
from reference_backend.errors import NangoError
from reference_backend.jobs import wait_after
from reference_backend.passwords import fits, hash_password
from reference_backend.records import read_page
from reference_backend.seeding import accounts
from reference_backend.session_request import read_session, session_request


def test_a_password_fits_its_hash_and_no_other_does() -> None:
    """The hash is salted and says its own cost."""
    stored = hash_password("pässword", 16)

    assert stored != hash_password("pässword", 16)
    assert fits("pässword", stored)
    assert not fits("password", stored)


def test_waits_double_up_to_five_minutes() -> None:
    """0.5 s, 1 s, 2 s, and never more than the longest."""
    waits = [wait_after(attempt).total_seconds() for attempt in (1, 2, 3, 10, 11, 1000)]

    assert waits == [0.5, 1, 2, 256, 300, 300]


def test_ids_are_long_random_and_plain() -> None:
    """Two ids differ, and both have the one form that routes accept."""
    first, second = new_id(), new_id()

    assert first != second
    assert ID.fullmatch(first)


@pytest.mark.parametrize(
    ("email", "name", "sent"),
    [
        ("a+b@example.com", "Zoë", {"email": "a+b@example.com", "display_name": "Zoë"}),
        ("zoë@example.com", "", {}),
        ("a..b@example.com", "é" * 300, {"display_name": "é" * 255}),
        ("a@localhost", "🚀" * 200, {"display_name": "🚀" * 127}),
    ],
)
def test_what_nango_would_refuse_is_left_out(email: str, name: str, sent: dict[str, str]) -> None:
    """An e-mail that it finds invalid is optional; a long name is cut as it counts."""
    person = Person(id="x" * 26, email=email, name=name)

    end_user = session_request(person, "w" * 26, OFFERS["outlook"])["end_user"]

    assert {key: end_user[key] for key in end_user if key not in {"id", "tags"}} == sent


@pytest.mark.parametrize(
    "answer", [None, [], {}, {"data": None}, {"data": {"token": ""}}, {"token": "x"}]
)
def test_an_answer_without_a_token_is_a_failure(answer: object) -> None:
    """There is no session that has none."""
    with pytest.raises(NangoError):
        read_session(answer)


@pytest.mark.parametrize("answer", [None, [], {}, {"records": None}])
def test_an_answer_without_records_is_a_failure(answer: object) -> None:
    """It is asked again later, rather than taken for an empty mailbox."""
    with pytest.raises(NangoError):
        read_page(answer)


def test_mails_are_made_storable() -> None:
    """NUL and lone surrogates cannot be kept, other types are not texts, and long ids no ids."""
    records = [
        {"id": "1", "subject": "a\0b\ud800", "body": 7, "sender": ["x"]},
        {"id": "x" * 256},
        {"id": "2", "_nango_metadata": {"deleted_at": "2026-01-01T00:00:00Z", "cursor": "c"}},
    ]

    page = read_page({"records": records, "next_cursor": None})

    ((first, mail), (second, gone)) = page.mails
    assert (first, second, gone) == ("1", "2", None)
    assert mail is not None
    assert (mail.subject, mail.body, mail.sender) == ("ab?", None, None)
    assert page.last_cursor == "c"


@pytest.mark.parametrize(
    ("status", "final"),
    [(None, False), (500, False), (401, False), (429, False), (400, True), (404, True)],
)
def test_only_a_request_that_would_fail_again_is_final(status: int | None, *, final: bool) -> None:
    """A wrong key and a busy Nango may be put right; a wrong request may not."""
    assert NangoError("x", status=status).is_final is final


def test_the_seeded_people_are_the_same_for_a_seed() -> None:
    """Ids never change; names follow the seed; Ada and Grace share a workspace."""
    ada, grace, mallory = accounts(7)

    assert accounts(7) == (ada, grace, mallory)
    assert {one.person.id for one in accounts(8)} == {
        one.person.id for one in (ada, grace, mallory)
    }
    assert all(ID.fullmatch(place) for one in accounts(7) for place in one.workspaces)
    assert set(ada.workspaces) & set(grace.workspaces) == {next(iter(ada.workspaces))}
    assert not set(ada.workspaces) & set(mallory.workspaces)

"""Item 18: when a connection has ended, here and at Nango."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance, NotObservable
from nango_conformance.evidence import Call, Exchange, Hook, Reading
from nango_conformance.expectations import endings
from nango_conformance.kinds import Kind
from nango_conformance.target import Route

ExchangeMaker = Callable[..., Exchange]
ReadingMaker = Callable[..., Reading]
CallMaker = Callable[..., Call]

HERS = "c-1"
OUTLOOK: dict[str, Any] = {"integration": "outlook"}
ROUTE = Route(method="DELETE", path="/connections/1", success=(204,))


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/connections/c-1", {"status": 200}),
        ("/connection/c-1", {"status": 204}),
        ("/connections/c-1", {"status": 400}),
        ("/connections/c-1", {"status": 404, "fault": "no such connection"}),
    ],
)
def test_what_nango_deleted_or_does_not_know_has_ended(
    make_call: CallMaker, make_exchange: ExchangeMaker, path: str, more: dict[str, Any]
) -> None:
    """Either path will do, and unknown is as good as deleted."""
    calls = [make_call(f"DELETE {path}", HERS, **OUTLOOK, **more)]

    assert endings.ended_at_nango(calls, HERS, "outlook", make_exchange(204)) == ()


@pytest.mark.parametrize(
    ("line", "names", "more"),
    [
        ("GET /connections/c-1", HERS, OUTLOOK),
        ("DELETE /connections/c-2", "c-2", OUTLOOK),
        ("DELETE /connections/c-1", HERS, {"integration": "google-mail"}),
        ("DELETE /connections/c-1", HERS, {**OUTLOOK, "status": 500, "fault": "an error"}),
        ("DELETE /connections/c-1", HERS, {**OUTLOOK, "status": 404}),
    ],
)
def test_what_nango_still_has_has_not_ended(
    make_call: CallMaker,
    make_exchange: ExchangeMaker,
    line: str,
    names: str,
    more: dict[str, Any],
) -> None:
    """Another request, another connection, another integration, a failure, a path of nobody's."""
    calls = [make_call(line, names, **more)]

    with pytest.raises(Nonconformance, match="Nango to be asked to delete c-1 of outlook"):
        endings.ended_at_nango(calls, HERS, "outlook", make_exchange(204))


def test_a_deletion_that_failed_is_told_from_none(
    make_call: CallMaker, make_exchange: ExchangeMaker
) -> None:
    """Who asked for it, if wrongly, has not forgotten Nango."""
    asked = [make_call("DELETE /connections/c-1", HERS, integration="google-mail")]

    with pytest.raises(Nonconformance) as wrongly:
        endings.ended_at_nango(asked, HERS, "outlook", make_exchange(204))
    with pytest.raises(Nonconformance) as never:
        endings.ended_at_nango((), HERS, "outlook", make_exchange(204))

    assert wrongly.value.kind is Kind.DELETION_FAILED
    assert never.value.kind is Kind.NOT_DELETED_AT_NANGO


def test_a_route_that_is_not_there_proves_nothing(make_exchange: ExchangeMaker) -> None:
    """It may be declared wrongly; and where no connection was made, there is none to end."""
    with pytest.raises(ControlFailed, match=r"is \[disconnect\] the right route"):
        endings.ended_at_nango((), HERS, "outlook", make_exchange(404))
    with pytest.raises(ControlFailed):
        endings.ended_at_nango((), None, "outlook", make_exchange(204))


@pytest.mark.parametrize("later", [(), ("gone:c-1",), ("active:c-2",), ("pending",)])
def test_a_link_that_is_gone_has_ended(make_reading: ReadingMaker, later: tuple[str, ...]) -> None:
    """No row, a row that says so, and whatever belongs to another connection."""
    assert endings.ended_here(make_reading("broken:c-1"), make_reading(*later), HERS) == ()
    assert endings.is_gone(make_reading(*later), HERS)
    assert not endings.is_gone(make_reading("broken:c-1"), HERS)


@pytest.mark.parametrize(
    ("at_once", "later", "expected", "kind"),
    [
        (("active:c-1",), (), "nothing active as soon as", Kind.STILL_ACTIVE),
        (("active",), (), "nothing active as soon as", Kind.STILL_ACTIVE),
        ((), ("active:c-1",), "the link to be gone", Kind.STILL_ACTIVE),
        ((), ("broken:c-1",), "the link to be gone", Kind.STILL_LISTED),
        ((), ("pending:c-1",), "the link to be gone", Kind.STILL_LISTED),
    ],
)
def test_a_link_that_lives_on_has_not_ended(
    make_reading: ReadingMaker,
    at_once: tuple[str, ...],
    later: tuple[str, ...],
    expected: str,
    kind: Kind,
) -> None:
    """Not for a moment active, and in the end not there; one without an id may be the one."""
    with pytest.raises(Nonconformance, match=expected) as lives_on:
        endings.ended_here(make_reading(*at_once), make_reading(*later), HERS)

    assert lives_on.value.kind is kind


def test_nothing_may_follow_the_deletion(make_call: CallMaker) -> None:
    """What came before it, what the harness caused, and deleting again are no matter."""
    deleted = make_call("DELETE /connections/c-1", HERS, seq=5, **OUTLOOK)
    before = make_call("GET /records", HERS, seq=4)
    looked = make_call("GET /connections/c-1", HERS, seq=6, fenced=True)
    again = make_call("DELETE /connections/c-1", HERS, seq=7, **OUTLOOK)
    after = make_call("GET /records", HERS, seq=8)

    assert endings.left_alone([before, deleted, looked, again], HERS, "outlook") == ()
    assert endings.left_alone([before, after], HERS, "outlook") == ()
    with pytest.raises(Nonconformance, match="no further request for c-1; saw GET /records"):
        endings.left_alone([deleted, after], HERS, "outlook")


def test_an_odd_answer_to_a_disconnect_that_works_is_a_note(make_exchange: ExchangeMaker) -> None:
    """The effect decides."""
    assert endings.told_of_it(ROUTE, make_exchange(204)) == ()
    for status in (502, None):
        (note,) = endings.told_of_it(ROUTE, make_exchange(status))
        assert note.level == "SHOULD"


def test_a_broken_link_shows_under_its_id(make_reading: ReadingMaker) -> None:
    """One link before, one after, with the same connection."""
    before = make_reading("active:c-1:row-1")

    assert endings.shows_broken(before, make_reading("broken:c-1:row-1"), HERS) == ()
    assert endings.is_broken(make_reading("broken:c-1"), HERS)
    assert not endings.is_broken(make_reading("active:c-1", "broken:c-2"), HERS)


@pytest.mark.parametrize(
    "words", [(), ("active:c-1",), ("broken:c-2",), ("broken:c-1", "active:c-1"), ("gone:c-1",)]
)
def test_a_link_that_does_not_show_as_broken_is_wrong(
    make_reading: ReadingMaker, words: tuple[str, ...]
) -> None:
    """Nothing there, still active, another connection's, a second row."""
    with pytest.raises(Nonconformance, match="one broken link with connection id c-1"):
        endings.shows_broken(make_reading("active:c-1"), make_reading(*words), HERS)
    with pytest.raises(ControlFailed):
        endings.shows_broken(None, make_reading("broken:c-1"), HERS)


def test_what_is_replaced_is_the_same_deleted_or_listed(
    make_call: CallMaker, make_reading: ReadingMaker
) -> None:
    """Listing both is keeping one on purpose: a note."""
    deleted = [make_call("DELETE /connections/c-1", HERS, **OUTLOOK)]
    alone, both = make_reading("active:c-2"), make_reading("active:c-2", "active:c-1")

    assert endings.replaced((), "outlook", alone, "c-2", "c-2") == ()
    assert endings.replaced(deleted, "outlook", None, HERS, "c-2") == ()
    (note,) = endings.replaced((), "outlook", both, HERS, "c-2")
    assert note.level == "SHOULD"
    with pytest.raises(Nonconformance, match="asked to delete c-1 of outlook; saw no such"):
        endings.replaced((), "outlook", alone, HERS, "c-2")
    with pytest.raises(NotObservable, match="no status is declared"):
        endings.replaced((), "outlook", None, HERS, "c-2")


def test_what_a_repair_was_for_may_not_stay(make_reading: ReadingMaker) -> None:
    """Listed or not: the dead one is to be repaired, or to go."""
    for seen in (make_reading("active:c-2", "broken:c-1"), None):
        with pytest.raises(Nonconformance, match=f"asked to delete {HERS}"):
            endings.replaced((), "outlook", seen, HERS, "c-2", may_stay=False)


def test_what_was_authorised_last_is_active(make_reading: ReadingMaker) -> None:
    """Whatever else is listed."""
    assert endings.mended(make_reading("active:c-1", "active:c-2"), "c-2") == ()
    with pytest.raises(Nonconformance):
        endings.mended(make_reading("active:c-1", "broken:c-2"), "c-2")


def test_a_stranger_is_refused(make_call: CallMaker, make_exchange: ExchangeMaker) -> None:
    """Nothing about the connection is asked of Nango; an odd answer is a note."""
    other = make_call("POST /connect/sessions/reconnect", "c-2")

    assert endings.refused(make_exchange(404), [other], HERS) == ()
    (note,) = endings.refused(make_exchange(204), (), HERS)
    assert note.level == "SHOULD"
    for line in ("POST /connect/sessions/reconnect", "DELETE /connection/c-1"):
        with pytest.raises(Nonconformance, match="nothing asked of Nango for a stranger"):
            endings.refused(make_exchange(403), [make_call(line, HERS)], HERS)
    with pytest.raises(ControlFailed):
        endings.refused(make_exchange(None), (), HERS)


def test_an_owner_who_is_refused_too_proves_nothing(make_exchange: ExchangeMaker) -> None:
    """The positive control of every refusal."""
    assert endings.granted(ROUTE, make_exchange(204)) == ()
    for status in (200, 404, None):
        with pytest.raises(ControlFailed, match="the owner is refused too"):
            endings.granted(ROUTE, make_exchange(status))


@pytest.mark.parametrize(
    ("status", "is_so"), [(409, True), (200, False), (503, False), (None, False)]
)
def test_a_client_error_turns_somebody_away(
    make_exchange: ExchangeMaker,
    status: int | None,
    is_so: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """A failure of the target's does not."""
    assert endings.turned_away(make_exchange(status)) is is_so


@pytest.mark.parametrize(("status", "noted"), [(200, False), (409, False), (500, True)])
def test_how_a_clash_is_answered_is_free(
    make_hook: Callable[..., Hook],
    status: int,
    noted: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """A failure makes Nango repeat it: a note."""
    hook = dataclasses.replace(make_hook(status), body='{"connectionId":"c-1"}')

    assert [note.level for note in endings.clash(hook, HERS)] == ["SHOULD"] * noted


@pytest.mark.parametrize("body", ['{"connectionId":"c-2"}', "{}", "[]", "null", "{"])
def test_a_webhook_that_names_another_is_no_clash(
    make_hook: Callable[..., Hook], body: str
) -> None:
    """It would prove nothing."""
    with pytest.raises(ControlFailed, match="instead of c-1"):
        endings.clash(dataclasses.replace(make_hook(200), body=body), HERS)
    with pytest.raises(ControlFailed):
        endings.clash(dataclasses.replace(make_hook(200), body=body), None)


def test_nango_is_asked_about_a_connection(make_call: CallMaker) -> None:
    """By its path or in a list; another connection, and another request, are not it."""
    assert endings.looked_up([make_call("GET /connections", HERS)], HERS) == ()
    for call in (make_call("GET /connection/c-2", "c-2"), make_call("POST /sync/trigger", HERS)):
        with pytest.raises(Nonconformance, match="Nango to be asked about c-1"):
            endings.looked_up([call], HERS)
    with pytest.raises(Nonconformance, match="no request at all"):
        endings.looked_up((), HERS)

"""What holds in every order of events, and what is no failure in any."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable

import pytest

from nango_conformance.errors import Nonconformance, NotObservable
from nango_conformance.evidence import Call, Reading
from nango_conformance.expectations.orders import bystanders, is_owed, judge
from nango_conformance.expectations.played import Happened
from nango_conformance.kinds import Kind
from nango_conformance.schedules import Event
from nango_conformance.target import Reconcile, Route, Sync, Target
from tests.nango_conformance.expectations.playing import ACTIVE, HERS, NONE, OK, played, reading

MakeTarget = Callable[..., Target]
MakeCall = Callable[..., Call]


@pytest.fixture
def target(make_target: MakeTarget) -> Target:
    """Give a target that begins a sync, and waits for the webhook."""
    return make_target(sync=Sync(mode="trigger"))


@pytest.fixture
def started(make_call: MakeCall) -> Call:
    """Give the start of a first sync."""
    return make_call("POST /sync/trigger", names=HERS, status=OK)


@pytest.fixture
def troubled(make_call: MakeCall) -> Call:
    """Give a request that met the Nango error."""
    return make_call(f"GET /connections/{HERS}", names=HERS, status=503, fault="x")


def test_the_ordinary_order_is_right(target: Target, started: Call) -> None:
    """One webhook, one link, one sync."""
    assert judge(played("S-w", OK, calls=(started,)), target) == ()


def test_what_was_taken_must_become_active(target: Target) -> None:
    """Whatever else came."""
    with pytest.raises(Nonconformance, match=r"one active link with connection id c-1; saw pend"):
        judge(played("S-ws", OK, NONE, final=NONE), target)


@pytest.mark.parametrize("twice", [reading(HERS, HERS), reading(HERS, "c-2"), reading("c-2")])
def test_exactly_one_link_and_the_right_one(target: Target, twice: Reading) -> None:
    """Neither two, nor one with another id."""
    with pytest.raises(Nonconformance, match=r"c-1"):
        judge(played("S-w", OK, final=twice), target)


def test_nothing_is_active_when_nobody_told(target: Target) -> None:
    """A lost webhook leaves nothing behind."""
    assert judge(played("S-s", NONE, final=NONE), target) == ()
    with pytest.raises(Nonconformance, match="no active link; saw active"):
        judge(played("S-s", NONE), target)


def test_what_was_not_sent_told_nobody(target: Target) -> None:
    """Neither did an error that nobody met; and who was not sent anything lost no race."""
    for one in (played("S-w", "Nango has nothing to send"), played("S-es", None, NONE)):
        with pytest.raises(Nonconformance, match="no active link; saw active"):
            judge(one, target)
    with pytest.raises(Nonconformance, match="no failure but"):
        judge(played("S-w+d+s", "Nango has nothing to send", OK, 500), target)


def test_nothing_is_active_too_soon(target: Target, started: Call) -> None:
    """But what is read with the webhook may be."""
    with pytest.raises(Nonconformance, match="before the target was told"):
        judge(played("S-sw", ACTIVE, OK, calls=(started,)), target)
    assert judge(played("S-w+s", OK, ACTIVE, calls=(started,)), target) == ()


def test_another_id_is_never_active(target: Target, started: Call) -> None:
    """Not even for a moment."""
    with pytest.raises(Nonconformance, match="no active link but with connection id c-1"):
        judge(played("S-ws", OK, reading("c-2"), calls=(started,)), target)


def test_a_failure_needs_a_nango_error(target: Target, troubled: Call) -> None:
    """One for each request that met one; and the retry may be dropped."""
    assert judge(played("S-ew", None, 500, final=NONE, calls=(troubled,)), target) == ()
    for signs, came, calls in (
        ("S-w", (500,), ()),
        ("S-ew", (None, 500), ()),
        ("S-ewd", (None, 500, 500), (troubled,)),
        ("S-we", (500, None), (troubled,)),
    ):
        with pytest.raises(Nonconformance, match=r"no failure but under a Nango error"):
            judge(played(signs, *came, final=NONE, calls=calls), target)


def test_no_answer_is_a_failure_too(target: Target) -> None:
    """Nango hears nothing, and sends again."""
    with pytest.raises(Nonconformance, match=r"owner reads her status; saw no answer") as told:
        judge(played("S-s", None, final=NONE), target)

    assert told.value.kind is Kind.EVENT_UNANSWERED


def test_of_a_race_one_may_lose(target: Target, started: Call) -> None:
    """Nango repeats it, and the other has done the work; more than one may not."""
    (note,) = judge(played("S-w+d", OK, 503, calls=(started,)), target)
    assert "lost a race" in note.text
    with pytest.raises(Nonconformance, match="no failure but"):
        judge(played("S-w+d", 503, 503, final=NONE), target)


def test_what_fails_beside_one_webhook_has_lost_no_race(target: Target) -> None:
    """Nobody else did the work of a status that is not answered."""
    with pytest.raises(Nonconformance, match="no failure but"):
        judge(played("S-w+s", OK, 500), target)


def test_a_retry_after_an_error_has_to_work(target: Target, troubled: Call, started: Call) -> None:
    """What failed inside and was taken in the end is taken."""
    came = (None, 500, OK)
    assert judge(played("S-ew.r", *came, calls=(troubled, started)), target) == ()
    with pytest.raises(Nonconformance, match=r"one active link"):
        judge(played("S-ew.r", *came, final=NONE, calls=(troubled,)), target)


@pytest.mark.parametrize("calls", [True, False])
def test_a_4xx_loses_the_news(target: Target, troubled: Call, *, calls: bool) -> None:
    """Also under a Nango error: Nango does not come again."""
    with pytest.raises(Nonconformance, match="status 409, which Nango takes for final"):
        judge(
            played("S-ew", None, 409, final=NONE, calls=(troubled,) if calls else ()),
            target,
        )


def test_a_4xx_that_changes_nothing_is_noise(target: Target, started: Call) -> None:
    """And is told as such."""
    (note,) = judge(played("S-wd", OK, 409, calls=(started,)), target)
    assert "harmless" in note.text
    (note,) = judge(played("S-w.r", 404, "Nango takes it as final", calls=(started,)), target)
    assert "status 404" in note.text


def test_the_first_sync_begins_once(target: Target, started: Call) -> None:
    """For a link that is active, and not twice."""
    refused = dataclasses.replace(started, status=400)
    with pytest.raises(Nonconformance, match=r"a first sync of c-1; saw POST .* 400; POST .* 400"):
        judge(played("S-w", OK, calls=(refused, refused)), target)
    with pytest.raises(Nonconformance, match="one start of the first sync; saw 2"):
        judge(played("S-wd", OK, OK, calls=(started, started)), target)


def test_a_sync_that_met_the_error_need_not_begin_again(target: Target, started: Call) -> None:
    """It is told; and one that does begin again is right."""
    lost = dataclasses.replace(started, status=503, fault="x")
    (note,) = judge(played("S-ew", None, OK, calls=(lost,)), target)
    assert "met the Nango error" in note.text
    assert judge(played("S-ew", None, OK, calls=(lost, started)), target) == ()


def test_nothing_is_synced_before_anybody_told(target: Target, started: Call) -> None:
    """A read that begins a sync is seen."""
    with pytest.raises(Nonconformance, match="no sync before"):
        judge(played("S-s", NONE, final=NONE, calls=(started,)), target)


def test_the_connection_is_kept(target: Target, started: Call, make_call: MakeCall) -> None:
    """Nobody deletes at Nango what somebody has just made."""
    gone = make_call(f"DELETE /connections/{HERS}", names=HERS, status=OK)
    with pytest.raises(Nonconformance, match="to be kept at Nango"):
        judge(played("S-w", OK, calls=(started, gone)), target)


def test_what_nothing_shows_is_not_passed(target: Target, started: Call) -> None:
    """But what the answers and the calls show may still be wrong."""
    with pytest.raises(NotObservable, match=r"status.http"):
        judge(played("S-w", OK, final=None, calls=(started,)), target)
    with pytest.raises(Nonconformance, match="2 of them"):
        judge(played("S-w", OK, final=None, calls=(started, started)), target)


def test_a_sync_is_owed_to_some_integrations_only(make_target: MakeTarget) -> None:
    """By the target's own key; one that is not declared is known by Nango's id."""
    wrong = pytest.raises(Nonconformance, match="a first sync of c-1; saw no such call")
    for name, only, owed in (("outlook", "x", 0), ("outlook", "mail", 1), ("slack", "slack", 1)):
        target = make_target(sync=Sync(mode="trigger", only_for=(only,)))
        one = dataclasses.replace(played("S-w", OK), integration=name)
        with wrong if owed else contextlib.nullcontext():
            assert judge(one, target) == ()


@pytest.mark.parametrize("mode", ["none", "auto"])
def test_who_begins_no_sync_is_not_asked_for_one(make_target: MakeTarget, mode: str) -> None:
    """It is Nango's doing, or nobody's."""
    assert judge(played("S-w", OK), make_target(sync=Sync(mode=mode))) == ()


def test_jobs_are_counted(make_target: MakeTarget) -> None:
    """Where the first sync is a row of a queue."""
    target = make_target(sync=Sync(mode="job", probe="select 1"))
    assert judge(played("S-w", OK, jobs=1), target) == ()
    for jobs in (0, 2):
        with pytest.raises(Nonconformance):
            judge(played("S-w", OK, jobs=jobs), target)
    with pytest.raises(NotObservable, match="probe"):
        judge(played("S-w", OK, jobs=None), target)
    assert judge(played("S-s", NONE, final=NONE, jobs=0), target) == ()
    for jobs in (0, 1):
        with pytest.raises(NotObservable, match="its links cannot be seen"):
            judge(played("S-w", OK, final=None, jobs=jobs), target)
    with pytest.raises(Nonconformance, match="one job; saw 2 jobs"):
        judge(played("S-w", OK, final=None, jobs=2), target)


def test_a_backend_that_waits_for_the_browser_is_owed_both(make_target: MakeTarget) -> None:
    """With one of the two it may do as it likes; with both it has to be done."""
    target = make_target(reconcile=Reconcile(model="client-finalise"), finalise=Route(path="/done"))
    for one in (
        played("S-w", OK, final=NONE),
        played("S-w", OK),
        played("S-w", 404, final=NONE),
        played("S-f", OK, final=NONE),
        played("S-f", OK),
        played("S-fw", 404, OK, final=NONE),
    ):
        assert not is_owed(one, target)
        judge(one, target)
    with pytest.raises(Nonconformance, match="one active link"):
        judge(played("S-fw", OK, OK, final=NONE), target)


def test_a_mirror_may_know_by_itself(make_target: MakeTarget) -> None:
    """It copies Nango's list, whoever tells it anything."""
    target = make_target(reconcile=Reconcile(model="mirror"))
    assert judge(played("S-s", ACTIVE), target) == ()
    assert judge(played("S-s", NONE, final=NONE), target) == ()
    with pytest.raises(Nonconformance, match="c-1"):
        judge(played("S-s", reading("c-2"), final=NONE), target)


def test_nobody_elses_links_change() -> None:
    """Neither the one that is there nor the one that is waited for."""
    assert bystanders([ACTIVE, NONE], [ACTIVE, NONE]) == ()
    with pytest.raises(Nonconformance, match="everybody else's links as before"):
        bystanders([ACTIVE, NONE], [ACTIVE, ACTIVE])
    with pytest.raises(ValueError, match="shorter"):
        bystanders([ACTIVE, NONE], [ACTIVE])


def test_each_event_says_what_came_of_it() -> None:
    """In the words of a report."""
    one = played("S-ews", None, "Nango takes a 404 as final", ACTIVE).happened
    assert [each.said for each in one] == [
        "from here on",
        "not sent: Nango takes a 404 as final",
        "status 200: active (connection id c-1)",
    ]
    assert Happened(move=one[1].move, error="ECONNRESET").said == "no answer (ECONNRESET)"
    assert one[1].move.event is Event.WEBHOOK

"""Item 10: a first sync that our own looking hides, and one that only a database shows."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Final

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance, NotObservable
from nango_conformance.evidence import Call
from nango_conformance.expectations import syncs
from nango_conformance.target import Sync

CallMaker = Callable[..., Call]

MADE_AT: Final = datetime.datetime(2026, 3, 12, 9, 30, tzinfo=datetime.UTC)
FENCED: Final = "GET /proxy/v1.0/me/messages"
BROAD: Final = Sync(mode="proxy", match=("GET /proxy/*",))


def test_what_our_own_looking_causes_is_no_sync(make_call: CallMaker) -> None:
    """Neither a first one, nor one of somebody else's data, nor one where there must be none."""
    call = make_call(FENCED, "c-1", fenced=True)

    with pytest.raises(Nonconformance, match="no such call"):
        syncs.started(BROAD, [call], "c-1", "outlook", 1)
    assert syncs.strays([call], "c-2") == ()
    assert syncs.nothing_synced([call], ()) == ()
    with pytest.raises(ControlFailed, match="no first sync was seen"):
        syncs.reaches_back(BROAD, [call], "c-1", MADE_AT)


def test_what_it_hides_is_still_one_sync(make_call: CallMaker) -> None:
    """A sync that runs while we look is not lost, and what comes later is not a second one."""
    early, late = (make_call(FENCED, "c-1", second=at, fenced=True) for at in (0, 60))
    own, again = (make_call(FENCED, "c-1", second=at) for at in (0, 60))

    assert syncs.once(BROAD, [early, late], "c-1") == ()
    assert syncs.once(BROAD, [own, late], "c-1") == ()
    with pytest.raises(Nonconformance, match="2 of them"):
        syncs.once(BROAD, [own, again], "c-1")


def test_a_start_is_never_explained_by_a_look(make_call: CallMaker) -> None:
    """So two of them are two, though we looked at the first."""
    first, second = (
        make_call("POST /sync/trigger", "c-1", fenced=True),
        make_call("POST /sync/trigger", "c-1"),
    )

    with pytest.raises(Nonconformance, match="2 of them"):
        syncs.once(Sync(mode="trigger"), [first, second], "c-1")


def test_jobs_are_queued_once() -> None:
    """One is right, more are wrong, and none says nothing of more."""
    assert syncs.queued(1, "c-1", 1) == ()
    assert syncs.queued_once(1) == ()
    with pytest.raises(Nonconformance, match="2 jobs"):
        syncs.queued_once(2)
    with pytest.raises(Nonconformance, match="no job"):
        syncs.queued(0, "c-1", 1)
    with pytest.raises(ControlFailed, match="no job was seen"):
        syncs.queued_once(0)
    with pytest.raises(ControlFailed, match="made no connection"):
        syncs.queued(1, None, 1)


def test_what_a_job_reads_need_not_pass_nango(make_call: CallMaker) -> None:
    """Its window is not seen; a read that is seen is judged like any other."""
    job = Sync(mode="job", probe="select 1")

    with pytest.raises(NotObservable, match="the job reads does not pass Nango"):
        syncs.reaches_back(job, [], "c-1", MADE_AT)
    assert syncs.reaches_back(job, [make_call("GET /records", "c-1")], "c-1", MADE_AT) == ()


def test_a_start_that_is_repeated_is_told_of(make_call: CallMaker) -> None:
    """Whatever we looked at; one is none too many."""
    start, looked = (
        make_call("POST /sync/start", "c-1", fenced=fenced) for fenced in (False, True)
    )

    assert syncs.once(Sync(mode="start"), [start], "c-1") == ()
    (note,) = syncs.once(Sync(mode="start"), [start, looked], "c-1")
    assert note.text.startswith("/sync/start was called 2 times")


@pytest.mark.parametrize("path", ["/", "/a", "/a/"])
def test_a_sync_is_known_with_its_slash_and_without(make_call: CallMaker, path: str) -> None:
    """The root has nothing else."""
    pull = Sync(mode="proxy", match=("GET /", "GET /a"))

    assert syncs.started(pull, [make_call(f"GET {path}", "c-1")], "c-1", "outlook", 1) == ()

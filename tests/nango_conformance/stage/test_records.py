"""New records are as many as the target's own pages want, and what it lost of them is known."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from nango_conformance.errors import ControlFailed, Nonconformance, NotApplicable, NotObservable
from nango_conformance.evidence import Call, Exchange
from nango_conformance.stage import records
from nango_conformance.stage.records import Does
from nango_conformance.target import Data, Integration, Limits, Sync, Target

MakeCall = Callable[..., Call]


@dataclasses.dataclass(slots=True)
class Fake:
    """A fake with one record, which tells what it was asked to do."""

    rows: list[Mapping[str, Any]] = dataclasses.field(default_factory=lambda: [_shown("old", 0)])
    faults_made: list[str] = dataclasses.field(default_factory=list)
    events: list[str] = dataclasses.field(default_factory=list)

    def records(self, *_: str) -> Sequence[Mapping[str, Any]]:
        """Return what is served."""
        return self.rows

    def put_records(
        self,
        *whose: str,
        mark_deleted: bool,
    ) -> None:
        """Serve what is given last, in this order."""
        assert mark_deleted
        given: Any = whose[-1]
        self.rows = [_shown(one["id"], place) for place, one in enumerate(given)]

    def add_fault(self, _name: str, _endpoint: str, _answer: object, *, text: str) -> str:
        """Tell which cursor it is about."""
        self.faults_made.append(text)
        return str(len(self.faults_made))

    def faults(self) -> tuple[Any, ...]:
        """Return those that were made, of which none was met."""
        return tuple(SimpleNamespace(id=str(n + 1), met=0) for n, _ in enumerate(self.faults_made))

    def emit(self, name: str, **_: object) -> None:
        """Tell of the event."""
        self.events.append(name)


def _shown(name: str, place: int) -> dict[str, Any]:
    at = f"2026-03-12T12:00:00.{place:06}+00:00"
    about = {"cursor": f"cursor-{place}==", "last_modified_at": at}
    return {"id": name, "subject": "s", "_nango_metadata": about}


@pytest.fixture
def make(make_target: Callable[..., Target]) -> Callable[..., Any]:
    """Give a maker of stages with Ada's connection on them, and the calls that it led to."""

    def make_(calls: Sequence[Call] = (), mode: str = "start", **more: Any) -> Any:
        syncs = more.pop("syncs", None)
        mail = Integration(key="mail", nango_id="mail", provider="mail", syncs=syncs)
        attempt = SimpleNamespace(
            who="Ada", mark=0, connection_id="c-1", values={}, integration=mail
        )
        answers = iter(more.pop("answers", ()))
        shown = Exchange(id="E1", who="Ada", method="GET", url="/mails", status=200)
        stage = SimpleNamespace(
            target=make_target(sync=Sync(mode=mode), limits=Limits(sync_s=0, quiet_s=0), **more),
            nango=SimpleNamespace(
                control=Fake(),
                settle=lambda **_: None,
                mark=lambda: 7,
                calls=lambda since: tuple(one for one in calls if one.seq > since),
                make_room=lambda: None,
            ),
            endpoints=SimpleNamespace(
                call=lambda *_, **__: dataclasses.replace(shown, body=next(answers))
            ),
            cast=SimpleNamespace(person=lambda who: who),
            records=None,
            when=7,
        )
        stage.attempt = lambda *_: attempt
        return stage

    return make_


def read(make_call: MakeCall, query: str, seq: int) -> Call:
    """Return a read of Ada's e-mails."""
    return make_call(f"GET /records?model=Email{query}", "c-1", seq=seq)


@pytest.mark.parametrize(("limit", "new"), [("", 201), ("&limit=2", 5)])
def test_three_pages_are_three_of_the_targets_own(
    make: Callable[..., Any], make_call: MakeCall, limit: str, new: int
) -> None:
    """It chooses how many records a page has; new ones look like those that were there."""
    stage = make([read(make_call, limit, 3)])

    records.three_pages(stage)

    served = stage.records.served
    assert [one.new for one in served] == [False, *[True] * new]
    assert len({one.id for one in served}) == new + 1


def test_pages_that_are_too_large_are_not_filled(
    make: Callable[..., Any], make_call: MakeCall
) -> None:
    """Ten thousand records are no test any more."""
    with pytest.raises(NotObservable, match="10000 records at once"):
        records.three_pages(make([read(make_call, "&limit=10000", 3)]))


def test_an_integration_without_syncs_has_no_records(make: Callable[..., Any]) -> None:
    """By what is declared."""
    with pytest.raises(NotApplicable, match="syncs = "):
        records.one_page(make(syncs=()))


def test_the_second_page_fails_for_whoever_begins_anew_and_for_whoever_goes_on(
    make: Callable[..., Any], make_call: MakeCall
) -> None:
    """Each asks for it by another cursor; how that is padded is left open."""
    stage = make([read(make_call, "&limit=2", 3)])

    records.broken_page(stage)

    assert sorted(stage.nango.control.faults_made) == ["cursor-1", "cursor-2"]


def test_a_second_page_that_nobody_asked_for_has_not_failed(
    make: Callable[..., Any], make_call: MakeCall
) -> None:
    """All was read at once, by whoever asks for more now than before."""
    calls = [read(make_call, "&limit=2", 3)]
    stage = make(calls)
    records.broken_page(stage)
    calls.append(read(make_call, "&limit=50", 8))

    with pytest.raises(NotObservable, match="none has failed"):
        records.judge(stage, "Ada", Does.READS)


def test_what_came_after_the_news_is_what_was_read(
    make: Callable[..., Any], make_call: MakeCall
) -> None:
    """The read before it does not count, and to begin anew is noted."""
    early, late = read(make_call, "", 3), read(make_call, "", 8)
    for calls, right in (([early], False), ([early, late], True)):
        stage = make(calls)
        records.one_page(stage)
        if right:
            assert [note.level for note in records.judge(stage, "Ada", Does.READS)] == ["SHOULD"]
            continue
        with pytest.raises(Nonconformance, match="saw no such call"):
            records.judge(stage, "Ada", Does.READS)


def test_who_was_never_seen_to_read_and_need_not_is_not_judged(make: Callable[..., Any]) -> None:
    """With another mode that would be a failure."""
    stage = make(mode="trigger")
    records.one_page(stage)

    with pytest.raises(NotApplicable):
        records.judge(stage, "Ada", Does.READS)


def test_nothing_is_read_for_a_failure_and_something_for_its_twin(
    make: Callable[..., Any], make_call: MakeCall
) -> None:
    """A target that never reads would look right otherwise."""
    stage = make([read(make_call, "", 3)])
    records.one_page(stage)

    with pytest.raises(ControlFailed, match="did not fail either"):
        records.judge(stage, "Ada", Does.LEAVES)
    assert stage.nango.control.events == ["sync success"]
    stage = make([read(make_call, "", 8)])
    records.one_page(stage)
    with pytest.raises(Nonconformance, match="no read of records"):
        records.judge(stage, "Ada", Does.LEAVES)


@pytest.mark.parametrize(("after", "kept"), [("[1, 2]", True), ("[1]", False)])
def test_what_had_arrived_is_still_there(
    make: Callable[..., Any],
    make_call: MakeCall,
    after: str,
    kept: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Counted before the webhook came again, and after it."""
    stage = make([read(make_call, "", 8)], data=Data(path="/mails"), answers=("[1, 2]", after))
    records.one_page(stage)
    records.remember(stage, stage.attempt())

    assert stage.records.shown == 2
    if kept:
        assert records.judge(stage, "Ada", Does.KEEPS) == ()
        return
    with pytest.raises(Nonconformance, match="2 items of data as before; saw 1 items"):
        records.judge(stage, "Ada", Does.KEEPS)


def test_where_nobody_has_arranged_anything_there_is_nothing_to_judge(
    make: Callable[..., Any],
) -> None:
    """A feature that forgets to say which records there are proves nothing."""
    stage = make()
    records.remember(stage, stage.attempt())

    with pytest.raises(ControlFailed, match="which records there are"):
        records.judge(stage, "Ada", Does.KEEPS)

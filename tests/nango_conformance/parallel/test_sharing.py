"""Which targets run as several copies, which are shared, and which are judged one by one."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from nango_conformance.parallel.sharing import Sharing, own_number, sharing
from nango_conformance.target import Log, Start, Status, StatusSql, Target, bundled_reference

OWN = Start(command=("backend",), copies=True)


@pytest.fixture
def started(make_target: Callable[..., Target]) -> Callable[..., Target]:
    """Give a maker of targets of which several may run side by side."""

    def make(**changes: Any) -> Target:
        whole = {"mode": "start", "base_url": "http://127.0.0.1:{port}", "start": OWN}
        return dataclasses.replace(make_target(), **{**whole, **changes})

    return make


def test_the_reference_runs_as_copies() -> None:
    """Each has a port and a database of its own."""
    assert sharing(bundled_reference()).how is Sharing.COPIES


@pytest.mark.parametrize(("processors", "jobs"), [(None, 3), (1, 3), (2, 4), (64, 4)])
def test_a_whole_run_takes_more_processes_than_processors(
    monkeypatch: pytest.MonkeyPatch, processors: int | None, jobs: int
) -> None:
    """They often wait; beyond four there is hardly anything to gain."""
    monkeypatch.setattr("os.cpu_count", lambda: processors)

    assert own_number(bundled_reference()) == jobs


def test_a_target_that_there_is_one_of_is_judged_in_one_process(
    make_target: Callable[..., Target],
) -> None:
    """Turns are for whoever asks for them."""
    assert own_number(make_target(mode="attach")) == 1


def test_an_attached_target_is_shared_in_turns(make_target: Callable[..., Target]) -> None:
    """There is one of it; the operator hears what would be quicker."""
    shared = sharing(make_target())

    assert shared.how is Sharing.TURNS
    assert "copies = true" in shared.why


def _with(**changes: Any) -> dict[str, Any]:
    return changes


def _sql(dsn: str) -> Status:
    return Status(sql=StatusSql(dsn=dsn, row="select 1"))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        (_with(start=dataclasses.replace(OWN, copies=False)), "[target.start] copies"),
        (_with(start=None), "[target.start] copies"),
        (_with(base_url="http://127.0.0.1:3000"), "{port}"),
        (_with(status=_sql("postgresql://127.0.0.1/mine")), "[status.sql] dsn"),
        (_with(log=Log(file="backend.log")), "[target.log] file"),
    ],
)
def test_what_two_copies_would_share_keeps_a_run_in_one_process(
    started: Callable[..., Target], changes: dict[str, Any], named: str
) -> None:
    """What one of them did would be seen by the other; the line to change is named."""
    shared = sharing(started(**changes))

    assert shared.how is Sharing.ALONE
    assert named in shared.why


def test_an_override_leads_to_one_place(started: Callable[..., Target]) -> None:
    """A certificate or a name is there once."""
    target = started()
    target = dataclasses.replace(
        target, nango=dataclasses.replace(target.nango, override="dns-tls")
    )

    assert sharing(target).how is Sharing.ALONE
    assert "override = 'dns-tls'" in sharing(target).why


@pytest.mark.parametrize("own", ["{port}", "{run.id}", "{run.dir}"])
def test_what_is_named_after_the_copy_is_its_own(started: Callable[..., Target], own: str) -> None:
    """Database and log."""
    target = started(status=_sql(f"sqlite:///x/{own}.db"), log=Log(file=f"{own}.log"))

    assert sharing(target).how is Sharing.COPIES
    assert sharing(target).why == ""

"""A target is started without some of its variables, and says how it takes that."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest

from nango_conformance.driver.process import TargetProcess, free_port
from nango_conformance.driver.transport import new_session
from nango_conformance.errors import TargetUnusable
from nango_conformance.target import Start

SERVES: Final = """
import http.server, os, sys
if os.environ.get("WANTS", "") and not os.environ.get("KEY"):
    sys.exit("Set KEY")
class H(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if os.environ.get("KEY") else 203)
        self.end_headers()
    def log_message(self, *a):
        pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), H).serve_forever()
"""

Make = Callable[..., TargetProcess]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Give a maker of running targets, which want their key or do not mind."""
    with ExitStack() as stack:

        def make_(*, wants: str = "") -> TargetProcess:
            port = str(free_port())
            start = Start(
                command=("{python}", "-c", SERVES, port),
                env={"WANTS": wants, "KEY": "k"},
            )
            url = f"http://127.0.0.1:{port}"
            target = stack.enter_context(TargetProcess(start, url, {}, str(tmp_path)))
            target.wait()
            return target

        yield make_


def status_of(target: TargetProcess) -> int | None:
    """Ask the target how it is: with its key or without."""
    with new_session() as session:
        return target._answer(session)


def test_a_refusal_is_told_and_the_target_runs_again(make: Make) -> None:
    """With its key: that shows what the refusal was about."""
    target = make(wants="key")

    refusal = target.start_without(["KEY"])

    assert refusal is not None
    assert "exit status 1 before it was ready" in refusal
    assert "Set KEY" in refusal
    assert target.died is None
    assert status_of(target) == 200


def test_who_does_not_mind_runs_without(make: Make) -> None:
    """Until it is started again."""
    target = make()

    refusal = target.start_without(["KEY"])
    without = status_of(target)
    target.start_again()

    assert refusal is None
    assert (without, status_of(target)) == (203, 200)


def test_asked_again_nobody_is_started_again(make: Make) -> None:
    """A refusal takes as long as a start does, and does not change."""
    target = make(wants="key")
    first, group = target.start_without(["KEY"]), target.group

    assert target.start_without(("KEY",)) == first

    assert target.group == group


def test_who_does_not_mind_is_started_without_each_time(make: Make) -> None:
    """Each story has its own."""
    target = make()
    target.start_without(["KEY"])
    target.start_again()

    assert target.start_without(["KEY"]) is None

    assert status_of(target) == 203


def test_a_target_that_cannot_do_without_is_not_ready(make: Make) -> None:
    """Started in earnest, it is as unusable as any that does not start."""
    target = make(wants="key")

    with pytest.raises(TargetUnusable, match="Set KEY"):
        target.start_again(["KEY"])


def test_who_does_not_come_back_cannot_be_judged(make: Make) -> None:
    """Then it was not the key, and nothing is concluded."""
    target = make(wants="key")
    target._start = dataclasses.replace(target._start, env={"WANTS": "key"})

    with pytest.raises(TargetUnusable, match="Set KEY"):
        target.start_without(["KEY"])

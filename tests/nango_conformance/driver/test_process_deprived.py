"""A target is started without some of its variables, and says how it takes that."""

from __future__ import annotations

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
print("started in", sys.argv[2], flush=True)
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
    """Give a maker of running targets, whose port is ours to choose or is not."""
    with ExitStack() as stack:

        def make_(*, wants: str = "", chosen: bool = True) -> TargetProcess:
            port = str(free_port())
            start = Start(
                command=("{python}", "-c", SERVES, "{port}" if chosen else port, "{run.dir}"),
                env={"WANTS": wants, "KEY": "k"},
            )
            url = f"http://127.0.0.1:{port}"
            values = {"run.dir": str(tmp_path), "base_url": url} | (
                {"port": port} if chosen else {}
            )
            target = stack.enter_context(TargetProcess(start, url, values, str(tmp_path)))
            target.wait()
            return target

        yield make_


def status_of(target: TargetProcess) -> int | None:
    """Ask the target how it is: with its key or without."""
    with new_session() as session:
        return target._answer(session)


@pytest.mark.parametrize("chosen", [True, False])
def test_a_refusal_is_told_and_the_target_still_runs(make: Make, *, chosen: bool) -> None:
    """Whether a second one was tried or the target itself."""
    target = make(wants="key", chosen=chosen)

    refusal = target.refusal(["KEY"])

    assert refusal is not None
    assert "exit status 1 before it was ready" in refusal
    assert "Set KEY" in refusal
    assert target.died is None
    assert status_of(target) == 200


def test_who_does_not_mind_is_started_beside(make: Make, tmp_path: Path) -> None:
    """In a folder of its own, which is gone; the first one did not notice."""
    target = make()
    group = target.group

    assert target.refusal(["KEY"]) is None

    assert target.group == group
    assert status_of(target) == 200
    assert target.log().count("started in") == 1
    assert [*tmp_path.parent.glob("nango-conformance-beside-*")] == []


def test_who_has_one_place_only_is_started_there(make: Make) -> None:
    """It stays as it is then: whoever asks goes on with it."""
    target = make(chosen=False)

    assert target.refusal(["KEY"]) is None

    assert status_of(target) == 203


def test_asked_again_nobody_is_started_again(make: Make) -> None:
    """A refusal takes as long as a start does, and does not change."""
    target = make(wants="key", chosen=False)
    first, group = target.refusal(["KEY"]), target.group

    assert target.refusal(("KEY",)) == first

    assert target.group == group


def test_a_target_is_started_without_and_with_it_again(make: Make) -> None:
    """What it is to do without is for one life only."""
    target = make()

    target.start_again(["KEY"])
    without = status_of(target)
    target.start_again()

    assert (without, status_of(target)) == (203, 200)


def test_a_target_that_cannot_do_without_is_not_ready(make: Make) -> None:
    """Started in earnest, it is as unusable as any that does not start."""
    target = make(wants="key")

    with pytest.raises(TargetUnusable, match="Set KEY"):
        target.start_again(["KEY"])

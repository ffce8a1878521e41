"""A started target is waited for, watched, and ended with everything that it started."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from nango_conformance.driver import process
from nango_conformance.driver.process import TAIL, TargetProcess, free_port
from nango_conformance.driver.transport import new_session
from nango_conformance.driver.waiting import until
from nango_conformance.errors import TargetUnusable
from nango_conformance.target import Start
from tests.processes import are_gone, is_alive

SERVES: Final = """
import http.server, os, sys
print("I am", os.getpid(), flush=True)
class H(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/die":
            os._exit(3)
        self.send_response(204 if self.path == "/up" else 404)
        self.end_headers()
    def log_message(self, *a):
        pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), H).serve_forever()
"""

Make = Callable[..., TargetProcess]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Give a maker of targets of a few lines; none outlives the test."""
    made: list[TargetProcess] = []

    def make_(
        program: str, *more: str, limit_s: float = 10, status: int | None = 204, **env: str
    ) -> TargetProcess:
        port = str(free_port())
        start = Start(
            command=("{python}", "-c", program, port, *more),
            ready_path="/up",
            ready_status=status,
            ready_timeout_s=limit_s,
            env=env,
        )
        values = {"fake.api_key": "key-1"}
        target = TargetProcess(start, f"http://127.0.0.1:{port}", values, str(tmp_path))
        made.append(target)
        return target

    yield make_
    for target in made:
        if not target._log.closed:
            target.stop()


@contextlib.contextmanager
def ready(target: TargetProcess) -> Iterator[TargetProcess]:
    """Let a target run, from when it is ready."""
    with target:
        target.wait()
        yield target


def test_a_target_is_ready_when_it_says_so(make: Make) -> None:
    """It is alive then, and gone when the run is over."""
    with ready(make(SERVES)) as target:
        pid = int(target.log().split()[-1])
        assert target.died is None
        assert not target.died_by_itself
        assert is_alive(pid)

    assert not is_alive(pid)


def test_its_environment_is_the_declared_one(make: Make) -> None:
    """Filled in over the surroundings, and never through a proxy."""
    program = "import os, sys; print({k: os.environ.get(k) for k in sys.argv[2:]}); sys.exit(1)"
    target = make(program, "KEY", "PATH", "NO_PROXY", "no_proxy", KEY="{fake.api_key}!")

    with target, pytest.raises(TargetUnusable) as caught:
        target.wait()

    loopback = "127.0.0.1,localhost,::1"
    kept = {"PATH": os.environ["PATH"], "NO_PROXY": loopback, "no_proxy": loopback}
    assert str({"KEY": "key-1!", **kept}) in str(caught.value)


def test_a_target_that_ends_before_it_is_ready(make: Make) -> None:
    """Its status and what it said are the message; nobody waits for the time to be over."""
    target = make("print('no database'); exit(7)", limit_s=60)

    with target, pytest.raises(TargetUnusable) as caught:
        target.wait()

    assert str(caught.value) == (
        "the target ended with exit status 7 before it was ready; it said:\nno database\n"
    )


def test_a_target_that_is_never_ready(make: Make) -> None:
    """Another status than the declared one is not ready; the address and the log are told."""
    with make(SERVES, limit_s=0.5, status=200) as target, pytest.raises(TargetUnusable) as caught:
        target.wait()

    first, said = str(caught.value).split("\n", 1)
    assert first == (
        f"the target was not ready at {target._base_url}/up within 0.5 s: "
        "the last answer was 204, and 200 was wanted; it said:"
    )
    assert said.startswith("I am ")
    assert are_gone([int(said.split()[-1])])


@pytest.mark.parametrize(("answers", "is_ready"), [(204, True), (404, True), (503, False)])
def test_a_target_that_names_no_status(make: Make, answers: int, *, is_ready: bool) -> None:
    """Is ready when it answers, but for those that say that they are not yet."""
    program = SERVES.replace("204", str(answers))

    with make(program, limit_s=10 if is_ready else 0.5, status=None) as target:
        if is_ready:
            target.wait()
        else:
            with pytest.raises(TargetUnusable, match="was not ready"):
                target.wait()


def test_a_command_that_does_not_exist(tmp_path: Path) -> None:
    """It is named."""
    start = Start(command=("no-such-program",))

    with (
        pytest.raises(TargetUnusable, match="no-such-program cannot be started: "),
        TargetProcess(start, "http://127.0.0.1:1", {}, str(tmp_path)),
    ):
        pass


@pytest.mark.parametrize("code", [0, 3])
def test_a_target_that_exits_died_by_itself(make: Make, code: int) -> None:
    """Whatever its status: a backend does not end."""
    with ready(make(SERVES.replace("os._exit(3)", f"os._exit({code})"))) as target:
        _ask_to_die(target)

        assert until(lambda: target.died, bool, 5) == f"the target ended with exit status {code}"
        assert target.died_by_itself


@pytest.mark.parametrize(
    ("number", "own"),
    [
        (signal.SIGSEGV, True),
        (signal.SIGABRT, True),
        (signal.SIGKILL, False),
        (signal.SIGTERM, False),
    ],
)
def test_a_crash_is_its_own_and_a_kill_is_not(
    make: Make,
    number: signal.Signals,
    own: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Signals that a program raises against itself, and those that come from outside."""
    with ready(make(SERVES)) as target:
        os.kill(int(target.log().split()[-1]), number)

        assert until(lambda: target.died, bool, 5) == f"the target ended with signal {number.name}"
        assert target.died_by_itself is own


def test_a_target_can_be_started_again(make: Make) -> None:
    """Under the same address; the log goes on."""
    with ready(make(SERVES)) as target:
        _ask_to_die(target)
        until(lambda: target.died, bool, 5)

        target.start_again()

        assert target.died is None
        assert target.log().count("I am") == 2


def test_a_target_is_killed_and_there_again(make: Make) -> None:
    """Nobody asks it first: it has no time to write anything down."""
    goodbye = "import atexit; atexit.register(lambda: print('goodbye', flush=True))\n"

    with ready(make(goodbye + SERVES)) as target:
        first = target.group
        target.kill()

        assert target.died is None
        assert are_gone([first])
        assert "goodbye" not in target.log()


def test_the_end_of_a_target_is_the_end_of_its_children(make: Make) -> None:
    """The whole group is ended: a server that forks leaves no port taken."""
    child = "import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', "
    child += "'import threading; threading.Event().wait(60)']).pid, flush=True)\n"

    with ready(make(child + SERVES)) as target:
        pid = int(target.log().split()[0])
        assert is_alive(pid)

    assert are_gone([pid])


def test_a_target_that_does_not_want_to_end_is_killed(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Politely first, then not."""
    monkeypatch.setattr(process, "STOP_S", 0.05)
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"

    with ready(make(deaf + SERVES)) as target:
        pid = int(target.log().split()[-1])

    assert not is_alive(pid)
    assert target.died == "the target ended with signal SIGKILL"


def test_stopping_what_is_gone_is_nothing(make: Make) -> None:
    """Not started, or already dead."""
    never = make(SERVES)
    assert (never.died, never.died_by_itself) == (None, False)
    never.stop()

    with ready(make(SERVES)) as target:
        _ask_to_die(target)
        until(lambda: target.died, bool, 5)


def test_only_the_end_of_a_long_log_is_quoted(make: Make) -> None:
    """What is no text is replaced."""
    program = "import os; os.write(1, b'x' * 9000 + b'\\xff end'); exit(1)"

    with make(program) as target:
        until(lambda: target.died, bool, 5)

        assert len(target.log()) == TAIL
        assert target.log().endswith("x\N{REPLACEMENT CHARACTER} end")


def _ask_to_die(target: TargetProcess) -> None:
    with new_session() as session:
        try:
            session.get(f"{target._base_url}/die", timeout=5)
        except OSError:
            return


STUBBORN: Final = """
import os, signal, sys
if os.fork() == 0:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print(os.getpid(), flush=True)
    signal.pause()
if sys.argv[2] == "stays":
    signal.pause()
"""


@pytest.mark.parametrize("leader", ["stays", "leaves"])
def test_nobody_of_its_group_is_left(make: Make, leader: str) -> None:
    """Neither who does not obey, nor who outlives the one that was started."""
    target = make(STUBBORN, leader)
    with target:
        child = int(until(target.log, bool, 10).split()[0])
        if leader == "leaves":
            assert until(lambda: target.died, bool, 10)
        assert is_alive(child)

    assert are_gone([child])

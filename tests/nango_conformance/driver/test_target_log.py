"""A target's log is read from where a scenario began."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from nango_conformance.driver.process import TargetProcess, free_port
from nango_conformance.driver.target_log import PIECE, TargetLog
from nango_conformance.driver.waiting import until
from nango_conformance.target import Log, Start


def test_a_file_is_read_from_the_mark(tmp_path: Path) -> None:
    """By a path relative to the target file; one that is not there yet is empty."""
    log, path = TargetLog(Log(file="app.log"), str(tmp_path), None), tmp_path / "app.log"
    assert (log.mark(), log.since(0)) == (0, "")

    path.write_text("before\n")
    mark = log.mark()
    with path.open("a") as file:
        file.write("after é\n")

    assert log.since(mark) == "after é\n"


def test_a_file_that_was_begun_anew_is_read_whole(tmp_path: Path) -> None:
    """Logs are rotated."""
    path = tmp_path / "app.log"
    path.write_text("a long day\n")
    log = TargetLog(Log(file="app.log"), str(tmp_path), None)
    mark = log.mark()
    path.write_text("new\n")

    assert log.since(mark) == "new\n"


def test_no_more_than_a_piece_is_read(tmp_path: Path) -> None:
    """A target may log forever."""
    (tmp_path / "app.log").write_bytes(b"x" * (PIECE + 10))

    assert len(TargetLog(Log(file="app.log"), str(tmp_path), None).since(0)) == PIECE


def test_the_output_of_a_started_target_is_a_log(tmp_path: Path) -> None:
    """Reading it does not disturb what the target writes next."""
    code = (
        "import signal\n"
        "print('one', flush=True)\n"
        "open('go').read()\n"
        "print('two', flush=True)\n"
        "signal.pause()\n"
    )
    # Whoever reads this file waits for whoever writes it.
    os.mkfifo(tmp_path / "go")
    start = Start(command=(sys.executable, "-c", code))
    url = f"http://127.0.0.1:{free_port()}"
    with TargetProcess(start, url, {}, str(tmp_path)) as process:
        log = TargetLog(Log(capture="stdout"), str(tmp_path), process)
        assert until(lambda: log.since(0), lambda said: "one\n" in said, 10) == "one\n"
        mark = log.mark()
        (tmp_path / "go").write_text("now")

        assert until(lambda: log.since(mark), lambda said: "two\n" in said, 10) == "two\n"
        assert log.since(0) == "one\ntwo\n"

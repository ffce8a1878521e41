"""However a run ends, it says so by its exit status, in words, and in a report."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from nango_conformance.pickles import tagged
from nango_conformance.playing import feature_sources

FILES = {"results.json", "evidence.ndjson", "report.html", "report.md", "junit.xml"}

Begin = Callable[..., Any]

FEWEST_PORTS: Final = 4
"""Those of the fake's three listeners and the target's."""


def test_an_address_where_nothing_listens_cannot_be_judged(begin: Begin) -> None:
    """The message names the address and the next thing to try, and a report is written."""
    ended = begin("--url", "http://127.0.0.1:9").end()

    assert ended.status == 3
    assert "http://127.0.0.1:9" in ended.err
    assert "start the backend there" in ended.err
    assert ended.files() == FILES
    assert ended.results["verdict"] == "inconclusive"
    assert "http://127.0.0.1:9" in ended.results["fault"]


def test_every_typing_mistake_of_a_target_file_is_named(begin: Begin, tmp_path: Path) -> None:
    """Two unknown keys are two lines, each with the key that was probably meant."""
    text = """
schema = 1
[target]
name = "mine"
base_urll = "http://127.0.0.1:3000"
[[integration]]
key = "outlook"
nango_id = "outlook"
provider = "microsoft"
[connect]
path = "/connect"
tokn = "token"
token = "token"
[webhook]
path = "/hook"
"""
    (tmp_path / "target.toml").write_text(text)

    ended = begin("--target", "target.toml").end()

    assert ended.status == 2
    assert "line 5: target.base_urll" in ended.err
    assert "did you mean 'base_url'?" in ended.err
    assert "line 12: connect.tokn" in ended.err
    assert "did you mean 'token'?" in ended.err
    assert not ended.report.exists()


def test_a_target_killed_from_outside_cannot_be_judged(begin: Begin) -> None:
    """What was judged before stands in the report; the rest did not run."""
    running = begin("--jobs", "1")
    running.wait_for("NAF-03.1 passed")
    [target] = running.children()
    os.killpg(target, signal.SIGKILL)

    ended = running.end()

    assert ended.status == 3
    assert "SIGKILL" in ended.results["fault"]
    assert ended.verdict("NAF-01.1") == "passed"
    assert ended.verdict("NAF-18.1") == "not-run"
    assert ended.files() == FILES


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_run_leaves_its_report_and_nothing_else(
    begin: Begin, tmp_path: Path, how: signal.Signals
) -> None:
    """Ctrl-C ends the run, not what it has found; no process, port or file stays behind."""
    passing = tmp_path / "passing"
    passing.mkdir()
    running = begin(environ={"TMPDIR": str(passing)})
    running.wait_for("NAF-03.1 passed")
    children, ports = running.children(), running.ports()
    assert len(ports) >= FEWEST_PORTS
    running.process.send_signal(how)

    ended = running.end()

    assert ended.status == 3
    assert "interrupted" in ended.results["fault"]
    assert ended.verdict("NAF-01.1") == "passed"
    assert ended.verdict("NAF-18.1") == "not-run"
    stories = tagged(feature_sources())
    for check in ended.results["checks"]:
        if check["verdict"] == "passed":
            assert {one["name"] for one in check["scenarios"]} == stories[check["id"]], check["id"]
    assert ended.files() == FILES
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)
    assert list(passing.iterdir()) == []
    for port in ports:
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_run_that_ends_leaves_nothing_but_its_report(begin: Begin, tmp_path: Path) -> None:
    """Neither in the folder of passing files nor in the one that it began in."""
    passing = tmp_path / "passing"
    passing.mkdir()

    ended = begin("--check", "NAF-01.1", environ={"TMPDIR": str(passing)}).end()

    assert ended.status == 0
    assert list(passing.iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} == {"passing", "report"}


def test_a_selection_runs_its_positive_controls_with_it(begin: Begin) -> None:
    """One negative check alone would prove nothing, and the results say what was selected."""
    ended = begin("--check", "NAF-12.1").end()

    assert ended.status == 0
    assert ended.results["selection"] == {"checks": ["NAF-12.1"]}
    assert ended.verdict("NAF-04.1") == "passed"
    assert ended.verdict("NAF-06.1") == "passed"
    assert ended.verdict("NAF-12.1") == "passed"
    assert ended.verdict("NAF-14.1") == "not-run"
    assert ended.out.splitlines()[-1].endswith("report.html")


def test_secrecy_alone_is_judged_over_refusals_and_failures_too(begin: Begin) -> None:
    """One happy flow would not show what an error page gives away."""
    ended = begin("--check", "NAF-15.1").end()

    assert ended.status == 0
    assert ended.verdict("NAF-15.1") == "passed"
    assert {ended.verdict(check) for check in ("NAF-11.1", "NAF-12.1", "NAF-14.1")} == {"passed"}


def test_a_report_that_could_not_be_written_is_told_before_anything_runs(
    begin: Begin, tmp_path: Path
) -> None:
    """A file stands where the folder would be."""
    (tmp_path / "report").write_text("in the way")

    ended = begin().end()

    assert ended.status == 2
    assert "--report-dir" in ended.err
    assert "scenarios" not in ended.err


def test_an_unknown_check_is_wrong_usage(begin: Begin) -> None:
    """A mistyped id must not become a run that judges nothing and says yes."""
    ended = begin("--check", "NAF-99.9").end()

    assert ended.status == 2
    assert "NAF-99.9" in ended.err

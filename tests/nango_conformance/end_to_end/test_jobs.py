"""Two processes say what one says, of right and of wrong backends, and end as one ends."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from nango_conformance.driver.process import TargetProcess, free_port
from nango_conformance.driver.waiting import until
from nango_conformance.stage import operator_environment
from nango_conformance.target import Start, load_target
from tests.judged import Json, judged, merged, toml
from tests.ports import free_block
from tests.processes import are_gone

ROOT: Final = Path(__file__).resolve().parents[3]
CHOSEN: Final = ("NAF-01.1", "NAF-06.1", "NAF-11.1", "NAF-12.1", "NAF-15.1", "NAF-17.1")
"""Checks of every kind: positive, negative, a control of others, and judged over all of them."""

FILES: Final = {"results.json", "evidence.ndjson", "report.html", "report.md", "junit.xml"}
LIMITS: Final = {"activation_s": 2, "sync_s": 3, "quiet_s": 0.05}
PEOPLE: Final = ("Ada", "Grace", "Mallory")

OWN: Final = re.compile(r"127\.0\.0\.1:\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""What no two runs have in common: ports, and ids that Nango gives."""

Begin = Callable[..., Any]


def described(*command: str) -> Json:
    """Return the description of a backend of the reference's shape that a run starts."""
    target = tomllib.loads((ROOT / "reference_backend" / "target.toml").read_text())
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    start = {
        "command": ["{python}", *command, "--port", "{port}"],
        "cwd": str(ROOT),
        "env": {"PYTHONPATH": path},
    }
    return merged(target, {"target": {"start": start}, "limits": LIMITS})


def attached(document: Json, port: int, listen: int) -> Json:
    """Return the description of one that somebody else has started, of which less is known."""
    target = {k: v for k, v in document["target"].items() if k not in {"start", "log"}}
    variables = document["target"]["start"]["env"].items()
    target |= {
        "mode": "attach",
        "base_url": f"http://127.0.0.1:{port}",
        "expects_env": {name: value for name, value in variables if "NANGO" in name},
    }
    # Nobody but who starts it knows its database or can make trouble.
    known = {k: v for k, v in document.items() if k not in {"faults", "storage"}}
    nango = {**document["nango"], "listen": f"127.0.0.1:{listen}"}
    return {**known, "target": target, "nango": nango}


def told(document: Json, folder: Path, jobs: int) -> tuple[int, Mapping[str, Any]]:
    """Return how a run ended and what it says, but for times, ports and ids."""
    folder.mkdir()
    more = [word for check in CHOSEN for word in ("--check", check)]
    run = judged(document, folder, [*more, "--jobs", str(jobs)])
    text = (folder / "report" / "results.json").read_text()
    results = json.loads(OWN.sub("…", text))
    said = {key: results[key] for key in ("verdict", "items", "notes", "fault", "target")}
    # What a dying process printed has its own moments in it.
    said["fault"] = said["fault"] and said["fault"].splitlines()[0]
    said["checks"] = [
        {
            **{key: check[key] for key in ("id", "verdict", "findings")},
            "reason": check["reason"].splitlines()[:1],
            "scenarios": [
                (one["name"], one["uri"], one["line"], one["outcome"], one["failed_step"])
                for one in check["scenarios"]
            ],
        }
        for check in results["checks"]
    ]
    return run.status, said


@pytest.mark.parametrize(
    ("backend", "status"),
    [
        (("-m", "reference_backend"), 0),
        # Believes every webhook: a check is red.
        (("tests/mutants/run.py", "D04"), 1),
        # Believes none: checks whose control failed are inconclusive.
        (("tests/mutants/run.py", "D02"), 1),
        # Writes tokens into its log, where each process looks into that of its own target.
        (("tests/mutants/run.py", "D119"), 1),
        # Ends at every forgery: it is started again once, and then the run is over.
        (("tests/nango_conformance/end_to_end/dying.py",), 1),
    ],
    ids=["right", "red", "inconclusive", "leaking", "dying"],
)
def test_two_processes_say_what_one_says(
    backend: tuple[str, ...], status: int, tmp_path: Path
) -> None:
    """The same verdicts for the same reasons, in the same order, and the same end."""
    document = described(*backend)

    one = told(document, tmp_path / "one", 1)
    two = told(document, tmp_path / "two", 2)

    assert one[0] == two[0] == status
    assert two[1] == one[1]


def test_two_processes_share_an_attached_target_with_few_people(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three people, one webhook address, one process of the target: its stories take turns."""
    secrets = {f"NAF_{name.upper()}_SECRET": f"the secret of {name}" for name in PEOPLE}
    for name, secret in secrets.items():
        monkeypatch.setenv(name, secret)
    whole, port = described("-m", "reference_backend"), free_port()
    start, document = whole["target"]["start"], dict(attached(whole, port, free_block()))
    del document["fixtures"]
    document["actor"] = [
        {**one, "secret": f"env:{name}"}
        for one, name in zip(document["actor"], secrets, strict=True)
    ]
    (tmp_path / "attached.toml").write_text(
        "".join(f"{key} = {toml(value)}\n" for key, value in document.items())
    )
    environ = operator_environment(load_target(tmp_path / "attached.toml"), 1)
    by_hand = Start(
        command=tuple(start["command"]),
        ready_path="/healthz",
        env={**start["env"], **environ, **secrets},
    )
    base_url, values = document["target"]["base_url"], {"port": str(port), "run.dir": str(tmp_path)}
    with TargetProcess(by_hand, base_url, values, str(ROOT)) as backend:
        backend.wait()
        one = told(document, tmp_path / "one", 1)
        two = told(document, tmp_path / "two", 2)

    assert one[0] == 0, one
    assert two == one


def test_a_target_that_cannot_run_beside_itself_is_judged_by_one_process(
    begin: Begin, tmp_path: Path
) -> None:
    """A database is given to the reference, and there is one of it."""
    database = f"sqlite:///{tmp_path}/app.db"
    running = begin("--jobs", "2", "--check", "NAF-01.1", "--database", database)

    running.wait_for("one process after all: [target.start] copies = true is not declared")
    assert running.end().status == 0


def test_two_processes_cannot_start_what_one_cannot(tmp_path: Path) -> None:
    """And say so in the same words."""
    document = described("-m", "no_such_backend")

    one = told(document, tmp_path / "one", 1)
    two = told(document, tmp_path / "two", 2)

    assert one[0] == 3
    assert "before it was ready" in one[1]["fault"]
    assert two == one


def test_a_port_that_is_taken_is_told_before_anything_runs(begin: Begin, tmp_path: Path) -> None:
    """By the parent; nobody who waits for it says anything."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = taken.getsockname()[1]
        document = attached(described("-m", "reference_backend"), 9, listen)
        file = tmp_path / "target.toml"
        file.write_text("".join(f"{key} = {toml(value)}\n" for key, value in document.items()))

        ended = begin("--jobs", "2", "--target", str(file)).end()

    assert ended.status == 2
    assert "is taken" in ended.err
    assert "Traceback" not in ended.err


def test_who_is_to_meet_an_attached_target_and_dies_ends_the_run(
    begin: Begin, tmp_path: Path
) -> None:
    """The others do not wait for ever: nothing was judged, and that is said."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        document = attached(described("-m", "reference_backend"), port, free_block())
        file = tmp_path / "target.toml"
        file.write_text("".join(f"{key} = {toml(value)}\n" for key, value in document.items()))
        running = begin("--jobs", "2", "--target", str(file))
        first = until(running.workers, bool, 10)[0]
        os.kill(first, signal.SIGKILL)

        ended = running.end()

    assert ended.status == 3, ended.err
    assert "SIGKILL" in ended.results["fault"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_run_leaves_its_report_and_nothing_else(
    begin: Begin, tmp_path: Path, how: signal.Signals
) -> None:
    """No worker, target, port or file stays behind."""
    passing = tmp_path / "passing"
    passing.mkdir()
    running = begin("--jobs", "2", environ={"TMPDIR": str(passing)})
    running.wait_for("[  4/")
    family, ports = running.descendants(), running.ports()
    assert len(family) >= 4
    running.process.send_signal(how)

    ended = running.end()

    assert ended.status == 3
    assert "interrupted" in ended.results["fault"]
    assert ended.verdict("NAF-18.1") == "not-run"
    assert ended.files() == FILES
    assert are_gone(family)
    assert list(passing.iterdir()) == []
    for port in ports:
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_worker_that_is_killed_loses_nothing_but_what_it_played(
    begin: Begin, tmp_path: Path
) -> None:
    """That is inconclusive, the rest is judged by the others, and its target is gone with it."""
    passing = tmp_path / "passing"
    passing.mkdir()
    checks = [word for check in CHOSEN for word in ("--check", check)]
    running = begin("--jobs", "2", *checks, environ={"TMPDIR": str(passing)})
    running.wait_for("[ 6/")
    family = running.descendants()
    os.kill(running.workers()[0], signal.SIGKILL)

    ended = running.end()

    assert ended.status == 3
    assert "SIGKILL" in ended.results["fault"]
    ran = {check["id"] for check in ended.results["checks"] if check["verdict"] != "not-run"}
    assert ran >= set(CHOSEN)
    lost = [
        one
        for check in ended.results["checks"]
        for one in check["scenarios"]
        if one["outcome"] == "inconclusive"
    ]
    assert [one["message"] for one in lost] == [
        "a process of this run ended with signal SIGKILL while it played"
    ]
    assert are_gone(family)
    assert list(passing.iterdir()) == []


def test_what_workers_come_from_may_end_when_they_are_there(begin: Begin) -> None:
    """They play on, and all of them are gone in the end."""
    checks = [word for check in CHOSEN for word in ("--check", check)]
    running = begin("--jobs", "2", *checks)
    running.wait_for("[ 2/")
    family = running.descendants()
    os.kill(running.children()[0], signal.SIGKILL)

    ended = running.end()

    assert ended.status == 0, ended.err
    assert are_gone(family)


def test_a_run_whose_workers_are_never_born_says_so(begin: Begin) -> None:
    """Nothing was judged then."""
    running = begin("--jobs", "2")
    os.kill(until(running.children, bool, 10)[0], signal.SIGKILL)

    ended = running.end()

    assert ended.status == 3, ended.err
    assert "SIGKILL" in ended.results["fault"]


def test_workers_end_when_nobody_is_there_to_hear_them(begin: Begin, tmp_path: Path) -> None:
    """A run that is killed outright has no time to say so, nor to put away its folders."""
    running = begin("--jobs", "2", environ={"TMPDIR": str(tmp_path)})
    running.wait_for("[  2/")
    family = running.descendants()

    running.process.kill()
    running.process.communicate()

    assert are_gone(family)

"""
One backend, described in six ways, is told the same thing in all of them.

It is started by the run or attached to it, and its links are seen through its own route, in
its database, or not at all. What can be seen in two ways is judged alike in both; what cannot
be seen is not observable, and no other verdict changes because of that.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from nango_conformance.catalogue import load
from nango_conformance.driver.process import TargetProcess, free_port
from nango_conformance.stage import operator_environment
from nango_conformance.target import Start, load_target
from tests.judged import Judged, judged, merged, toml
from tests.ports import free_block

ROOT: Final = Path(__file__).resolve().parents[3]
SIGHTS: Final = ("http", "sql", "neither")
UNSEEN: Final[Mapping[str, set[str]]] = {
    "http": set(),
    # A database does not tell what a stranger is shown by a route.
    "sql": {"NAF-11.4"},
    "neither": {
        *("NAF-04.1", "NAF-04.3", "NAF-05.2", "NAF-06.4", "NAF-08.1", "NAF-08.2", "NAF-08.3"),
        *("NAF-11.2", "NAF-11.4", "NAF-13.1", "NAF-13.7", "NAF-14.1", "NAF-18.1"),
    },
}
"""Checks that cannot be seen where links are seen in a certain way."""

HIDDEN: Final = "not-observable"
LIMITS: Final = {"activation_s": 2, "sync_s": 3, "quiet_s": 0.05}

ESSENTIAL: Final = {check.id for check in load().checks if check.essential}

ROW: Final = """
select status, "nangoConnectionId" as connection_id, id as row_id
  from grand_central_connections
 where "userId" = :actor and "workspaceId" = :workspace and "providerConfigKey" = :nango_id
"""
BYSTANDERS: Final = """
select id, "userId", status, "nangoConnectionId", "lastSyncAt"
  from grand_central_connections
 where not ("userId" = :actor and "workspaceId" = :workspace and "providerConfigKey" = :nango_id)
"""


JOBS: Final = (
    "select count(*) from outbox where connection_id = :connection and kind = 'first_sync'"
)


def described(sight: str, database: str, backend: str = "-m reference_backend") -> dict[str, Any]:
    """Return the reference's description, with one way to see its links."""
    target = tomllib.loads((ROOT / "reference_backend" / "target.toml").read_text())
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    command = ["{python}", *backend.split(), "--port", "{port}"]
    command += ["--database", f"sqlite+aiosqlite:///{database}"]
    start = {"command": command, "cwd": str(ROOT), "env": {"PYTHONPATH": path}}
    status = target["status"]
    if sight != "http":
        del status["http"]
    if sight == "sql":
        queries = {"row": ROW, "rows": ROW, "bystanders": BYSTANDERS}
        status["sql"] = {"dsn": f"sqlite:///{database}", **queries}
    return dict(merged(target, {"target": {"start": start}, "limits": LIMITS}))


def started(
    sight: str, folder: Path, backend: str = "-m reference_backend", more: Sequence[str] = ()
) -> Judged:
    """Judge a backend that the run starts itself."""
    document = described(sight, "{run.dir}/app.db", backend)
    return judged(document, folder, more or ("--essential",))


def attached(sight: str, folder: Path) -> Judged:
    """Judge the reference that runs already, with what the run says it must be started with."""
    document = described(sight, str(folder / "app.db"))
    start = document["target"].pop("start")
    # Who starts it knows its log and its database, and can make trouble; the run cannot.
    for name in ("faults", "storage"):
        document.pop(name)
    document["target"].pop("log")
    start["env"].pop("REFERENCE_DATABASE")
    port = str(free_port())
    document["target"] |= {"mode": "attach", "base_url": f"http://127.0.0.1:{port}"}
    document["target"]["expects_env"] = {
        name: value for name, value in start["env"].items() if "NANGO" in name
    }
    document["nango"]["listen"] = f"127.0.0.1:{free_block()}"
    (folder / "attached.toml").write_text(
        "".join(f"{key} = {toml(value)}\n" for key, value in document.items())
    )
    environ = operator_environment(load_target(folder / "attached.toml"), 1)
    by_hand = Start(
        command=tuple(start["command"]), ready_path="/healthz", env={**start["env"], **environ}
    )
    base_url = document["target"]["base_url"]
    with TargetProcess(by_hand, base_url, {"port": port}, str(ROOT)) as backend:
        backend.wait()
        return judged(document, folder, ("--essential",))


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("judge", [started, attached])
def test_every_way_says_the_same(
    judge: Callable[[str, Path], Judged], sight: str, tmp_path: Path
) -> None:
    """All that is essential is passed, but for what this sight hides."""
    result = judge(sight, tmp_path)

    unseen = UNSEEN[sight] & ESSENTIAL
    assert result.having(HIDDEN) & ESSENTIAL == unseen, result.said
    assert result.having("passed") & ESSENTIAL == ESSENTIAL - unseen, result.said
    assert result.status == (3 if unseen else 0), result.said


def test_a_refusal_is_judged_by_its_status_where_nothing_else_is_seen(tmp_path: Path) -> None:
    """And the report says so."""
    result = started("neither", tmp_path, more=("--check", "NAF-12.1"))

    (note,) = result.checks["NAF-12.1"]["findings"]
    assert "judged by the status code only" in note["text"]


@pytest.mark.parametrize("sight", SIGHTS)
def test_a_wrong_backend_is_wrong_however_it_is_seen(sight: str, tmp_path: Path) -> None:
    """One that believes every webhook (D04)."""
    more = ("--check", "NAF-12.1", "--check", "NAF-12.2")
    result = started(sight, tmp_path, "tests/mutants/run.py D04", more)

    assert result.status == 1, result.said
    assert {"NAF-12.1", "NAF-12.2"} <= result.having("failed"), result.said
    # What everything rests on is passed, so a red run is the target's doing.
    assert ("next: " in result.said) == ("NAF-01.1" not in result.having("passed"))


@pytest.mark.parametrize(
    ("backend", "failed"),
    [("-m reference_backend", set()), ("tests/mutants/run.py D91", {"NAF-10.2"})],
)
def test_a_first_sync_may_be_a_job_in_the_database(
    backend: str, failed: set[str], tmp_path: Path
) -> None:
    """It is counted there: one for a connection, and no other for a repeat (D91 queues more)."""
    document = described("sql", "{run.dir}/app.db", backend)
    document["sync"] = {"mode": "job", "probe": JOBS}

    result = judged(document, tmp_path, ("--check", "NAF-10.1", "--check", "NAF-10.2"))

    assert result.having("failed") == failed, result.said
    assert "NAF-10.1" in result.having("passed"), result.said

"""
What tests of every package rely on: programs that may be missing, packages of npm, a database.

Where NO_SKIPS is set, a test that is skipped fails: a pipeline has installed what is needed.
PostgreSQL refuses to run as root, so as root its programs are run as the user `postgres`.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pytest

from nango_conformance.selftest import npm

INITDB: Final = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
"""The newest server's program is the last."""

NEEDS: Final[Mapping[str, bool]] = MappingProxyType(
    {
        "node": shutil.which("npm") is not None,
        "chromium": shutil.which("chromium") is not None,
        "postgres": bool(INITDB) and (os.geteuid() != 0 or shutil.which("runuser") is not None),
    }
)
"""Marks of tests that need a program from outside, and whether it is there."""

FORBIDDEN: Final = "NO_SKIPS"
# Off with what would look for hosts that are not there, and as root there is no sandbox.
CHROMIUM_SWITCHES: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what needs a program that this machine does not have."""
    for item in items:
        for name, present in NEEDS.items():
            if item.get_closest_marker(name) and not present:
                item.add_marker(pytest.mark.skip(reason=f"{name} is not installed"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail what was skipped, where skipping is forbidden."""
    report = yield
    if os.environ.get(FORBIDDEN) and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and {FORBIDDEN} is set"
    return report


@pytest.fixture(scope="session")
def npm_installed(pytestconfig: pytest.Config) -> Callable[[Path], Path]:
    """
    Return what gives the folder `node_modules` with the packages of a `package.json`.

    They are kept in pytest's cache, so the registry is asked once for each list of packages.
    """

    def install(wanted: Path) -> Path:
        try:
            return npm.installed(wanted, pytestconfig.cache.mkdir("npm"))
        except npm.NpmError as failed:
            pytest.skip(str(failed))

    return install


@pytest.fixture(scope="session")
def npm_packages(npm_installed: Callable[[Path], Path]) -> Path:
    """Return the folder `node_modules` with the packages of `tests/npm/package.json`."""
    return npm_installed(Path(__file__).parent / "npm" / "package.json")


@pytest.fixture(scope="session")
def axe(npm_packages: Path) -> str:
    """Return the accessibility checker axe-core, from npm."""
    return (npm_packages / "axe-core" / "axe.min.js").read_text("utf-8")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Start the system's Chromium once for a file, driven by Playwright."""
    playwright = pytest.importorskip("playwright.sync_api", reason="the extra browser is missing")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no Chromium is on the path")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=list(CHROMIUM_SWITCHES))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Run a PostgreSQL server as long as the tests; give its address."""
    folder = Path(tempfile.mkdtemp(prefix="nango-conformance-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    port = _free_port()
    options = f"-p {port} -h 127.0.0.1 -k '' -F"
    control = ("pg_ctl", "-D", folder, "-w")
    try:
        _program("initdb", "-D", folder, "-U", "tester", "-A", "trust", "-N")
        _program(*control, "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql://tester@127.0.0.1:{port}"
        finally:
            _program(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def new_database(postgres: str) -> Callable[[], str]:
    """Return what makes an empty database and tells its URL."""

    def make() -> str:
        name = f"reference_{uuid.uuid4().hex}"
        _program("createdb", f"--maintenance-db={postgres}/postgres", name)
        return f"{postgres}/{name}"

    return make


def _program(name: str, *arguments: str | Path) -> None:
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run(
        [*prefix, str(INITDB[-1].parent / name), *map(str, arguments)],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

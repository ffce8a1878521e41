"""The test modules that docs/FAKE.md shows are run as they stand, by the runners they are for."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fake_nango.test_walk import blocks, command_folder

PYTHON_TESTS = 3
NODE_TESTS = 2


def run_pytest(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Run a stranger's tests: of our own surroundings only the installed package is there."""
    inherited = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-W", "error", *more],
        cwd=folder,
        env=inherited,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_python_example_passes(tmp_path: Path) -> None:
    """With nothing beside it: the fixture comes with the package."""
    (example,) = blocks("python")
    (tmp_path / "test_connect.py").write_text(example, "utf-8")

    done = run_pytest(tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{PYTHON_TESTS} passed" in done.stdout


def test_the_python_example_would_fail_for_an_application_that_verifies_nothing(
    tmp_path: Path,
) -> None:
    """An example whose tests cannot fail teaches nothing."""
    (example,) = blocks("python")
    careless = re.sub(r"genuine = hmac\.compare_digest\(.*\)", "genuine = True", example)
    (tmp_path / "test_connect.py").write_text(careless, "utf-8")

    done = run_pytest(tmp_path)

    assert careless != example
    assert "1 failed, 2 passed" in done.stdout


def test_a_project_may_choose_its_own_integrations(tmp_path: Path) -> None:
    """By overriding one fixture."""
    (tmp_path / "test_own.py").write_text(
        """
from dataclasses import replace

import pytest

from fake_nango.settings import IntegrationSettings, default_settings


@pytest.fixture
def fake_nango_settings():
    (dev,) = default_settings(seed=1).environments
    crm = IntegrationSettings(unique_key="crm", provider="private-api-bearer")
    return replace(default_settings(), environments=(replace(dev, integrations=(crm,)),))


def test_it(fake_nango):
    (environment,) = fake_nango.client.info().environments
    assert environment.integrations == ("crm",)
    assert environment.secret_key == fake_nango.secret_key
""",
        "utf-8",
    )

    done = run_pytest(tmp_path)

    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_tests_that_take_no_fake_do_not_load_one(tmp_path: Path) -> None:
    """The plugin must not slow down a stranger's project."""
    (tmp_path / "test_nothing.py").write_text(
        """
import sys


def test_it():
    assert "fake_nango.pytest_fixture" in sys.modules
    assert "aiohttp" not in sys.modules
""",
        "utf-8",
    )
    # Plugins of others may load it; ours is named alone.
    alone = ("-p", "fake_nango.pytest_fixture", "--disable-plugin-autoload")

    done = run_pytest(tmp_path, *alone)

    assert "1 passed" in done.stdout, done.stdout + done.stderr


@pytest.mark.node
def test_the_node_example_passes(tmp_path: Path, npm_packages: Path) -> None:
    """With the official SDK in the place where `npm install` puts it."""
    (example,) = blocks("javascript")
    packages = tmp_path / "node_modules"
    packages.mkdir()
    for package in npm_packages.iterdir():
        (packages / package.name).symlink_to(package)
    (tmp_path / "connect.test.mjs").write_text(
        example.replace('"@nangohq/node"', '"nango-node-71"'), "utf-8"
    )
    commands = command_folder(tmp_path)

    done = subprocess.run(
        [shutil.which("node") or "node", "--test", "--test-reporter=tap"],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"# pass {NODE_TESTS}" in done.stdout

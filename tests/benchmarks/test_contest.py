"""Servers of others that cannot be had are told with the reason; ours is measured all the same."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks import packages
from benchmarks.contenders import BARE, CONTENDERS, Contender
from benchmarks.contest import Cost, entered
from benchmarks.processes import ON_LINUX, free_ports, is_free
from benchmarks.side_by_side import entry, ratio

THEIRS = [each for each in CONTENDERS if each.name in {"mountebank", "WireMock"}]


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return what makes `npm` a script, and empty the cache."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def becomes(script: str) -> None:
        program = tmp_path / "npm"
        program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        program.chmod(0o755)

    return becomes


@pytest.mark.parametrize("contender", THEIRS, ids=lambda each: each.name)
def test_without_npm_there_is_a_reason(
    contender: Contender, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is started, and the other servers are measured."""
    monkeypatch.setenv("PATH", "")

    with ExitStack() as stack:
        assert entry(stack, contender) in {"npm is not installed", "java is not installed"}


def test_packages_are_installed_once(npm: Callable[[str], None]) -> None:
    """The registry is not asked again by the next run."""
    npm("echo asked >> asked")

    folders = {packages.node_modules(), packages.node_modules()}

    (folder,) = folders
    assert (folder.parent / "asked").read_text("utf-8") == "asked\n"
    assert '"wiremock"' in (folder.parent / "package.json").read_text("utf-8")


def test_npms_own_words_are_the_reason(npm: Callable[[str], None]) -> None:
    """And what was not installed is not taken for installed later."""
    npm("echo no such package >&2; exit 1")

    for _ in range(2):
        with pytest.raises(packages.Missing, match=r"could not install it: no such package$"):
            packages.node_modules()


@pytest.mark.skipif(not ON_LINUX, reason="CPU time of other processes is read on Linux only")
def test_a_server_is_measured_and_leaves_its_port() -> None:
    """The bare handler answers, costs CPU time and memory, and ends."""
    with entered(BARE) as running:
        cost = running.burst(40, 4)
        memory_mb = running.server.rss_mb
        assert not is_free(running.port)

    assert cost.cpu_s > 0
    assert cost.wall_s > 0
    assert memory_mb > 10
    assert is_free(running.port)


def test_free_ports_differ() -> None:
    """They are to be used at the same time."""
    assert len(set(free_ports(20))) == 20


def test_a_ratio_is_the_median_of_the_turns() -> None:
    """A turn in which the machine was slow for one of the two does not count for much."""
    bare = [Cost(1, 1), Cost(2, 2), Cost(1, 1)]
    costs = {BARE.name: bare, "it": [Cost(1.5, 2), Cost(3, 3), Cost(9, 9)]}

    assert ratio(costs, "it") == 1.5

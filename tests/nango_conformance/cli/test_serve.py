"""`fake` and `reference` hand their options on to the programs that they are."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import pytest

import fake_nango.__main__
from nango_conformance.cli import main

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("options", "more"),
    [
        ("", []),
        ("--port 1 --control-port 0", ["--port", "1", "--control-port", "0"]),
        (
            "--proxy-port 0 --tls-port 443 --ca-file c",
            ["--proxy-port", "0", "--tls-port", "443", "--ca-file", "c"],
        ),
        (
            "--config f.toml --webhook-url http://x/h",
            ["--config", "f.toml", "--webhook-url", "http://x/h"],
        ),
    ],
)
def test_the_fake_is_told_everything(
    monkeypatch: pytest.MonkeyPatch, options: str, more: list[str]
) -> None:
    """And its status is the command's."""
    told: list[Sequence[str]] = []

    def fake_main(arguments: Sequence[str]) -> int:
        told.append(arguments)
        return 5

    monkeypatch.setattr(fake_nango.__main__, "main", fake_main)

    assert main(["fake", *options.split()]) == 5
    assert told == [["--host", "127.0.0.1", *more]]


class Became(BaseException):
    """The process is another program now."""


@pytest.mark.parametrize("database", [[], ["--database", "sqlite:///x"]])
def test_the_reference_takes_the_place_of_the_command(
    monkeypatch: pytest.MonkeyPatch, database: list[str]
) -> None:
    """One process, so that a signal reaches it."""

    def execv(program: str, arguments: Sequence[str]) -> None:
        assert program == sys.executable
        raise Became(*arguments)

    monkeypatch.setattr(os, "execv", execv)

    with pytest.raises(Became) as became:
        main(["reference", "--port", "41", *database])

    assert became.value.args == (
        *(sys.executable, "-m", "reference_backend", "--port", "41"),
        *database,
    )


def test_a_reference_that_cannot_be_started_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """It is wrong usage, not a traceback."""

    def execv(*_: object) -> None:
        raise OSError("no memory")

    monkeypatch.setattr(os, "execv", execv)

    assert main(["reference"]) == 2
    assert "the reference backend cannot be started: no memory" in capsys.readouterr().err

"""`init` looks at a backend that runs on this machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from nango_conformance.cli import main
from nango_conformance.target import Target

Capture = pytest.CaptureFixture[str]
Written = Callable[[], Target]
Raw = Callable[[], dict[str, Any]]
Serving = Callable[[Mapping[str, tuple[int, str]], tuple[int, str]], str]

pytestmark = pytest.mark.usefixtures("here", "secrets")


def test_a_running_backend_is_looked_at(
    serving: Serving, capsys: Capture, written: Written
) -> None:
    """What it answers is no example any more."""
    base = serving(
        {
            "POST /nango/connect": (401, ""),
            "POST /webhooks/nango": (401, ""),
            "GET /connections": (401, ""),
        },
        (404, ""),
    )

    assert main(["init", "--base-url", base]) == 0

    target = written()
    assert (
        f"{base} answers at /nango/connect, /webhooks/nango, /connections"
        in capsys.readouterr().err
    )
    assert (target.connect.path, target.webhook.path) == ("/nango/connect", "/webhooks/nango")
    assert target.status is not None
    assert target.status.http is not None
    assert target.status.http.path == "/connections"


def test_a_backend_that_tells_nothing(serving: Serving, nobody: str, capsys: Capture) -> None:
    """The file is written all the same."""
    blind = serving({}, (401, ""))
    empty = serving({}, (404, ""))
    says = {
        blind: "answers unknown paths like known ones, so none could be told apart",
        empty: "answers at none of the usual paths",
        nobody: "now, so nothing can be seen of it",
        "http://backend.example": "is not on this machine, so nothing is asked there",
    }
    for base, line in says.items():
        assert main(["init", "--force", "--base-url", base]) == 0
        assert line in capsys.readouterr().err

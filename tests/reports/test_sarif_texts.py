"""Whatever a stranger's results hold, the SARIF of them can be written, and is not endless."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import Any

import pytest

from nango_conformance.results import Outcome, Run
from reports import render


@pytest.mark.parametrize("name", ["id", "level", "evidence"])
def test_any_name_of_a_check_can_be_written(name: str, every_verdict: Run) -> None:
    """A file of UTF-8 holds no lone surrogate, and an escape of JSON can name one."""
    more: dict[str, Any] = {name: ("\ud800",) if name == "evidence" else "\ud800"}
    check = dataclasses.replace(every_verdict.checks[6], **more)
    run = dataclasses.replace(every_verdict, checks=(check,))

    assert "\\ud800" in render(run, "sarif")
    assert render(run, "sarif").encode()


def test_a_long_message_is_cut(clean: Run) -> None:
    """GitHub shows the beginning, and the results have it all."""
    check = dataclasses.replace(clean.checks[0], verdict=Outcome.FAILED, reason="x" * 9_000)

    log = json.loads(render(dataclasses.replace(clean, checks=(check,)), "sarif"))

    text = log["runs"][0]["results"][0]["message"]["text"]
    assert re.search(r"x\n… 1,\d{3} more characters are in results\.json$", text)

"""What to do about a check that failed, as the formats for people tell it."""

from __future__ import annotations

import dataclasses
import json
import re

import pytest

import reports
from nango_conformance.results import (
    Failure,
    Outcome,
    Run,
    ScheduleResult,
    ScheduleResults,
    to_json,
)
from reports.visible import UNSEEN
from tests.reports.by_hand import Demand

FAILURE = Failure(
    code="NAF-06.1/webhook-refused",
    cause="It compares <another> header.",
    remedy="Compare the right one.",
    again="nango-conformance run --check NAF-06.1 --seed 1 --target target.toml",
    script="repro/NAF-06.1.sh",
)


@pytest.fixture
def failed(every_verdict: Run) -> Run:
    """Give a run in which every check that failed says what to do."""
    checks = tuple(
        dataclasses.replace(one, failure=FAILURE if one.verdict is Outcome.FAILED else None)
        for one in every_verdict.checks
    )
    return dataclasses.replace(every_verdict, checks=checks)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        (
            "html",
            (
                "NAF-06.1/webhook-refused",
                "It compares &lt;another&gt; header.",
                "<code>repro/NAF-06.1.sh</code>",
                "--seed 1 --target target.toml",
            ),
        ),
        (
            "markdown",
            (
                r"**Code:** NAF\-06.1/webhook\-refused",
                "**Likely cause:** It compares &lt;another&gt; header.",
                "`repro/NAF-06.1.sh`",
                "--seed 1 --target target.toml",
            ),
        ),
        (
            "junit",
            (
                "code: NAF-06.1/webhook-refused",
                "likely cause: It compares &lt;another&gt;",
                "by bash, curl and openssl: repro/NAF-06.1.sh",
            ),
        ),
    ],
)
def test_a_format_says_what_to_do(failed: Run, name: str, texts: tuple[str, ...]) -> None:
    """Code, cause, the command with its target, and the script."""
    written = reports.render(failed, name)

    assert [text for text in texts if text not in written] == []


@pytest.mark.parametrize("name", ["html", "markdown", "junit"])
def test_a_format_says_why_there_is_no_script(every_verdict: Run, name: str) -> None:
    """Nobody looks for a file that is not there."""
    lacking = dataclasses.replace(FAILURE, script=None, no_script="it is about a whole run")
    checks = tuple(
        dataclasses.replace(one, failure=lacking if one.verdict is Outcome.FAILED else None)
        for one in every_verdict.checks
    )

    written = reports.render(dataclasses.replace(every_verdict, checks=checks), name)

    assert "it is about a whole run" in written
    assert "repro/NAF" not in written


@pytest.mark.parametrize("name", ["html", "markdown", "junit", "sarif", "github"])
def test_all_formats_say_one_remedy(failed: Run, name: str) -> None:
    """That of the run: another release's catalogue may know another one."""
    told = (one for one in failed.checks if one.id == "NAF-06.1")
    run = dataclasses.replace(failed, checks=tuple(told))
    other = Demand(group="x", remedy="Something else.")

    written = reports.render(run, name, {"NAF-06.1": other})

    assert "Compare the right one." in written
    # The rules of SARIF are the catalogue's, whatever was found.
    assert written.count("Something else.") == (name == "sarif")


@pytest.mark.parametrize("name", ["html", "markdown", "junit", "sarif", "github", "oscal"])
def test_whatever_is_played_again_is_played_with_the_same_target(
    every_verdict: Run, name: str
) -> None:
    """Without its target, the command would judge the bundled reference."""
    order = ScheduleResult(id="S-w", words="x", outcome=Outcome.FAILED, reason="x")
    totals = {kind.value: int(kind is Outcome.FAILED) for kind in Outcome}
    schedules = ScheduleResults(asked=("S-w",), known=1, totals=totals, told=(order,))
    run = dataclasses.replace(every_verdict, aim="--target target.toml", schedules=schedules)

    written = reports.render(run, name)

    commands = re.findall(r"nango-conformance run (?:--check|--schedule) .*", written)
    assert len(commands) > (name != "oscal")
    assert [one for one in commands if "--seed 20260312 --target target.toml" not in one] == []


HOSTILE = "`</code><b>x</b>` \x1b[31m \u202e \ud800 **x** [x](javascript:x)\n# x"


@pytest.mark.parametrize("name", reports.FORMATS)
def test_a_command_or_a_script_of_a_stranger_breaks_nothing(failed: Run, name: str) -> None:
    """A results file may come from anywhere."""
    failure = dataclasses.replace(FAILURE, again=f"run {HOSTILE}", script=f"repro/{HOSTILE}")
    checks = (
        dataclasses.replace(one, failure=failure if one.failure is not None else None)
        for one in failed.checks
    )
    run = dataclasses.replace(failed, checks=tuple(checks), aim=HOSTILE)

    written = reports.render(run, name)

    assert written.encode()
    if name in ("html", "markdown", "junit", "github"):
        assert UNSEEN.search(written.replace("\r", "")) is None
    if name == "sarif":
        assert all(
            UNSEEN.search(one["properties"]["again"]) is None
            for one in json.loads(written)["runs"][0]["results"]
        )
    if name == "markdown":
        spans = [line for line in written.splitlines() if "<b>" in line]
        assert spans
        assert all(re.fullmatch(r"- \*\*[^*]+\*\* ``.*[^`]``", line) for line in spans)
        assert not re.search(r"^# x", written, re.MULTILINE)


def test_the_results_are_still_what_the_schema_says(failed: Run) -> None:
    """The member is new, and a file without it is as right as before."""
    assert list(reports.problems(to_json(failed))) == []


@pytest.mark.parametrize("code", ["NAF-06.1", "NAF-06.1/", "NAF-06.1/Webhook refused", "other"])
def test_a_code_of_another_shape_is_refused(failed: Run, code: str) -> None:
    """Somebody looks for it by its text."""
    text = to_json(failed).replace(json.dumps(FAILURE.code), json.dumps(code))

    assert list(reports.problems(text)) != []

"""What to do about a check that failed, as the formats for people tell it."""

from __future__ import annotations

import dataclasses
import json

import pytest

import reports
from nango_conformance.results import Failure, Outcome, Run, to_json

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
        ("junit", ("code: NAF-06.1/webhook-refused", "likely cause: It compares &lt;another&gt;")),
    ],
)
def test_a_format_says_what_to_do(failed: Run, name: str, texts: tuple[str, ...]) -> None:
    """Code, cause, the command with its target, and the script."""
    written = reports.render(failed, name)

    assert [text for text in texts if text not in written] == []


@pytest.mark.parametrize("name", ["html", "markdown"])
def test_a_format_says_why_there_is_no_script(every_verdict: Run, name: str) -> None:
    """Nobody looks for a file that is not there."""
    lacking = dataclasses.replace(FAILURE, script=None, no_script="it is about a whole run")
    checks = tuple(
        dataclasses.replace(one, failure=lacking if one.verdict is Outcome.FAILED else None)
        for one in every_verdict.checks
    )

    written = reports.render(dataclasses.replace(every_verdict, checks=checks), name)

    assert "it is about a whole run" in written
    assert "repro/" not in written


def test_the_results_are_still_what_the_schema_says(failed: Run) -> None:
    """The member is new, and a file without it is as right as before."""
    assert list(reports.problems(to_json(failed))) == []


@pytest.mark.parametrize("code", ["NAF-06.1", "NAF-06.1/", "NAF-06.1/Webhook refused", "other"])
def test_a_code_of_another_shape_is_refused(failed: Run, code: str) -> None:
    """Somebody looks for it by its text."""
    text = to_json(failed).replace(json.dumps(FAILURE.code), json.dumps(code))

    assert list(reports.problems(text)) != []

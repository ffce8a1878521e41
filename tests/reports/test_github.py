"""The annotations are commands of GitHub's, one a line, that no text of a target can forge."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

import pytest

from nango_conformance.results import (
    Failure,
    Outcome,
    Run,
    RunVerdict,
    ScheduleResult,
    ScheduleResults,
)
from reports import Clause, render

COMMAND = re.compile(r"::(error|warning|notice) ([^:\r\n]*)::([^\r\n]*)")
"""As the runner reads one: kind, properties, message."""


def unescaped(text: str) -> str:
    """Return what the runner makes of an escaped text."""
    for escape, sign in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(escape, sign)
    return text


def commands(
    run: Run, clauses: Mapping[str, Clause] | None = None
) -> list[tuple[str, dict[str, str], str]]:
    """Return the commands of a run, read back."""
    found = []
    for line in render(run, "github", clauses).removesuffix("\n").split("\n"):
        command = COMMAND.fullmatch(line)
        assert command, line
        pairs = (pair.partition("=")[::2] for pair in command[2].split(","))
        named = {name: unescaped(value) for name, value in pairs}
        found.append((command[1], named, unescaped(command[3])))
    return found


def test_the_verdict_comes_first_and_the_worst_next(every_verdict: Run) -> None:
    """GitHub shows ten of a kind, so what decides must not come last."""
    told = [
        (kind, re.split("[:,]", named["title"])[0]) for kind, named, _ in commands(every_verdict)
    ]

    assert told == [
        ("error", "Not conformant"),
        ("error", "NAF-06.1 Failed"),
        ("warning", "NAF-02.4 Failed"),
        ("error", "NAF-07.1 Inconclusive"),
        ("error", "NAF-12.1 Inconclusive"),
        ("warning", "NAF-08.2 Not observable"),
        ("notice", "NAF-09.1 Waived"),
    ]


def test_an_annotation_points_at_the_line_of_the_feature(
    every_verdict: Run, clauses: Mapping[str, Clause]
) -> None:
    """And says why, what was seen, what to do and how to see it again."""
    _, named, message = commands(every_verdict, clauses)[1]

    assert named == {
        "file": "features/webhooks.feature",
        "line": "18",
        "title": "NAF-06.1 Failed: A webhook exactly as Nango sends it is accepted",
    }
    why = "The genuine webhook was refused, so no connection can ever become active."
    assert message.split("\n") == [
        f"MUST, essential: {why}",
        "Seen: 401 invalid_signature to the delivery and to both retries.",
        "What to do: Verify X-Nango-Hmac-Sha256 over the raw body, before any JSON parser.",
        "Again: nango-conformance run --check NAF-06.1 --seed 20260312",
    ]


def test_nobody_is_told_to_change_what_was_not_seen(clean: Run) -> None:
    """The remedy of a check is for who failed it."""
    unseen = dataclasses.replace(clean.checks[5], verdict=Outcome.NOT_OBSERVABLE)
    run = dataclasses.replace(clean, checks=(unseen,))

    assert "What to do" not in render(run, "github")


@pytest.mark.parametrize(
    ("verdict", "loud", "quiet"),
    [
        (Outcome.FAILED, "error", "warning"),
        (Outcome.INCONCLUSIVE, "error", "warning"),
        (Outcome.NOT_OBSERVABLE, "warning", "notice"),
        (Outcome.WAIVED, "notice", "notice"),
    ],
)
def test_what_decides_is_louder(clean: Run, verdict: Outcome, loud: str, quiet: str) -> None:
    """A SHOULD that is not essential never makes a job look broken."""
    must = dataclasses.replace(clean.checks[0], verdict=verdict)
    should = dataclasses.replace(clean.checks[1], verdict=verdict, level="SHOULD", essential=False)

    told = commands(dataclasses.replace(clean, checks=(must, should)))

    assert [kind for kind, _, _ in told[1:]] == [loud, quiet]


def test_a_conformant_run_is_one_notice(clean: Run) -> None:
    """There is always a line, so an empty file is no verdict."""
    ((kind, named, message),) = commands(clean)

    assert kind == "notice"
    assert named == {"title": "Conformant: reference backend"}
    assert message.startswith("No MUST and no essential check failed")


@pytest.mark.parametrize("verdict", [RunVerdict.NOT_CONFORMANT, RunVerdict.INCONCLUSIVE])
def test_no_run_that_is_not_conformant_looks_green(clean: Run, verdict: RunVerdict) -> None:
    """Even where no check is red; the fault and the notes stand behind the verdict."""
    run = dataclasses.replace(clean, verdict=verdict, fault="it died", notes=("a waiver is over",))

    ((kind, _, message),) = commands(run)

    assert kind == "error"
    assert message.split("\n")[1:] == ["it died", "a waiver is over"]


def test_no_text_ends_a_command_or_begins_another(every_verdict: Run) -> None:
    """What a target says is one property, or one message, whatever it looks like."""
    nasty = "x,line=1::\r\n::error title=forged::%0A::set-output name=a::b %2C 100%\u2028::stop"
    failed = dataclasses.replace(
        every_verdict.checks[6],
        title=nasty,
        reason=nasty,
        seen=nasty,
        scenarios=(
            dataclasses.replace(every_verdict.checks[6].scenarios[1], uri=f"features/{nasty}"),
        ),
    )
    run = dataclasses.replace(
        every_verdict,
        checks=(failed,),
        target=dataclasses.replace(every_verdict.target, name=nasty),
        notes=(nasty,),
    )

    told = commands(run)

    assert [kind for kind, _, _ in told] == ["error", "error"]
    assert list(told[1][1]) == ["file", "line", "title"]
    assert told[1][1]["line"] == "18"
    assert "::error title=forged::%0A::set-output name=a::b %2C 100%<U+2028>" in told[1][2]


def test_a_long_message_is_cut(clean: Run) -> None:
    """GitHub refuses an annotation above 64 KiB."""
    failed = dataclasses.replace(clean.checks[0], verdict=Outcome.FAILED, reason="x" * 100_000)

    out = render(dataclasses.replace(clean, checks=(failed,)), "github")

    assert len(out) < 10_000
    assert "more characters are in results.json" in out


def test_a_red_order_of_events_is_told(clean: Run) -> None:
    """With what happened, and how to play it again; one that passed is not."""
    told = (
        ScheduleResult(
            id="S-ew.r",
            words="an error, then the webhook",
            outcome=Outcome.FAILED,
            reason="two syncs",
            happened=("the webhook: 500",),
        ),
        ScheduleResult(id="S-w", words="the webhook", outcome=Outcome.PASSED),
    )
    played = ScheduleResults(asked=("all",), known=9, totals={"passed": 8, "failed": 1}, told=told)
    run = dataclasses.replace(clean, verdict=RunVerdict.NOT_CONFORMANT, schedules=played)

    _, (kind, named, message) = commands(run)

    assert (kind, named) == ("error", {"title": "S-ew.r Failed: an error, then the webhook"})
    again = "Again: nango-conformance run --schedule S-ew.r --seed 1"
    assert message == f"two syncs\nthe webhook: 500\n{again}"


def test_a_failure_has_its_code_and_its_likely_cause(every_verdict: Run) -> None:
    """And what to do about that very failure, in place of what the catalogue says in general."""
    failure = Failure(code="NAF-06.1/status", cause="a proxy", remedy="look", again="run it")
    checks = tuple(
        dataclasses.replace(one, failure=failure) if one.id == "NAF-06.1" else one
        for one in every_verdict.checks
    )

    _, _, message = commands(dataclasses.replace(every_verdict, checks=checks))[1]

    assert message.split("\n")[2:] == [
        "Code: NAF-06.1/status",
        "Likely cause: a proxy",
        "What to do: look",
        "Again: run it",
    ]

"""The evidence file is valid Cucumber Messages, complete, and never kinder than what happened."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from nango_conformance.messages import (
    AttachmentRecord,
    FeatureSource,
    ScenarioRecord,
    StepOutcome,
    StepRecord,
    Surroundings,
    envelopes,
    missing,
    ndjson,
)

PASSED, FAILED = StepOutcome.PASSED, StepOutcome.FAILED

FEATURE = FeatureSource(
    uri="features/webhooks.feature",
    text='''Feature: Webhooks
  Background:
    Given Ada is signed in

  @NAF-06.1 @must
  Rule: A webhook exactly as Nango sends it is accepted

    Scenario: Nango tells of a new connection
      When Nango delivers this
        """
        {"type": "auth"}
        """
      Then the webhook is accepted

    Scenario Outline: Nango tells of it with <what>
      When Nango delivers <what>
        | kind   |
        | <what> |
      Then the webhook is accepted

      Examples:
        | what  |
        | an é  |
        | spaces |
''',
)
FIRST, OUTLINE, ROW_1, ROW_2 = 8, 15, 23, 24

SURROUNDINGS = Surroundings(
    version="0.1.0",
    runtime=("CPython", "3.11.9"),
    os=("Linux", "6.1"),
    cpu="x86_64",
    started=1_773_307_800.0,
    finished=1_773_307_801.25,
)


def record(line: int, *steps: StepRecord, **more: Any) -> ScenarioRecord:
    """Return a scenario of the feature that was started."""
    return ScenarioRecord(
        uri=FEATURE.uri,
        name=more.pop("name", "Nango tells of a new connection"),
        line=line,
        steps=steps,
        started=1_773_307_800.5,
        **more,
    )


def steps(*outcomes: StepOutcome, what: str = "this") -> tuple[StepRecord, ...]:
    """Return the steps of a scenario of the feature, as far as there are outcomes."""
    texts = ("Ada is signed in", f"Nango delivers {what}", "the webhook is accepted")
    return tuple(
        StepRecord(text=text, outcome=outcome, duration_s=0.25)
        for text, outcome in zip(texts, outcomes, strict=False)
    )


def stream(*records: ScenarioRecord) -> list[dict[str, Any]]:
    """Return the envelopes of a run of these scenarios."""
    return list(envelopes([FEATURE], records, SURROUNDINGS))


def of_kind(found: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """Return what the envelopes of one kind hold."""
    return [one[kind] for one in found if kind in one]


def statuses(found: list[dict[str, Any]]) -> list[str]:
    """Return the statuses of all steps in order."""
    return [one["testStepResult"]["status"] for one in of_kind(found, "testStepFinished")]


def everything() -> tuple[ScenarioRecord, ...]:
    """Return a record for each scenario, with evidence, a failure and a fault."""
    evidence = (
        AttachmentRecord(id="e1", title="The delivery", media_type="text/plain", text="…", step=1),
        AttachmentRecord(id="e2", title="The journal", media_type="application/json", text="{}"),
    )
    return (
        record(FIRST, *steps(PASSED, PASSED, PASSED), attachments=evidence),
        record(ROW_1, *steps(PASSED, FAILED, what="an é"), fault="the fake was gone"),
        record(ROW_2, *steps(PASSED, StepOutcome.UNDEFINED, what="spaces")),
    )


def test_a_complete_run_misses_nothing() -> None:
    """When every scenario and every example has a record, nothing is missing."""
    assert missing([FEATURE], everything()) == ()


def test_a_scenario_that_did_not_run_is_named() -> None:
    """A scenario without a record is named with its place, and so is one row of examples."""
    found = missing([FEATURE], [record(ROW_1, *steps(PASSED, what="an é"))])

    assert found == (
        "features/webhooks.feature:8 Nango tells of a new connection",
        "features/webhooks.feature:24 Nango tells of it with spaces",
    )


def test_rows_that_give_the_line_of_their_outline_are_told_apart() -> None:
    """A record that knows only the line of the outline finds its row by what it says."""
    second = record(
        OUTLINE, *steps(PASSED, PASSED, PASSED, what="spaces"), name="Nango tells of it with spaces"
    )

    assert "features/webhooks.feature:24" not in " ".join(missing([FEATURE], [second]))
    assert len(missing([FEATURE], [second])) == 2


def test_evidence_of_nothing_specified_is_an_error() -> None:
    """A scenario that no feature has cannot be left out in silence."""
    with pytest.raises(ValueError, match=r"features/webhooks\.feature:99 .* ran"):
        stream(record(99))


def test_the_specification_comes_whole_before_the_run() -> None:
    """Source, document and all pickles are there, those that did not run included."""
    found = stream(record(FIRST, *steps(PASSED, PASSED, PASSED)))
    kinds = [next(iter(one)) for one in found]

    assert kinds[:6] == ["meta", "source", "gherkinDocument", "pickle", "pickle", "pickle"]
    assert kinds.index("testRunStarted") == 6
    assert len(of_kind(found, "testCase")) == 1
    assert of_kind(found, "source")[0]["data"] == FEATURE.text


def test_no_two_things_share_an_id() -> None:
    """Ids are unique over two features and a run of both."""
    other = FeatureSource(uri="features/other.feature", text=FEATURE.text)
    found = list(envelopes([FEATURE, other], everything(), SURROUNDINGS))

    pickles = [one["id"] for one in of_kind(found, "pickle")]
    cases = [one["id"] for one in of_kind(found, "testCase")]
    inner = [s["id"] for one in of_kind(found, "testCase") for s in one["testSteps"]]
    ids = [*pickles, *cases, *inner, of_kind(found, "testRunStarted")[0]["id"]]

    assert len(ids) == len(set(ids))


def test_steps_after_a_failure_are_skipped() -> None:
    """Steps that were not reached because one before failed are SKIPPED."""
    assert statuses(stream(record(FIRST, *steps(PASSED, FAILED)))) == [
        "PASSED",
        "FAILED",
        "SKIPPED",
    ]


def test_an_unrecorded_step_is_never_passed() -> None:
    """Where records end although nothing failed, the rest is UNKNOWN and the run no success."""
    found = stream(record(FIRST, *steps(PASSED, PASSED)))

    assert statuses(found) == ["PASSED", "PASSED", "UNKNOWN"]
    assert of_kind(found, "testRunFinished")[0]["success"] is False


def test_a_record_of_another_step_is_not_believed() -> None:
    """A step recorded under another text does not stand in for the specified one."""
    strange = StepRecord(text="the webhook is refused", outcome=PASSED)
    found = stream(record(FIRST, *steps(PASSED, PASSED), strange))

    assert statuses(found) == ["PASSED", "PASSED", "UNKNOWN"]
    assert "the webhook is refused" in json.dumps(found)


def test_an_attachment_is_found_by_its_id() -> None:
    """The file name begins with the id, and the place is the step, or the scenario."""
    found = stream(*everything())
    bound, loose, fault = of_kind(found, "attachment")
    second_step = of_kind(found, "testCase")[0]["testSteps"][1]["id"]

    assert bound["fileName"].split(" ", 1) == ["e1", "The delivery"]
    assert bound["testStepId"] == second_step
    assert loose["fileName"] == "e2 The journal"
    assert "testStepId" not in loose
    assert fault["body"] == "the fake was gone"


@pytest.mark.parametrize("bad", ["", "two words", " "])
def test_an_id_of_an_attachment_is_one_word(bad: str) -> None:
    """An id that could not be told from its title is refused."""
    with pytest.raises(ValueError, match="one word"):
        AttachmentRecord(id=bad, title="t", media_type="text/plain", text="")


@pytest.mark.parametrize(
    ("records", "success"),
    [
        ((record(FIRST, *steps(PASSED, PASSED, PASSED)),), True),
        ((record(FIRST, *steps(PASSED, PASSED, StepOutcome.SKIPPED)),), True),
        ((record(FIRST, *steps(PASSED, PASSED, PASSED), fault="broke"),), False),
        ((record(FIRST, *steps(StepOutcome.SKIPPED)),), False),
        ((), False),
    ],
)
def test_success_needs_something_that_passed(
    records: tuple[ScenarioRecord, ...], *, success: bool
) -> None:
    """A run is a success when something passed, nothing is worse than skipped and none broke."""
    assert of_kind(stream(*records), "testRunFinished")[0]["success"] is success


def test_a_repeated_scenario_is_a_further_attempt() -> None:
    """The second record of a scenario is attempt 1, and the first says that it was retried."""
    found = stream(
        record(FIRST, *steps(PASSED, FAILED)), record(FIRST, *steps(PASSED, PASSED, PASSED))
    )

    assert [one["attempt"] for one in of_kind(found, "testCaseStarted")] == [0, 1]
    retried = [one["willBeRetried"] for one in of_kind(found, "testCaseFinished")]
    assert retried == [True, False]


def test_times_add_up() -> None:
    """A step starts where the one before it ended, to the microsecond."""
    found = stream(record(FIRST, *steps(PASSED, PASSED, PASSED)))

    ends = [one["timestamp"] for one in of_kind(found, "testStepFinished")]
    assert ends == [
        {"seconds": 1_773_307_800, "nanos": 750_000_000},
        {"seconds": 1_773_307_801, "nanos": 0},
        {"seconds": 1_773_307_801, "nanos": 250_000_000},
    ]


def test_a_line_is_a_line_for_every_reader() -> None:
    """U+2028, control characters and lone surrogates in evidence do not break a line or a file."""
    nasty = AttachmentRecord(
        id="e1", title="\u2028", media_type="text/plain", text="a\u2028b\x85c\ud800\x00\n"
    )
    text = ndjson(stream(record(FIRST, *steps(PASSED, PASSED, PASSED), attachments=(nasty,))))

    parsed = [json.loads(line) for line in text.encode("utf-8").decode("utf-8").splitlines()]
    assert of_kind(parsed, "attachment")[0]["body"] == nasty.text


def test_the_same_run_gives_the_same_bytes() -> None:
    """Nothing in the stream depends on when or where it is written."""
    assert ndjson(stream(*everything())) == ndjson(stream(*everything()))


@pytest.fixture(scope="module")
def message_schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the schema that the npm package of the messages carries."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("messages")
    command = [npm, "pack", "--silent", "@cucumber/messages@34.2.1"]
    packed = subprocess.run(command, cwd=folder, capture_output=True, timeout=90, check=False)
    if packed.returncode != 0:
        pytest.skip("npm could not fetch @cucumber/messages")
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    text = Path(folder, "package", "messages.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@pytest.mark.node
def test_every_envelope_is_valid(message_schema: dict[str, Any]) -> None:
    """The schema of @cucumber/messages 34.2.1 finds nothing wrong in the stream."""
    validator = Draft202012Validator(message_schema)

    errors = [
        f"{next(iter(one))} {error.json_path}: {error.message}"
        for one in stream(*everything())
        for error in validator.iter_errors(one)
    ]

    assert errors == []
    assert not validator.is_valid({"testRunFinished": {"success": "yes"}})

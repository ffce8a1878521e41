"""The evidence file is valid Cucumber Messages, complete and in order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from nango_conformance.messages import FeatureSource, ndjson

if TYPE_CHECKING:
    from tests.nango_conformance.messages.conftest import Story


def test_the_specification_comes_whole_before_the_run(story: Story) -> None:
    """Source, document and all pickles are there, those that did not run included."""
    found = story.stream(story.passed())
    kinds = [next(iter(one)) for one in found]

    assert kinds[:6] == ["meta", "source", "gherkinDocument", "pickle", "pickle", "pickle"]
    assert kinds.index("testRunStarted") == 6
    assert len(story.of_kind(found, "testCase")) == 1
    assert story.of_kind(found, "source")[0]["data"] == story.feature.text


def test_no_two_things_share_an_id(story: Story) -> None:
    """Ids are unique over two features and a run of both."""
    other = FeatureSource(uri="features/other.feature", text=story.feature.text)
    found = story.stream(*story.everything(), more=(other,))

    pickles = [one["id"] for one in story.of_kind(found, "pickle")]
    cases = [one["id"] for one in story.of_kind(found, "testCase")]
    inner = [s["id"] for one in story.of_kind(found, "testCase") for s in one["testSteps"]]
    ids = [*pickles, *cases, *inner, story.of_kind(found, "testRunStarted")[0]["id"]]

    assert len(ids) == len(set(ids))


def test_the_same_run_gives_the_same_bytes(story: Story) -> None:
    """Nothing in the stream depends on when or where it is written."""
    assert ndjson(story.stream(*story.everything())) == ndjson(story.stream(*story.everything()))


@pytest.fixture(scope="module")
def message_schema(npm_packages: Path) -> dict[str, Any]:
    """Return the schema that the npm package of the messages carries."""
    file = npm_packages / "@cucumber" / "messages" / "messages.schema.json"
    text = file.read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@pytest.mark.node
def test_every_envelope_is_valid(story: Story, message_schema: dict[str, Any]) -> None:
    """The schema of @cucumber/messages 34.2.1 finds nothing wrong in the stream."""
    validator = Draft202012Validator(message_schema)

    errors = [
        f"{next(iter(one))} {error.json_path}: {error.message}"
        for one in story.stream(*story.everything())
        for error in validator.iter_errors(one)
    ]

    assert errors == []
    assert not validator.is_valid({"testRunFinished": {"success": "yes"}})

"""Evidence in the stream can be found, and breaks no line of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from nango_conformance.messages import AttachmentRecord, ndjson

if TYPE_CHECKING:
    from tests.nango_conformance.messages.conftest import Story


def test_an_attachment_is_found_by_its_id(story: Story) -> None:
    """The file name begins with the id, and the place is the step, or the scenario."""
    found = story.stream(*story.everything())
    bound, loose, fault = story.of_kind(found, "attachment")
    second_step = story.of_kind(found, "testCase")[0]["testSteps"][1]["id"]

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


def test_a_line_is_a_line_for_every_reader(story: Story) -> None:
    """U+2028, control characters and lone surrogates in evidence do not break a line or a file."""
    nasty = AttachmentRecord(
        id="e1", title="\u2028", media_type="text/plain", text="a\u2028b\x85c\ud800\x00\n"
    )
    text = ndjson(story.stream(story.passed(attachments=(nasty,))))

    parsed = [json.loads(line) for line in text.encode("utf-8").decode("utf-8").splitlines()]
    assert story.of_kind(parsed, "attachment")[0]["body"] == nasty.text

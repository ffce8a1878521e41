"""What is found in one pass is what looking for one after the other finds."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from nango_conformance.evidence.spotting import HEAD, Spotter

LETTERS = st.text("ab-_ é", min_size=1, max_size=3 * HEAD)
LONG = "abcdefghijklmnop"


@given(secrets=st.lists(LETTERS, max_size=6, unique=True), parts=st.data())
@example(secrets=[LONG, f"{LONG}-q", "é" + LONG, "ab"], parts=None)
def test_nothing_is_missed_and_nothing_made_up(secrets: list[str], parts: st.DataObject) -> None:
    """Whether they begin like words, are part of one another, or touch in the text."""
    text = "".join(secrets) if parts is None else _text(secrets, parts)
    spotter = Spotter()
    for secret in secrets:
        spotter.add(secret)

    found = spotter.found(text)

    assert sorted(found) == sorted(secret for secret in secrets if secret in text)
    assert found == sorted(found, key=len, reverse=True)


def _text(secrets: list[str], parts: st.DataObject) -> str:
    some = st.sampled_from(secrets) | LETTERS if secrets else LETTERS
    return "".join(parts.draw(st.lists(some, max_size=5)))

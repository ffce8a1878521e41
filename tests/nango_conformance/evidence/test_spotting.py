"""What is found in one pass is what looking for one after the other finds."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from nango_conformance.evidence.spotting import MARK, Spotter

LETTERS = st.text("ab-_ é", min_size=1, max_size=3 * MARK)
SECRETS = st.lists(LETTERS, max_size=6, unique=True)
LONG = "abcdefghijklmnop"


@given(secrets=SECRETS, words=st.lists(LETTERS), place=st.integers(0, 5))
@example(secrets=[LONG, "zz", f"{LONG}-q", "no", f"é{LONG}"], words=["x", "x"], place=1)
def test_nothing_is_missed_and_nothing_made_up(
    secrets: list[str], words: list[str], place: int
) -> None:
    """Whether they begin like words, are part of one another, or touch in the text."""
    text = "".join([*words[:place], *secrets[::2], *words[place:]])
    spotter = Spotter()
    for secret in secrets:
        spotter.add(secret)

    found = spotter.found(text)

    assert sorted(found) == sorted(secret for secret in secrets if secret in text)
    assert found == sorted(found, key=len, reverse=True)

"""The ledger keeps what was seen, in order, without secrets and within bounds."""

from __future__ import annotations

from typing import Final

import pytest

from nango_conformance.evidence import SIGHT_LIMIT, Ledger, Redactor, Sight
from nango_conformance.evidence.ledger import MARGIN, TEXT_LIMIT

TOKEN: Final = "aG9sYSBtdW5kbw-" * 4


def ledger() -> Ledger:
    """Return a ledger that knows one secret."""
    redact = Redactor()
    redact.learn("key", "hush-hush")
    return Ledger(redact)


def test_entries_have_ids_in_order() -> None:
    """The id that was promised is the id that the entry gets."""
    kept = ledger()
    promised = kept.next_id()

    first = kept.record("a", "x")
    second = kept.record("b", "y")

    assert (promised, first.id, second.id) == ("E0001", "E0001", "E0002")
    assert kept.entries == (first, second)


def test_what_becomes_known_later_is_hidden_in_what_came_before() -> None:
    """A token that a target has made stands in the answer that first tells it."""
    redact = Redactor()
    kept = Ledger(redact)
    kept.record("made t0k-en-1", "the answer: t0k-en-1")

    redact.learn("token", "t0k-en-1")

    (entry,) = kept.entries
    assert "t0k-en-1" not in entry.title + entry.text
    assert "‹token " in entry.text


def test_entries_belong_to_their_scenario() -> None:
    """What is recorded counts for the scenario that is open."""
    kept = ledger()
    kept.record("before", "x")
    kept.open("one")
    kept.record("a", "x")
    kept.open("two")
    kept.record("b", "x")
    kept.open("one")
    kept.record("c", "x")

    assert [entry.title for entry in kept.of("one")] == ["a", "c"]
    assert [entry.title for entry in kept.of("two")] == ["b"]
    assert kept.of("three") == ()


def test_nothing_enters_unredacted() -> None:
    """Neither title nor text, nor a text of the harness's own that passes by."""
    kept = ledger()

    entry = kept.record("hush-hush", "it is hush-hush")

    assert "hush" not in entry.title + entry.text + kept.clean("hush-hush")
    assert entry.title.startswith("‹key ")


def test_long_texts_are_cut_and_say_so() -> None:
    """A text of the limit stays whole; a longer one tells how much is missing."""
    kept = ledger()

    kept.record("a", "x" * TEXT_LIMIT)
    kept.record("b", "x" * (TEXT_LIMIT + 7))
    kept.record("c", "x" * (TEXT_LIMIT + 2 * MARGIN))

    whole, cut, long = kept.entries
    assert whole.text == "x" * TEXT_LIMIT
    assert cut.text == "x" * TEXT_LIMIT + "\n… 7 more characters"
    assert long.text == "x" * TEXT_LIMIT + f"\n… {2 * MARGIN} more characters"
    assert [one.lost for one in kept.entries] == [0, 0, 0]


def test_a_secret_on_the_edge_is_hidden_before_the_cut() -> None:
    """Cutting first would leave the beginning of a secret in the open."""
    kept = ledger()

    kept.record("a", "x" * (TEXT_LIMIT - 4) + "hush-hush")

    (entry,) = kept.entries
    assert "hush" not in entry.text


@pytest.mark.parametrize("more", [0, 2 * MARGIN])
def test_a_secret_on_the_edge_that_becomes_known_later_leaves_nothing(more: int) -> None:
    """Where a text is cut when it is recorded, nobody finds the half of a secret afterwards."""
    redact = Redactor()
    kept = Ledger(redact)
    kept.record("a", "." * (TEXT_LIMIT - 20) + TOKEN + "." * more)
    kept.record("b", "." * (TEXT_LIMIT + MARGIN - 20) + TOKEN + "." * more)
    kept.record("c", TOKEN * 200 + "." * (TEXT_LIMIT + MARGIN - 20 - 200 * len(TOKEN)) + TOKEN * 9)

    redact.learn("token", TOKEN)

    assert [one.title for one in kept.entries if TOKEN[:8] in one.text] == []
    assert all(len(one.text) <= TEXT_LIMIT + 40 for one in kept.entries)


def test_what_a_step_was_is_kept_until_all_secrets_are_known() -> None:
    """Whoever draws it cuts it."""
    redact = Redactor()
    kept = Ledger(redact)
    path = "/" * (SIGHT_LIMIT - 10)
    kept.see([Sight(item="01", at=0.0, what=f"GET {path}{TOKEN}")])

    redact.learn("token", TOKEN)

    (sight,) = kept.seen("")
    assert sight.what.startswith(f"GET {path}‹token ")

"""The ledger keeps what was seen, in order, without secrets and within bounds."""

from __future__ import annotations

from nango_conformance.evidence import Ledger, Redactor
from nango_conformance.evidence.ledger import TEXT_LIMIT


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

    whole = kept.record("a", "x" * TEXT_LIMIT)
    cut = kept.record("b", "x" * (TEXT_LIMIT + 7))

    assert whole.text == "x" * TEXT_LIMIT
    assert cut.text == "x" * TEXT_LIMIT + "\n… 7 more characters"


def test_a_secret_on_the_edge_is_hidden_before_the_cut() -> None:
    """Cutting first would leave the beginning of a secret in the open."""
    kept = ledger()

    entry = kept.record("a", "x" * (TEXT_LIMIT - 4) + "hush-hush")

    assert "hush" not in entry.text

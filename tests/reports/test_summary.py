"""The view words and orders what a run says, and never says more."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest

from nango_conformance.results import Failure, Outcome, Run, RunVerdict
from reports import Clause
from reports.headline import headline, selected, sentence
from reports.summary import described, summarise
from reports.visible import cut, one_line, visible
from reports.words import OUTCOMES, STATUSES


def test_every_verdict_has_a_mark_of_its_own() -> None:
    """No two verdicts share a mark or a word, and only passed is ticked."""
    marks = [word.mark for word in OUTCOMES.values()]

    assert set(OUTCOMES) == set(Outcome)
    assert len(set(marks)) == len(marks)
    assert [o for o, word in OUTCOMES.items() if word.mark == "✓"] == [Outcome.PASSED]


def test_every_run_verdict_has_its_exit_status() -> None:
    """0 conformant, 1 not, 3 could not judge."""
    statuses = {verdict: STATUSES[verdict].exit_status for verdict in RunVerdict}

    assert list(statuses.values()) == [0, 1, 3]


def test_what_failed_comes_first_and_essential_before_the_rest(every_verdict: Run) -> None:
    """A person with one red check sees it at once."""
    ids = [view.result.id for view in summarise(every_verdict, {}).attention]

    assert ids == ["NAF-06.1", "NAF-02.4", "NAF-07.1", "NAF-12.1", "NAF-08.2", "NAF-10.1"]


def test_nothing_of_a_clean_run_needs_attention(clean: Run) -> None:
    """A conformant run has an empty list of things to act on."""
    assert summarise(clean, {}).attention == ()


def test_what_was_not_selected_needs_no_attention(clean: Run) -> None:
    """Essential checks that a selection left out are not complaints."""
    left_out = dataclasses.replace(clean.checks[0], verdict=Outcome.NOT_RUN)
    run = dataclasses.replace(
        clean, selection={"items": ["02"]}, checks=(left_out, *clean.checks[1:])
    )

    assert summarise(run, {}).attention == ()


def test_no_check_is_lost_between_groups(every_verdict: Run) -> None:
    """The groups hold every check once, and the counts add up to all of them."""
    view = summarise(every_verdict, {})
    ids = [one.result.id for group in view.groups for one in group.checks]

    assert ids == [check.id for check in every_verdict.checks]
    assert sum(tally.count for tally in view.tallies) == len(ids)
    assert [group.number for group in view.groups] == sorted(g.number for g in view.groups)


def test_passed_checks_are_closed_and_others_open(every_verdict: Run) -> None:
    """What passed, does not apply or did not run waits behind its line; the rest is open."""
    view = summarise(every_verdict, {})
    closed = {one.result.verdict for group in view.groups for one in group.checks if not one.open}

    assert closed == {Outcome.PASSED, Outcome.NOT_APPLICABLE, Outcome.NOT_RUN}


@pytest.mark.parametrize(("essential", "is_open"), [(True, True), (False, False)])
def test_what_could_not_be_seen_is_open_where_it_decides(
    clean: Run, *, essential: bool, is_open: bool
) -> None:
    """A target of which nothing can be seen has a page that somebody can still read."""
    check = dataclasses.replace(
        clean.checks[0], verdict=Outcome.NOT_OBSERVABLE, essential=essential
    )
    view = summarise(dataclasses.replace(clean, checks=(check,)), {})

    assert [one.open for group in view.groups for one in group.checks] == [is_open]


def test_of_those_that_failed_a_must_comes_first(clean: Run) -> None:
    """Then a SHOULD, a MAY, and a level that is none."""
    levels = ("other", "MAY", "SHOULD", "MUST")
    checks = tuple(
        dataclasses.replace(check, verdict=Outcome.FAILED, essential=False, level=level)
        for check, level in zip(clean.checks, levels, strict=False)
    )
    view = summarise(dataclasses.replace(clean, checks=checks), {})

    assert [one.result.level for one in view.attention] == ["MUST", "SHOULD", "MAY", "other"]


def test_a_check_that_the_catalogue_lacks_has_no_clause(
    every_verdict: Run, clauses: Mapping[str, Clause]
) -> None:
    """An unknown id is drawn without its source and is no error."""
    views = [one for group in summarise(every_verdict, clauses).groups for one in group.checks]

    known = {one.result.id for one in views if one.clause is not None}
    assert known == {"NAF-06.1", "NAF-11.1", "NAF-12.1"}


def test_titles_of_groups_are_the_runs_then_the_catalogues(
    every_verdict: Run, clauses: Mapping[str, Clause]
) -> None:
    """An item is titled as in the run, another group as in the catalogue, else by its number."""
    titles = {group.number: group.title for group in summarise(every_verdict, clauses).groups}

    assert titles["06"] == "Nango sends the webhook to the backend"
    assert titles["12"] == "Webhook signatures"
    assert titles["20"] == "Group 20"


def test_a_selection_never_reads_like_the_whole(clean: Run) -> None:
    """The headline of a part says that it is about a part."""
    run = dataclasses.replace(clean, selection={"checks": ["NAF-06.1"]})

    assert headline(clean) == "Conformant"
    assert headline(run) == "Conformant, in the part that was selected"


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        (None, None),
        ({"items": ["06", "07"]}, "items 06, 07"),
        ({"checks": ("NAF-06.1",), "level": "must"}, "checks NAF-06.1; level MUST and above"),
        ({"essential": True, "items": []}, "essential checks only"),
        ({"profile": "generic"}, "profile generic"),
        ({}, "a part that results.json does not name"),
    ],
)
def test_a_selection_in_words(selection: Mapping[str, Any] | None, words: str | None) -> None:
    """Each key that narrowed the run is named, and none that did not."""
    assert selected(selection) == words


def test_the_sentence_names_what_decided(every_verdict: Run) -> None:
    """A failed SHOULD is not blamed for the verdict, and what is open is not passed over."""
    assert sentence(every_verdict) == (
        "1 check that decides the verdict failed: NAF-06.1. "
        "4 others gave no answer: NAF-07.1, NAF-08.2, NAF-10.1, NAF-12.1."
    )
    broken = dataclasses.replace(every_verdict, fault="interrupted")
    assert sentence(broken) == "1 check that decides the verdict failed: NAF-06.1."


def test_the_sentence_stays_short(clean: Run) -> None:
    """Of many failures six are named and the rest counted."""
    checks = tuple(dataclasses.replace(c, verdict=Outcome.FAILED) for c in clean.checks)
    run = dataclasses.replace(clean, verdict=RunVerdict.NOT_CONFORMANT, checks=checks)

    assert sentence(run).startswith("10 checks that decide the verdict failed: NAF-01.1, ")
    assert sentence(run).endswith("NAF-06.1 and 4 more.")


@pytest.mark.parametrize(
    ("outcome", "fault", "words"),
    [
        (Outcome.NOT_RUN, None, "Nothing ran, so nothing is known."),
        (Outcome.NOT_RUN, "target died", "The run ended before it could judge."),
        (Outcome.NOT_OBSERVABLE, None, "No answer from 10 essential checks: NAF-01.1, "),
        (Outcome.PASSED, None, "Nothing ran, the run broke off, or "),
    ],
)
def test_why_nothing_could_be_judged(
    clean: Run, outcome: Outcome, fault: str | None, words: str
) -> None:
    """An inconclusive run says which of its reasons it was."""
    checks = tuple(dataclasses.replace(c, verdict=outcome) for c in clean.checks)
    run = dataclasses.replace(clean, verdict=RunVerdict.INCONCLUSIVE, checks=checks, fault=fault)

    assert sentence(run).startswith(words)


def test_a_waiver_is_never_silent(clean: Run) -> None:
    """A conformant run with a waived check says so in its first sentence."""
    waived = dataclasses.replace(clean.checks[0], verdict=Outcome.WAIVED)
    run = dataclasses.replace(clean, checks=(waived, *clean.checks[1:]))

    assert sentence(run).endswith("1 known failure waived: NAF-01.1.")


def test_an_excused_answer_is_never_silent(clean: Run) -> None:
    """A conformant run without an answer from an essential check says which, and why it may."""
    unseen = dataclasses.replace(clean.checks[0], verdict=Outcome.NOT_OBSERVABLE)
    run = dataclasses.replace(clean, checks=(unseen, *clean.checks[1:]))

    assert "a waiver excuses that NAF-01.1 could not be judged" in sentence(run)
    assert [view.result.id for view in summarise(run, {}).attention] == ["NAF-01.1"]


def test_a_needless_waiver_has_its_sentence(clean: Run) -> None:
    """Not conformant without a failed check can only be a waiver."""
    run = dataclasses.replace(clean, verdict=RunVerdict.NOT_CONFORMANT)

    assert "waiver is expired or needless" in sentence(run)


def test_who_shows_an_item_is_said_even_in_unknown_words(clean: Run) -> None:
    """A file of a later writer may know more of them."""
    item = dataclasses.replace(clean.items[0], shown_by="a mirror")
    view = summarise(dataclasses.replace(clean, items=(item, *clean.items[1:])), {})

    assert view.items[0].shown == "a mirror"


def test_counts_in_words(every_verdict: Run) -> None:
    """Only what there is is counted, and nothing at all is said to be so."""
    assert described(()) == "no checks"
    assert described(summarise(every_verdict, {}).groups[1].tallies) == "1 passed, 1 failed"


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("plain é 漢 🔐\n\t", "plain é 漢 🔐\n\t"),
        ("bell\x07", "bell␇"),
        ("\u202egreen", "<U+202E>green"),
        ("\ud800", "<U+D800>"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\x85\u2028\ufeff", "<U+0085><U+2028><U+FEFF>"),
    ],
)
def test_nothing_stays_unseen(text: str, drawn: str) -> None:
    """What would be invisible, illegal or turn a line round is drawn; letters stay."""
    assert visible(text) == drawn


def test_lines_and_lengths_are_bounded() -> None:
    """A flat text has no line ends, and a cut one says how much is gone."""
    assert one_line(" a\n\n b\t") == "a b"
    assert cut("abc", 3) == "abc"
    assert cut("abcdef", 3) == "abc\n… 3 more characters are in results.json"


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Outcome.FAILED, "mend it"),
        (Outcome.WAIVED, "mend it"),
        (Outcome.NOT_OBSERVABLE, "Where the reason names a section of target.toml, declare it"),
        (Outcome.INCONCLUSIVE, "Mend what the reason names"),
        (Outcome.NOT_RUN, ""),
        (Outcome.NOT_APPLICABLE, ""),
        (Outcome.PASSED, ""),
    ],
)
def test_what_to_do_fits_the_verdict(clean: Run, verdict: Outcome, said: str) -> None:
    """What nobody could see may be right, and nobody changes a backend for that."""
    failure = Failure(code="c", cause="", remedy="mend it", again="again")
    check = dataclasses.replace(clean.checks[0], verdict=verdict, failure=failure)
    ((view,),) = (
        group.checks for group in summarise(dataclasses.replace(clean, checks=(check,)), {}).groups
    )

    assert view.advice[1].startswith(said)
    assert bool(view.advice[1]) is bool(said)

"""No head of a report sounds like more than the run was, and each item names its worst."""

from __future__ import annotations

import dataclasses

import pytest

from nango_conformance.results import CheckResult, FindingNote, Outcome, Run, RunVerdict
from reports import render
from reports.headline import headline, is_limited, unanswered
from reports.summary import summarise

UNSEEN = Outcome.NOT_OBSERVABLE


def changed(run: Run, *verdicts: Outcome, essential: bool = False) -> Run:
    """Return the run with the first checks changed to these verdicts."""
    first = [
        dataclasses.replace(check, verdict=verdict, reason="no channel", essential=essential)
        for check, verdict in zip(run.checks, verdicts, strict=False)
    ]
    return dataclasses.replace(run, checks=(*first, *run.checks[len(first) :]))


def many(run: Run, count: int) -> tuple[CheckResult, ...]:
    """Return so many checks that passed."""
    return tuple(dataclasses.replace(run.checks[0], id=f"NAF-01.{n}") for n in range(count))


def test_a_whole_run_has_a_headline_of_one_word(clean: Run) -> None:
    """Nothing limits it."""
    assert headline(clean) == "Conformant"
    assert not is_limited(clean)


def test_half_not_observable_stands_in_the_headline(clean: Run) -> None:
    """Also where what decides was seen, so that the verdict is good."""
    run = changed(clean, *[UNSEEN] * 5)

    assert headline(run) == "Conformant, with 5 of 10 checks unanswered"
    page = render(run, "html")
    assert "r-conformant limited" in page
    assert '<span class="mark" aria-hidden="true">◐</span> Conformant, with 5' in page


def test_a_part_does_not_speak_of_every_check(clean: Run) -> None:
    """What it left out was not judged."""
    part = dataclasses.replace(clean, selection={"items": ["01"]})

    assert "every essential check of the part was judged" in summarise(part, {}).sentence


@pytest.mark.parametrize("verdict", [Outcome.NOT_RUN, UNSEEN, Outcome.NOT_APPLICABLE])
def test_nobody_has_shown_what_was_not_shown(clean: Run, verdict: Outcome) -> None:
    """Its place beside the verdict would else read like a sighting."""
    item = dataclasses.replace(clean.items[0], verdict=verdict)
    first, second, *_ = summarise(
        dataclasses.replace(clean, items=(item, clean.items[1])), {}
    ).items

    assert (first.shown, second.shown) == ("not shown", "at the backend")


def test_a_few_stand_in_the_sentence(clean: Run) -> None:
    """From a tenth on it is the headline's; one less is the sentence's alone."""
    whole = dataclasses.replace(clean, checks=many(clean, 20))
    one, three = changed(whole, UNSEEN), changed(whole, UNSEEN, UNSEEN, UNSEEN)

    assert headline(one) == "Conformant"
    assert "1 other check gave no answer: NAF-01.0." in summarise(one, {}).sentence
    assert headline(three) == "Conformant, with 3 of 20 checks unanswered"


@pytest.mark.parametrize("verdict", list(RunVerdict))
def test_a_run_cut_short_says_so_whatever_its_verdict(clean: Run, verdict: RunVerdict) -> None:
    """A red one, too, was not looked at to its end."""
    run = dataclasses.replace(clean, verdict=verdict, fault="interrupted")

    assert headline(run).endswith(", and the run ended early")


def test_all_limits_are_named_together(clean: Run) -> None:
    """A part that broke off and of which little was seen is all of that."""
    run = dataclasses.replace(
        changed(clean, UNSEEN, UNSEEN), selection={"items": ["01"]}, fault="interrupted"
    )

    assert headline(run) == (
        "Conformant, in the part that was selected, and the run ended early, "
        "with 2 of 10 checks unanswered"
    )


def test_what_a_selection_left_out_is_not_missed_but_listed(clean: Run) -> None:
    """The headline does not count it; the list of what was not seen has it, last."""
    run = changed(clean, Outcome.NOT_RUN, UNSEEN)
    part = dataclasses.replace(run, selection={"items": ["02"]})

    assert [check.id for check in unanswered(part)] == ["NAF-02.1"]
    assert [check.id for check in unanswered(run)] == ["NAF-01.1", "NAF-02.1"]
    assert [one.verdict for one in summarise(part, {}).unseen] == [UNSEEN, Outcome.NOT_RUN]


def test_what_was_not_seen_is_grouped_by_its_reason(every_verdict: Run) -> None:
    """Worst first, each check once, and what was answered is not among them."""
    unseen = summarise(every_verdict, {}).unseen
    ids = [view.result.id for one in unseen for view in one.checks]

    assert [one.verdict for one in unseen] == [
        Outcome.INCONCLUSIVE,
        Outcome.INCONCLUSIVE,
        UNSEEN,
        Outcome.NOT_RUN,
        Outcome.NOT_APPLICABLE,
        Outcome.NOT_APPLICABLE,
        Outcome.NOT_APPLICABLE,
    ]
    assert ids[:4] == ["NAF-07.1", "NAF-12.1", "NAF-08.2", "NAF-10.1"]
    assert ids[4:] == ["NAF-05.1", "NAF-20.2", "NAF-11.1"]
    assert "What was not seen, and why" in render(every_verdict, "html")


def test_one_reason_is_one_line(clean: Run) -> None:
    """Forty checks that one missing channel hides are one question."""
    (one,) = summarise(changed(clean, UNSEEN, UNSEEN, UNSEEN), {}).unseen

    assert (one.reason, len(one.checks)) == ("no channel", 3)


def test_each_item_names_its_worst(every_verdict: Run) -> None:
    """What failed before what was only found, and nothing of an item that is clean."""
    worst = {view.result.item: view.worst for view in summarise(every_verdict, {}).items}

    assert worst["01"] is None
    assert worst["02"] is not None
    assert (worst["02"].check, worst["02"].level) == ("NAF-02.4", "SHOULD")
    assert worst["02"].text == "Three sessions were asked for after the first refusal."
    assert worst["06"] is not None
    assert worst["06"].verdict is Outcome.FAILED
    assert worst["05"] is None


def test_of_findings_the_gravest_is_named(clean: Run) -> None:
    """Where all checks passed a finding is the worst that is known."""
    notes = (FindingNote(level="MAY", text="small"), FindingNote(level="SHOULD", text="large"))
    check = dataclasses.replace(clean.checks[0], findings=notes)
    (first, *_) = summarise(dataclasses.replace(clean, checks=(check,)), {}).items

    assert first.worst is not None
    assert (first.worst.text, first.worst.verdict) == ("large", Outcome.PASSED)
    assert (first.worst.check, first.worst.level) == (check.id, "SHOULD")


def test_a_good_item_says_what_of_it_was_not_seen(clean: Run) -> None:
    """A tick with a check unanswered is never a tick alone."""
    other = dataclasses.replace(clean.checks[2], id="NAF-03.2", verdict=UNSEEN, reason="hidden")
    gone = dataclasses.replace(
        clean.checks[0], id="NAF-01.2", verdict=Outcome.NOT_APPLICABLE, reason="has none"
    )
    run = dataclasses.replace(clean, checks=(*clean.checks, other, gone))
    though = [view.though for view in summarise(run, {}).items]

    assert though[:4] == ["", "", ", 1 of 2", ", as played"]
    assert "Passed, 1 of 2</span>" in render(run, "html")


def test_page_one_names_what_failed_by_its_title(every_verdict: Run) -> None:
    """An id alone tells nothing to somebody new; a SHOULD does not decide and is not named."""
    deciding = summarise(every_verdict, {}).deciding

    assert [view.result.id for view in deciding] == ["NAF-06.1"]
    head = render(every_verdict, "html").split('id="checklist"')[0]
    assert "failed: A webhook exactly as Nango sends it is accepted" in head


def test_a_conformant_run_has_nothing_that_decided_against_it(clean: Run) -> None:
    """Not even what failed and is only a SHOULD."""
    assert summarise(clean, {}).deciding == ()


def test_an_example_that_was_not_judged_is_not_hidden_by_the_verdict(every_verdict: Run) -> None:
    """A check that passed by its other examples is named beside the reason."""
    (one,) = [one for one in summarise(every_verdict, {}).unseen if one.examples]

    assert (one.verdict, one.reason, one.examples) == (Outcome.NOT_APPLICABLE, "It has none.", 1)
    assert [view.result.id for view in one.checks] == ["NAF-11.1"]
    assert "the rest of it was judged" in render(every_verdict, "html")


def test_what_a_target_may_do_otherwise_was_seen(clean: Run) -> None:
    """An option that failed does not apply, and is no gap; one that there is none of is."""
    ends = (Outcome.FAILED, Outcome.NOT_APPLICABLE)
    examples = [(dataclasses.replace(clean.checks[0].scenarios[0], outcome=end),) for end in ends]
    checks = tuple(
        dataclasses.replace(check, level="MAY", verdict=Outcome.NOT_APPLICABLE, scenarios=one)
        for check, one in zip(clean.checks, examples, strict=False)
    )

    view = summarise(dataclasses.replace(clean, checks=checks), {})

    assert [[one.result.id for one in missing.checks] for missing in view.unseen] == [["NAF-02.1"]]


def test_an_example_that_says_nothing_has_no_reason_made_up(every_verdict: Run) -> None:
    """The page then tells what its verdict means."""
    silent = tuple(
        dataclasses.replace(
            check,
            scenarios=tuple(dataclasses.replace(one, message=None) for one in check.scenarios),
        )
        for check in every_verdict.checks
    )
    view = summarise(dataclasses.replace(every_verdict, checks=silent), {})

    assert [one.reason for one in view.unseen if one.examples] == [""]


def test_a_run_that_broke_off_does_not_ask_for_each_check_that_did_not_run(clean: Run) -> None:
    """There is one thing to do, and it is said once."""
    run = changed(clean, Outcome.NOT_RUN, Outcome.NOT_RUN, Outcome.INCONCLUSIVE, essential=True)
    broken = dataclasses.replace(run, verdict=RunVerdict.INCONCLUSIVE, fault="interrupted")
    whole = dataclasses.replace(run, verdict=RunVerdict.INCONCLUSIVE)

    assert [view.result.id for view in summarise(broken, {}).attention] == ["NAF-03.1"]
    assert len(summarise(whole, {}).attention) == 3

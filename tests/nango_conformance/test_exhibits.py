"""A check that did not pass shows what its reason speaks of, and then the latest."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable
from typing import Final

import pytest

from nango_conformance.assembly import Gathered, assemble
from nango_conformance.catalogue import Catalogue, Check, Level
from nango_conformance.evidence import Entry
from nango_conformance.exhibits import DIGEST_LIMIT, EXHIBITS, lay
from nango_conformance.recorder import Told
from nango_conformance.records import ScenarioRecord
from nango_conformance.results import CheckResult, Outcome
from nango_conformance.selection import Selection
from nango_conformance.target import Target
from nango_conformance.verdict import Finding, judge

Shown = Callable[..., tuple[str, ...]]
Judged = Callable[..., CheckResult]

IDS: Final = tuple(f"E{n:04d}" for n in range(1, 100))
CALL: Final = "POST /sync/trigger → 403"


def entries(*spoken: str) -> tuple[Entry, ...]:
    """Return ninety-nine exchanges, those that are named with one title, the rest all alike."""
    return tuple(
        Entry(
            id=id_,
            scenario="s",
            title=f"backend → Nango: {CALL}" if id_ in spoken else f"Ada → backend: GET /{id_}",
            text="text",
        )
        for id_ in IDS
    )


def told(outcome: Outcome, evidence: tuple[str, ...], reason: str = "", seen: str = "") -> Told:
    """Return the end of a scenario of NAF-01.1."""
    return Told(
        finding=Finding(check="NAF-01.1", outcome=outcome, reason=reason, seen=seen),
        record=ScenarioRecord(uri="features/01.feature", name="n", line=7, steps=(), started=0),
        notes=(),
        duration_s=0.1,
        evidence=evidence,
    )


@pytest.fixture
def judged(
    make_check: Callable[..., Check],
    make_catalogue: Callable[..., Catalogue],
    make_target: Callable[..., Target],
) -> Judged:
    """Give what becomes of NAF-01.1 and its evidence."""

    def make(
        *ends: Told, spoken: tuple[str, ...] = (), recorded: tuple[Entry, ...] = ()
    ) -> CheckResult:
        catalogue = make_catalogue(make_check(), make_check("NAF-02.1"))
        gathered = Gathered(
            target=make_target(),
            seed=1,
            selection=Selection(),
            chosen=frozenset({"NAF-01.1"}),
            started=0.0,
            told=ends,
            built=frozenset({"NAF-01.1"}),
            entries=recorded or entries(*spoken),
        )
        return assemble(catalogue, gathered, today=datetime.date(2026, 3, 12)).checks[0]

    return make


@pytest.fixture
def shown(judged: Judged) -> Shown:
    """Give the exhibits of a check that failed over everything that was recorded."""

    def make(*spoken: str, reason: str = "", seen: str = "") -> tuple[str, ...]:
        failed = told(Outcome.FAILED, IDS, reason, seen)
        return tuple(one.id for one in judged(failed, spoken=spoken).exhibits)

    return make


@pytest.mark.parametrize("where", ["reason", "seen"])
def test_what_the_reason_speaks_of_is_shown_however_early(shown: Shown, where: str) -> None:
    """Two calls of ninety-nine, long before the last forty, are what a reader asks for."""
    ids = shown("E0002", "E0005", **{where: f"expected no sync; saw {CALL}"})

    assert ids == ("E0002", "E0005", *IDS[-(EXHIBITS - 2) :])
    assert len(ids) == EXHIBITS


def test_what_nobody_speaks_of_gives_way_to_the_latest(shown: Shown) -> None:
    """The same calls, where the reason is about something else."""
    assert shown("E0002", "E0005", reason="expected an active link") == IDS[-EXHIBITS:]


def test_more_of_one_thing_than_fits_shows_the_latest_of_it(shown: Shown) -> None:
    """A page stays readable, and what went wrong stands at the end."""
    assert shown(*IDS[:60], reason=CALL) == IDS[60 - EXHIBITS : 60]


def test_few_exchanges_are_all_shown_in_their_order(judged: Judged) -> None:
    """Where a page holds them all, what is spoken of does not come first."""
    check = judged(told(Outcome.FAILED, IDS[:5], reason=CALL), spoken=("E0004",))

    assert tuple(one.id for one in check.exhibits) == IDS[:5]
    assert check.exhibits[3].title == f"backend → Nango: {CALL}"


def test_only_the_scenarios_that_tell_are_searched(judged: Judged) -> None:
    """The same call of a scenario that passed is no exhibit, and is kept as evidence."""
    check = judged(
        told(Outcome.PASSED, ("E0001",)),
        told(Outcome.FAILED, ("E0002",), reason=CALL),
        spoken=("E0001", "E0002"),
    )

    assert [one.id for one in check.exhibits] == ["E0002"]
    assert check.evidence == ("E0001", "E0002")


def test_what_passed_shows_what_was_done_and_what_is_left(judged: Judged) -> None:
    """Of its first example: the act of the When before the last reading, a call, and the log."""
    titles = (START, GENUINE, READ, MADE, FORGED, READ, GENUINE, MADE, "the target's log")
    end = dataclasses.replace(told(Outcome.PASSED, IDS[:9]), acts=(1_000.3, 1_000.55))
    check = judged(end, told(Outcome.PASSED, IDS[:1]), recorded=pieces(*titles))

    assert [one.id for one in check.digest] == [
        "E0005",
        "E0006",
        "E0008",
        "E0007",
        "E0001",
        "E0009",
    ]
    assert check.exhibits == ()


def test_what_the_when_did_comes_first_where_nobody_forged_anything(judged: Judged) -> None:
    """Mallory's request is the story; what Ada did before it is not."""
    theirs = "Mallory → backend: DELETE http://127.0.0.1:1/connections/1"
    titles = (START, GENUINE, theirs, READ, GENUINE)
    end = dataclasses.replace(told(Outcome.PASSED, IDS[:5]), acts=(1_000.2, 1_000.3))

    check = judged(end, recorded=pieces(*titles))

    assert [one.id for one in check.digest] == ["E0003", "E0004", "E0005"]


def test_usual_headers_are_left_out_of_a_digest(judged: Judged) -> None:
    """They take the place of what tells something."""
    text = "> GET /x\n> Accept: */*\n> Cookie: ‹secret›\n< 200\n< Date: now\n<\n< {}"
    check = judged(
        told(Outcome.PASSED, IDS[:1]),
        recorded=(dataclasses.replace(pieces(READ)[0], text=text),),
    )

    assert check.digest[0].text == "> GET /x\n> Cookie: ‹secret›\n< 200\n<\n< {}"


def test_what_did_not_pass_has_no_digest(judged: Judged) -> None:
    """It has its exhibits."""
    check = judged(told(Outcome.FAILED, IDS, reason="wrong"))

    assert check.digest == ()
    assert len(check.exhibits) == EXHIBITS


def pieces(*titles: str) -> tuple[Entry, ...]:
    """Return exchanges an eighth of a second apart, E0001 first, with these titles."""
    return tuple(
        Entry(id=id_, scenario="s", title=title, text="text", at=1_000 + n * 0.12347)
        for n, (id_, title) in enumerate(zip(IDS, titles, strict=False))
    )


FORGED: Final = "Nango → backend: webhook (a wrong HMAC), attempt 1 → 200"
GENUINE: Final = "Nango → backend: webhook, attempt 1 → 200"
START: Final = "Ada → backend: POST http://127.0.0.1:1/connect"
READ: Final = "Ada → backend: GET http://127.0.0.1:1/connections"
MADE: Final = "backend → Nango: POST /sync/trigger → 200"


@pytest.mark.parametrize(
    ("titles", "named", "led"),
    [
        ((START, FORGED, GENUINE, MADE, READ), ("E0005",), "E0002"),
        ((START, GENUINE, READ, FORGED), ("E0003",), "E0002"),
        ((START, MADE, READ), ("E0002",), "E0001"),
        ((START, FORGED), ("E0002",), None),
        ((START, MADE, GENUINE, READ), ("E0002", "E0003"), None),
        ((READ, MADE), ("E0002",), None),
        ((START, GENUINE, MADE), (), "E0002"),
    ],
)
def test_a_failure_shows_what_it_is_seen_by_and_what_led_to_it(
    judged: Judged, titles: tuple[str, ...], named: tuple[str, ...], led: str | None
) -> None:
    """A forgery before all, else the last thing that somebody did; nothing where that is named."""
    check = judged(failed(titles, named), recorded=pieces(*titles))

    assert (check.decisive, check.led) == (named, led)


def failed(titles: tuple[str, ...], named: tuple[str, ...]) -> Told:
    """Return the end of a scenario that failed over these exchanges."""
    end = told(Outcome.FAILED, IDS[: len(titles)], reason="wrong")
    return dataclasses.replace(end, finding=dataclasses.replace(end.finding, evidence=named))


def test_of_many_that_are_named_the_last_two_are_shown_first(judged: Judged) -> None:
    """Where everything is decisive, nothing is."""
    titles = (MADE,) * 5
    check = judged(failed(titles, IDS[:5]), recorded=pieces(*titles))

    assert check.decisive == ("E0004", "E0005")


def test_what_shows_a_failure_is_an_exhibit_however_early(judged: Judged) -> None:
    """It is no use to be told of an exchange that the page does not have."""
    titles = (START, MADE, *(READ,) * 60)
    check = judged(failed(titles, ("E0002",)), recorded=pieces(*titles))

    assert [one.id for one in check.exhibits][:2] == ["E0001", "E0002"]
    assert len(check.exhibits) == EXHIBITS


def test_what_passed_in_the_end_decides_nothing(judged: Judged) -> None:
    """Only a failure has something that shows it."""
    check = judged(told(Outcome.PASSED, IDS[:2]), recorded=pieces(START, GENUINE))

    assert (check.decisive, check.led) == ((), None)


def test_a_piece_tells_its_example_and_when_it_began(judged: Judged) -> None:
    """In milliseconds, and tenths, since the first piece of the example."""
    check = judged(
        told(Outcome.FAILED, IDS[:2], reason="wrong"),
        told(Outcome.FAILED, IDS[2:4], reason="wrong"),
        recorded=pieces(START, MADE, START, READ),
    )

    assert [(one.example, one.at_ms) for one in check.exhibits] == [
        (0, 0.0),
        (0, 123.5),
        (1, 0.0),
        (1, 123.5),
    ]


def test_where_nobody_named_it_the_last_that_the_verdict_speaks_of_shows_it(
    judged: Judged,
) -> None:
    """And what was done before it is before that, in the same example."""
    end = told(Outcome.FAILED, IDS[:4], reason=f"expected no sync; saw {CALL}")
    check = judged(end, recorded=pieces(START, f"backend → Nango: {CALL}", GENUINE, READ))

    assert (check.decisive, check.led) == (("E0002",), "E0001")


def test_of_two_that_the_verdict_speaks_of_the_later_shows_it(judged: Judged) -> None:
    """The first may have been right."""
    titles = (START, f"backend → Nango: {CALL}", GENUINE, f"backend → Nango: {CALL}")
    end = told(Outcome.FAILED, IDS[:4], reason=f"expected one sync; saw {CALL}")
    check = judged(end, recorded=pieces(*titles))

    assert (check.decisive, check.led) == (("E0004",), "E0003")


def test_what_led_to_a_failure_may_have_come_in_the_same_moment(judged: Judged) -> None:
    """A clock is not as fine as the order of what was recorded."""
    moment = tuple(dataclasses.replace(piece, at=1_000.0) for piece in pieces(START, READ))
    check = judged(failed((START, READ), ("E0002",)), recorded=moment)

    assert (check.decisive, check.led) == (("E0002",), "E0001")


def test_a_failure_that_does_not_count_has_nothing_that_shows_it(
    make_check: Callable[..., Check], make_catalogue: Callable[..., Catalogue]
) -> None:
    """A MAY that the target does otherwise does not apply to it."""
    end = failed((START, READ), ("E0002",))
    catalogue = make_catalogue(make_check(level=Level.MAY))
    (verdict,) = judge(catalogue, [end.finding], today=datetime.date(2026, 3, 12))

    laid = lay([end], verdict, {piece.id: piece for piece in pieces(START, READ)})

    assert verdict.outcome is Outcome.NOT_APPLICABLE
    assert (laid.decisive, laid.led) == ((), None)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("> " + "a" * (DIGEST_LIMIT - 2), "> " + "a" * (DIGEST_LIMIT - 2)),
        (
            "> GET /x" + "a" * 2_000,
            "> GET /x" + "a" * (DIGEST_LIMIT - 8) + "\n… the rest is in evidence.ndjson",
        ),
        (
            "a" * 4_000 + "ended with status 2",
            "… what was before is in evidence.ndjson\n"
            + "a" * (DIGEST_LIMIT - 19)
            + "ended with status 2",
        ),
    ],
)
def test_of_a_long_piece_its_telling_end_is_kept(judged: Judged, text: str, kept: str) -> None:
    """An exchange begins with what was asked; what a program prints ends with what became of it."""
    (piece,) = pieces(READ)
    check = judged(passed_by(piece), recorded=(dataclasses.replace(piece, text=text),))

    (shown,) = check.digest
    assert shown.text == kept


def passed_by(piece: Entry) -> Told:
    """Return the end of a scenario that passed by one piece."""
    return told(Outcome.PASSED, (piece.id,))

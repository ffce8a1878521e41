"""Orders of events by the command line: one by its id, all until interrupted, and what is none."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nango_conformance.driver.fake import keys_of
from nango_conformance.selftest.backends import Sources
from nango_conformance.target import Nango
from tests.judged import ROOT, toml

Begin = Callable[..., Any]


def test_one_is_replayed_by_its_id_with_all_its_evidence(begin: Begin) -> None:
    """The words say the order; no check runs; every exchange is in the evidence file."""
    ended = begin("--schedule", "s-EW.r").end()

    assert ended.status == 0, ended.err
    assert (
        "Nango will answer the next request about the connection with an error, then" in ended.out
    )
    assert "2. Nango's webhook comes: status 200" in ended.out
    schedules = ended.results["schedules"]
    assert schedules["totals"]["passed"] == 1
    assert "frontend says done: the target declares no [finalise] route" in schedules["left_out"][0]
    (told,) = schedules["told"]
    assert (told["id"], told["outcome"], len(told["happened"])) == ("S-ew.r", "passed", 3)
    titles = [exhibit["title"] for exhibit in told["exhibits"]]
    assert sum("Nango → backend: webhook" in title for title in titles) >= 2
    assert "backend → Nango: POST /sync/trigger → 503" in titles
    evidence = (ended.report / "evidence.ndjson").read_text()
    assert all(f'"fileName":"{id_} ' in evidence for id_ in told["evidence"])
    assert {check["verdict"] for check in ended.results["checks"]} == {"not-run"}


def test_an_interrupted_run_judges_nobody(begin: Begin) -> None:
    """What was played before is told; the rest did not run."""
    running = begin("--schedule", "all")
    running.wait_for("[ 200/1393] played")
    running.process.send_signal(signal.SIGINT)
    ended = running.end()

    assert ended.status == 3, ended.err
    assert "interrupted" in ended.results["fault"]
    totals = ended.results["schedules"]["totals"]
    assert totals["passed"] >= 150
    assert totals["not-run"] > 0
    assert sum(totals.values()) == 1393


def test_what_cannot_be_meant_is_said_before_anything_starts(begin: Begin) -> None:
    """An id that is none, and schedules together with checks."""
    for arguments, said in (
        (("--schedule", "S-xyz"), "w webhook, d duplicate webhook"),
        (("--schedule", "all", "--check", "NAF-06.1"), "they do not run together"),
    ):
        ended = begin(*arguments).end()
        assert ended.status == 2
        assert said in ended.err
        assert not ended.report.exists()


def test_what_the_target_does_not_have_proves_nothing(begin: Begin) -> None:
    """The reference has no route to which a browser reports."""
    ended = begin("--schedule", "S-fw").end()

    assert ended.status == 3
    (told,) = ended.results["schedules"]["told"]
    assert told["outcome"] == "not-applicable"
    assert "[finalise]" in told["reason"]


def test_what_a_target_printed_as_it_ended_holds_no_key(begin: Begin, tmp_path: Path) -> None:
    """It is red, for its end is quoted; its variables are not."""
    sources = Sources(root=ROOT, npm=lambda wanted: wanted)
    program = "tests/nango_conformance/end_to_end/telling.py"
    document = sources.described(["{python}", program, "--port", "{port}"])
    file = tmp_path / "target.toml"
    file.write_text("".join(f"{key} = {toml(value)}\n" for key, value in document.items()))
    keys = keys_of(Nango(), 1)

    ended = begin("--schedule", "S-w", "--target", str(file)).end()

    (told,) = ended.results["schedules"]["told"]
    assert (ended.status, told["outcome"]) == (1, "failed"), ended.err
    assert "NANGO_SECRET_KEY" in told["reason"]
    said = [ended.out, ended.err, *(path.read_text() for path in ended.report.iterdir())]
    assert not [text for text in said if keys.api in text or keys.signing in text]

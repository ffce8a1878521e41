"""The ledger says no more than was shown, and misses nothing that there is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Final

import pytest

from fake_nango.world import Urls
from tests.fake_nango.fidelity import inventory
from tests.fake_nango.fidelity.__main__ import PAGE, SUMS, main
from tests.fake_nango.fidelity.ledger import (
    Kind,
    differences,
    lines,
    not_shown,
    unknown,
)
from tests.fake_nango.fidelity.page import otherwise, page, sums
from tests.fake_nango.fidelity.shown import (
    FOREIGN,
    FRONTEND,
    HEAD,
    NO_ROUTE,
    PREFLIGHT,
    RECORDED,
    SPECIFIED,
    Shown,
    code_of,
    subject_of,
)
from tests.fake_nango.fidelity.witness import Standing, proof_of, standing_of

FAKE: Final = Path(__file__).parents[3] / "docs" / "FAKE.md"
LEDGER: Final = FAKE.with_name("FIDELITY.md")
URLS: Final = Urls(api="http://127.0.0.1:1", ui="http://127.0.0.1:2", control="http://127.0.0.1:3")
ONE: Final = Shown(subject="GET /health", status=200, proof=SPECIFIED)


def test_the_strongest_proof_counts() -> None:
    """A line that a recording shows is no line of the specification's any more."""
    recorded = replace(ONE, proof=RECORDED, says="health")
    sdk = replace(ONE, proof="@nangohq/node 0.71.4")

    kinds = [lines(each)[0].kind for each in ([ONE], [ONE, sdk], [ONE, sdk, recorded])]

    assert kinds == [Kind.SPECIFIED, Kind.SDK, Kind.RECORDED]


def test_what_nobody_has_shown_is_missed() -> None:
    """Endpoints, codes, frames, webhooks and messages, each by its name."""
    missed = set(not_shown(lines([ONE])))

    assert "GET /health" not in missed
    assert {
        "POST /connect/sessions",
        PREFLIGHT,
        "`forbidden` (session_rules.py)",
        "page: no state",
        "WebSocket: callback_err",
        "Connect UI: says `connect`",
        "webhook: auth override: success",
        "webhook: `invalid_callback`",
    } <= missed


def test_a_code_is_missed_where_it_was_not_shown() -> None:
    """That another endpoint answers with it is no proof."""
    elsewhere = Shown(subject="GET /records", status=404, code="not_found", proof=SPECIFIED)
    here = replace(elsewhere, subject="GET /action/:id")

    assert "`not_found` (web/actions.py)" in not_shown(lines([elsewhere]))
    assert "`not_found` (web/actions.py)" not in not_shown(lines([here]))


def test_what_the_fake_has_not_cannot_be_shown() -> None:
    """A slip of the pen in a test's mark is found."""
    slips = [
        Shown(subject="GET /helth", status=200, proof=SPECIFIED),
        Shown(subject="Connect UI", code="says `conect`", proof=SPECIFIED),
        Shown(subject="webhook", code="auth creation: maybe", proof=SPECIFIED),
    ]

    assert unknown(lines([ONE])) == ()
    assert len(unknown(lines(slips))) == 3


def test_the_page_does_not_depend_on_the_order_of_things() -> None:
    """Tests run in any order, in any number of processes."""
    shown = [ONE, replace(ONE, proof=RECORDED, says="b"), replace(ONE, proof=RECORDED, says="a")]

    assert page(lines(shown)) == page(lines(reversed(shown)))
    assert "| 200 |  | recorded: a; b |" in page(lines(shown))


def test_the_differences_are_those_that_the_guide_tells_of() -> None:
    """Line by line, in the same words."""
    wanted = "\n".join(otherwise(differences()["otherwise"]))

    assert wanted in FAKE.read_text("utf-8")
    after = FAKE.read_text("utf-8").partition(wanted)[2]
    assert after.startswith("\n\n")


def test_the_ledger_counts_the_differences_that_there_are() -> None:
    """Whoever adds one makes the page anew; only the whole of the tests would say so otherwise."""
    count = sum(map(len, differences().values()))

    assert f"| {Kind.DIFFERENT.value} | {count} |" in LEDGER.read_text("utf-8")


def test_what_is_said_to_be_absent_is_absent() -> None:
    """No code of it can be answered."""
    absent = {code for each in differences()["absent"] for code in each.codes}
    known = inventory.error_codes() | inventory.frame_errors() | inventory.failures()

    assert absent & known == set()
    assert absent & set(inventory.webhooks()) == set()


@pytest.mark.parametrize(
    ("method", "path", "subject"),
    [
        ("GET", "/connections/a", "GET /connections/:connectionId"),
        ("HEAD", "/Health/", "GET /health"),
        ("PUT", "/proxy/x/y", "ANY /proxy/*"),
        ("OPTIONS", "/connections", PREFLIGHT),
        ("OPTIONS", "/connect/telemetry", "OPTIONS /connect/telemetry"),
        ("POST", "/none", NO_ROUTE),
    ],
)
def test_an_endpoint_is_named_by_its_route(method: str, path: str, subject: str) -> None:
    """By the route that would answer."""
    assert subject_of(method, path) == subject


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("application/json", '{"error": {"code": "not_found"}}', "not_found"),
        ("application/json", '{"error": {"code": "NoSuchMail"}}', FOREIGN),
        ("application/json", '{"error": "invalid_grant"}', FOREIGN),
        ("application/json", '{"code": "ECONNREFUSED"}', "ECONNREFUSED"),
        ("application/json", '{"success": true}', ""),
        ("application/json", "[1]", ""),
        ("application/json", "{", FOREIGN),
        ("text/html", "<p>hello</p>", ""),
        ("text/plain", "hello", ""),
        (None, "", ""),
    ],
)
def test_an_error_is_named_by_its_code(kind: str | None, body: str, code: str) -> None:
    """Unless it is somebody else's error that came through Nango."""
    assert code_of("GET", kind, body.encode()) == code
    assert code_of("HEAD", kind, b"") == HEAD


@pytest.mark.parametrize(
    ("headers", "proof"),
    [
        ({"User-Agent": "nango-node-client/0.58.7 (linux/6)"}, "@nangohq/node 0.58.7"),
        ({"User-Agent": "Mozilla/5.0", "Origin": "http://127.0.0.1:9"}, FRONTEND),
        ({"User-Agent": "Mozilla/5.0", "Referer": f"{URLS.ui}/"}, SPECIFIED),
        ({"User-Agent": "Mozilla/5.0"}, SPECIFIED),
        ({"User-Agent": "python-requests", "Origin": "http://127.0.0.1:9"}, SPECIFIED),
    ],
)
def test_whose_word_it_is_says_the_request(headers: dict[str, str], proof: str) -> None:
    """A page of the fake's own is no SDK, and neither is a test that names an origin."""
    assert proof_of(headers, URLS) == proof


def test_some_tests_look_at_something_else() -> None:
    """Recorded rows speak for themselves; a storm of bad requests for nothing."""
    files = ("api/test_syncs.py", "recorded/test_answers.py", "robustness/test_storm.py")

    found = [standing_of(PurePosixPath(each)) for each in files]

    assert found == [Standing.LOOKED_AT, Standing.SAID, Standing.PASSED_OVER]


def test_a_page_that_is_not_current_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what to do about it; with nothing to read, it says how to get that."""
    monkeypatch.setattr("tests.fake_nango.fidelity.__main__.PAGE", tmp_path / "FIDELITY.md")
    monkeypatch.setattr("tests.fake_nango.fidelity.__main__.SUMS", tmp_path / "fidelity.toml")
    folder = tmp_path / "shown"
    folder.mkdir()
    assert main(["check", str(folder)]) == 2
    (folder / "gw0.jsonl").write_text(
        '{"subject": "GET /health", "status": 200, "code": "", "proof": "recorded", "says": ""}\n'
    )

    assert main(["check", str(folder)]) == 1
    assert "run `make fidelity`" in capsys.readouterr().err
    assert main(["write", str(folder)]) == 1
    assert main(["check", str(folder)]) == 1
    told = capsys.readouterr().err
    assert "No test has shown: POST /connect/sessions" in told
    assert "make fidelity" not in told


def test_the_sums_that_reports_tell_are_those_of_the_page() -> None:
    """Every report says how true the fake is known to be."""
    assert SUMS.read_text("utf-8") == sums(PAGE.read_text("utf-8"))

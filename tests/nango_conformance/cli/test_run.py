"""`run`: what is judged, what is told of it, and with which status it ends."""

from __future__ import annotations

import dataclasses
import json
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from nango_conformance.cli import main
from nango_conformance.cli import run as module
from nango_conformance.execution import Executed, Order
from nango_conformance.recorder import Audience
from nango_conformance.results import Run, RunVerdict

Capture = pytest.CaptureFixture[str]

MINE: Final = (
    'schema = 1\n[target]\nname = "mine"\nbase_url = "http://127.0.0.1:41"\n'
    '[target.expects_env]\nURL = "{fake.url}"\n'
    '[[integration]]\nkey = "m"\nnango_id = "outlook"\nprovider = "microsoft"\n'
    '[connect]\npath = "/c"\ntoken = "t"\n[webhook]\npath = "/w"\n'
)


@pytest.fixture
def orders(monkeypatch: pytest.MonkeyPatch, a_run: Run) -> Iterator[Callable[..., list[Order]]]:
    """Give a way to let every run end as told; what was ordered is kept."""
    made: list[Order] = []

    def ends(verdict: RunVerdict = RunVerdict.CONFORMANT, fault: str | None = None) -> list[Order]:
        def execute(order: Order, audience: Audience) -> Executed:
            made.append(order)
            audience.begins(0)
            run = dataclasses.replace(a_run, verdict=verdict, fault=fault)
            return Executed(run=run, evidence="{}\n")

        monkeypatch.setattr(module, "execute", execute)
        return made

    kept = signal.getsignal(signal.SIGTERM)
    yield ends
    signal.signal(signal.SIGTERM, kept)


@pytest.fixture
def signing(tmp_path: Path) -> Path:
    """Give the file of a private key."""
    path = tmp_path / "signing.pem"
    path.write_bytes(
        ed25519.Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.mark.parametrize(
    ("verdict", "fault", "status"),
    [
        (RunVerdict.CONFORMANT, None, 0),
        (RunVerdict.NOT_CONFORMANT, None, 1),
        (RunVerdict.NOT_CONFORMANT, "interrupted", 1),
        (RunVerdict.INCONCLUSIVE, "interrupted", 3),
        (RunVerdict.INCONCLUSIVE, None, 3),
    ],
)
def test_the_status_comes_from_the_results(
    orders: Callable[..., list[Order]],
    tmp_path: Path,
    capsys: Capture,
    verdict: RunVerdict,
    fault: str | None,
    status: int,
) -> None:
    """The report is there either way, and its path is the last line of the result."""
    orders(verdict, fault)

    assert main(["run", "--report-dir", str(tmp_path / "r")]) == status

    captured = capsys.readouterr()
    assert captured.out.splitlines()[-1] == str(tmp_path / "r" / "report.html")
    assert json.loads((tmp_path / "r" / "results.json").read_text())["verdict"] == verdict.value
    assert captured.err.startswith("judging reference backend (started by this run)\n")
    assert ("could not finish: interrupted" in captured.err) is (fault is not None)


def test_a_run_writes_the_formats_it_is_asked_for(
    orders: Callable[..., list[Order]], tmp_path: Path, capsys: Capture
) -> None:
    """And always the results, whose path is the last line where there is no page."""
    orders()

    assert main(["run", "--report-dir", str(tmp_path), "--format", "sarif, github"]) == 0

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "annotations.txt",
        "evidence.ndjson",
        "report.sarif",
        "results.json",
    ]
    assert capsys.readouterr().out.splitlines()[-1] == str(tmp_path / "results.json")


def test_a_run_leaves_nothing_of_an_earlier_one(
    orders: Callable[..., list[Order]], tmp_path: Path, signing: Path
) -> None:
    """A red one signs no badge that a green one has left, and without a key nothing vouches."""
    run = ["run", "--report-dir", str(tmp_path / "r")]
    orders()
    assert main([*run, "--format", "all", "--sign", str(signing)]) == 0
    (tmp_path / "r" / "report.pdf").write_bytes(b"%PDF of a green run")
    orders(RunVerdict.NOT_CONFORMANT)

    assert main([*run, "--format", "markdown", "--sign", str(signing)]) == 1
    left = {"report.md", "results.json", "evidence.ndjson"}
    signed = {"attestation.pub", "attestation.dsse.json"}
    assert {path.name for path in (tmp_path / "r").iterdir()} == left | signed
    assert main(["verify", str(tmp_path / "r")]) == 0
    assert main([*run, "--format", "markdown"]) == 1
    assert {path.name for path in (tmp_path / "r").iterdir()} == left


def test_a_pdf_that_cannot_be_drawn_is_told_before_the_run(
    orders: Callable[..., list[Order]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
) -> None:
    """Without the extra nothing is judged that could not be reported."""
    made = orders()
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    assert main(["run", "--report-dir", str(tmp_path / "r"), "--format", "html,pdf"]) == 2

    assert "pip install 'nango-conformance[pdf]'" in capsys.readouterr().err
    assert (made, (tmp_path / "r").exists()) == ([], False)


def test_without_a_target_the_reference_is_judged(
    orders: Callable[..., list[Order]], tmp_path: Path
) -> None:
    """With the defaults that --help tells."""
    made = orders()

    main(["run", "--report-dir", str(tmp_path)])

    (order,) = made
    assert (order.target.name, order.target.mode) == ("reference backend", "start")
    assert (order.seed, order.timeout_s, order.selection.narrows) == (1, 30.0, False)


def test_options_reach_the_run(orders: Callable[..., list[Order]], tmp_path: Path) -> None:
    """Each of them."""
    made = orders()
    options = "--seed 7 --timeout 2.5 --profile generic --database sqlite:///x --essential"
    options += " --item 6 --item 07 --check NAF-06.1 --level should"

    main(["run", "--report-dir", str(tmp_path), *options.split()])

    (order,) = made
    assert (order.seed, order.timeout_s, order.target.profile) == (7, 2.5, "generic")
    assert order.target.start is not None
    assert order.target.start.command[-2:] == ("--database", "sqlite:///x")
    assert order.target.faults == {}, "the file's troubles are made in the file's database"
    assert order.selection.told() == {
        "checks": ["NAF-06.1"],
        "items": ["06", "07"],
        "level": "SHOULD",
        "essential": True,
    }


def test_a_target_of_one_s_own_is_judged(
    orders: Callable[..., list[Order]], tmp_path: Path, capsys: Capture
) -> None:
    """What it must have been started with is told, because nothing else can tell."""
    made = orders()
    file = tmp_path / "mine.toml"
    file.write_text(MINE)

    main(["run", "--target", str(file), "--report-dir", str(tmp_path / "r")])

    assert made[0].target.name == "mine"
    err = capsys.readouterr().err
    assert err.startswith("judging mine (http://127.0.0.1:41)\n")
    assert "URL=http://127.0.0.1:3003\n" in err


def test_an_address_is_attached_to(
    orders: Callable[..., list[Order]], tmp_path: Path, capsys: Capture
) -> None:
    """As a backend of the reference's shape, with the keys that the seed gives."""
    made = orders()

    main(["run", "--url", "http://127.0.0.1:41/", "--report-dir", str(tmp_path)])

    assert (made[0].target.base_url, made[0].target.mode) == ("http://127.0.0.1:41", "attach")
    err = capsys.readouterr().err
    for name in ("NANGO_HOST", "NANGO_SECRET_KEY", "NANGO_WEBHOOK_SIGNING_KEY"):
        assert f"{name}=" in err


def test_being_told_to_end_is_an_interrupt(
    orders: Callable[..., list[Order]], tmp_path: Path
) -> None:
    """A pipeline's SIGTERM leaves a report as Ctrl-C does."""
    orders()
    main(["run", "--report-dir", str(tmp_path)])
    handler = signal.getsignal(signal.SIGTERM)

    assert callable(handler)
    with pytest.raises(KeyboardInterrupt):
        handler(signal.SIGTERM, None)


def test_a_waiver_of_no_check_is_refused(
    orders: Callable[..., list[Order]], tmp_path: Path, capsys: Capture
) -> None:
    """It would never be needless; what may have been meant is named, and nothing runs."""
    made = orders()
    file = tmp_path / "mine.toml"
    file.write_text(MINE + '[[waiver]]\ncheck = "NAF-06.11"\nreason = "r"\nuntil = 2026-12-31\n')

    status = main(["run", "--target", str(file), "--report-dir", str(tmp_path / "r")])

    captured = capsys.readouterr()
    assert (status, made, captured.out) == (2, [], "")
    assert captured.err.startswith(
        "error: [[waiver]] NAF-06.11: no check 'NAF-06.11'; did you mean NAF-06.1"
    )
    assert not (tmp_path / "r").exists()


def test_a_waiver_of_a_check_goes_with_the_target(
    orders: Callable[..., list[Order]], tmp_path: Path
) -> None:
    """Whether it is needed is for the run to say."""
    made = orders()
    file = tmp_path / "mine.toml"
    file.write_text(MINE + '[[waiver]]\ncheck = "NAF-06.1"\nreason = "r"\nuntil = 2026-12-31\n')

    main(["run", "--target", str(file), "--report-dir", str(tmp_path / "r")])

    assert [waiver.check for waiver in made[0].target.waivers] == ["NAF-06.1"]

"""The bundled reference passes, whatever it stores in and whatever the seed, and leaks nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fake_nango.settings import Identifiers

Begin = Callable[..., Any]

ESSENTIAL = 30
SEED = 7
SESSION_TOKEN = re.compile("nango_connect_session_[0-9a-f]{64}")


def test_the_reference_is_conformant_and_its_report_holds_no_secret(begin: Begin) -> None:
    """All thirty essential checks pass; no key, token or password stands in any file."""
    ended = begin("--seed", str(SEED)).end()

    essential = [check for check in ended.results["checks"] if check["essential"]]
    assert ended.status == 0, ended.err
    assert [check["id"] for check in essential if check["verdict"] != "passed"] == []
    assert len(essential) == ESSENTIAL
    assert {item["verdict"] for item in ended.results["items"]} == {"passed"}
    identifiers = Identifiers(SEED)
    secrets = [identifiers.uuid4(), identifiers.uuid4()]
    for path in ended.report.iterdir():
        text = path.read_text()
        assert [secret for secret in secrets if secret in text] == [], path.name
        assert SESSION_TOKEN.search(text) is None, path.name
        assert re.search(r'"(access_token|refresh_token|password)\\*": *\\*"[^‹"\\]', text) is None


@pytest.mark.parametrize("seed", ["2", "3"])
def test_another_seed_gives_the_same_verdicts(begin: Begin, seed: str) -> None:
    """Names, keys and passwords change with the seed; what is said of the target does not."""
    ended = begin("--essential", "--seed", seed).end()

    verdicts = {check["verdict"] for check in ended.results["checks"] if check["essential"]}
    assert ended.status == 0, ended.err
    assert verdicts == {"passed"}


@pytest.mark.postgres
def test_the_reference_on_postgresql_gets_the_same_verdicts(
    begin: Begin, new_database: Callable[[], str]
) -> None:
    """The same code on another database by its URL."""
    ended = begin("--essential", "--database", new_database()).end()

    verdicts = {check["verdict"] for check in ended.results["checks"] if check["essential"]}
    assert ended.status == 0, ended.err
    assert verdicts == {"passed"}


def test_a_report_folder_can_be_rendered_again(begin: Begin, tmp_path: Path) -> None:
    """`results.json` alone gives the same page as the run did."""
    from nango_conformance.cli import main

    ended = begin("--check", "NAF-01.1").end()
    output = tmp_path / "again"

    status = main(
        ["report", str(ended.report / "results.json"), "--format", "html", "--output", str(output)]
    )

    assert status == 0
    again = (output / "report.html").read_text()
    assert again == (ended.report / "report.html").read_text()

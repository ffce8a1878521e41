"""Only what a passing test got from the fake itself is kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from fake_nango.client import Control
from fake_nango.server import run_in_thread
from fake_nango.settings import default_settings
from fake_nango.world import Urls
from tests.fake_nango.fidelity.shown import SPECIFIED, Shown
from tests.fake_nango.fidelity.witness import Standing, Witness

HEALTH = Shown(subject="GET /health", status=200, proof=SPECIFIED)


@pytest.fixture
def witness() -> Iterator[Witness]:
    """Look at every fake while the test runs."""
    found = Witness()
    found.open()
    yield found
    found.close()


@pytest.fixture
def urls(witness: Witness) -> Iterator[Urls]:
    """Run a fake that is looked at."""
    assert witness.shown == set()
    with run_in_thread(default_settings(seed=1)) as fake:
        yield fake.urls


def _ask(urls: Urls) -> None:
    requests.get(f"{urls.api}/health", timeout=5)


def test_what_a_passing_test_got_is_kept(witness: Witness, urls: Urls) -> None:
    """And what a failing one got is not."""
    witness.begin(Standing.LOOKED_AT)
    _ask(urls)
    witness.end(passed=False)
    assert witness.shown == set()

    witness.begin(Standing.LOOKED_AT)
    _ask(urls)
    witness.end(passed=True)

    assert witness.shown == {HEALTH}


def test_a_test_may_speak_for_itself(witness: Witness, urls: Urls) -> None:
    """Then nothing else of it counts."""
    said = Shown(subject="GET /ready", status=200, proof="recorded", says="readiness")
    witness.begin(Standing.SAID)
    _ask(urls)
    witness.say(said)
    witness.end(passed=True)

    assert witness.shown == {said}


def test_nothing_counts_between_tests(witness: Witness, urls: Urls) -> None:
    """Nobody has looked at it."""
    _ask(urls)
    witness.begin(Standing.LOOKED_AT)
    witness.end(passed=True)

    assert witness.shown == set()


def test_a_fault_is_no_answer_of_nangos(witness: Witness, urls: Urls) -> None:
    """It answers what it was told to."""
    with Control(urls.control) as control:
        control.add_fault("ill", "GET /health", {"status": 503, "body": {}})
        witness.begin(Standing.LOOKED_AT)
        _ask(urls)
        witness.end(passed=True)

    assert witness.shown == set()


def test_the_fakes_own_people_prove_nothing(witness: Witness, urls: Urls) -> None:
    """They ask what they know to be answered."""
    (dev,) = default_settings(seed=1).environments
    with Control(urls.control) as control:
        answer = requests.post(
            f"{urls.api}/connect/sessions",
            json={"end_user": {"id": "ada"}},
            headers={"Authorization": f"Bearer {dev.secret_key}"},
            timeout=5,
        )
        witness.begin(Standing.LOOKED_AT)
        control.approve(answer.json()["data"]["token"], integration="outlook")
        witness.end(passed=True)

    assert witness.shown == set()

"""A target that cannot be reached, and one that is another Nango's: the root cause, once."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from nango_conformance.driver.fake import Keys, keys_of, running_fake
from nango_conformance.driver.process import free_port
from nango_conformance.target import bundled_reference
from tests.nango_conformance.doctor.described import ATTACHED, Attach, Examine

OURS: Final = keys_of(bundled_reference().nango, 1)
OTHERS: Final = Keys(
    api="11111111-1111-4111-8111-111111111111", signing="22222222-2222-4222-8222-222222222222"
)


def test_what_was_started_for_this_run_can_be_judged(examine: Examine, attach: Attach) -> None:
    """With the variables that are printed first, the doctor finds an attached target well."""
    with attach(OURS) as backend:
        found = examine(*backend.changes())

    assert found.status == 0, found.out
    assert f"NANGO_SECRET_KEY={OURS.api}" in found.err


def test_another_nango_is_the_root_cause(examine: Examine, attach: Attach) -> None:
    """The connect route answers, and this run's Nango has heard nothing."""
    with (
        running_fake(bundled_reference(), OTHERS) as other,
        attach(OTHERS, other.api) as backend,
    ):
        found = examine(*backend.changes())

    assert found.status == 2
    assert found.standings()["connect"] == ["wrong", "not declared"]
    assert "asked nothing of this run's Nango" in found.out
    assert "it talks to another Nango" in found.out


def test_stale_keys_are_the_root_cause(examine: Examine, attach: Attach) -> None:
    """This run's Nango was asked, and refused."""
    with attach(OTHERS) as backend:
        found = examine(*backend.changes())

    assert found.status == 2
    assert "(POST /connect/sessions → 401), so it has stale keys" in found.out
    assert "try   start it again with the variables that are printed above" in found.out


def test_a_stale_signing_key_is_told_at_the_webhook(examine: Examine, attach: Attach) -> None:
    """The API key is this run's, and the genuine webhook is refused."""
    with attach(Keys(api=OURS.api, signing=OTHERS.signing)) as backend:
        found = examine(*backend.changes())

    assert found.status == 2
    assert "nango.webhook_signing_key: a genuine webhook is refused with 401" in found.out


@pytest.mark.parametrize("keys", [OURS, OTHERS])
def test_a_run_tells_it_once(examine: Examine, attach: Attach, keys: Keys, tmp_path: Path) -> None:
    """A run that would fail everywhere for one reason judges nothing, and names the reason."""
    command = ("run", "--check", "NAF-01.1", "--report-dir", str(tmp_path / "report"))
    with attach(keys) as backend:
        found = examine(*backend.changes(), command=command)

    assert found.status == (0 if keys is OURS else 3)
    assert found.err.count("so it has stale keys") == (keys is OTHERS)
    assert ("next: nango-conformance doctor --target " in found.err) is (keys is OTHERS)


def test_a_run_judges_all_else(examine: Examine, attach: Attach, tmp_path: Path) -> None:
    """What the first contact cannot explain is left to the checks."""
    command = ("run", "--check", "NAF-01.1", "--report-dir", str(tmp_path / "report"))
    with attach(OURS) as backend:
        found = examine(*backend.changes(('nango/connect"', 'nango/konnect"')), command=command)

    assert found.status == 1
    assert "next: nango-conformance doctor --target" in found.err


def test_nothing_answers(examine: Examine) -> None:
    """Nobody started the target, or its address is another."""
    url = f"http://127.0.0.1:{free_port()}"

    found = examine(
        *ATTACHED,
        ('override = "env"', 'override = "env"\nlisten = "127.0.0.1:0"'),
        ('base_url = "http://127.0.0.1:{port}"', f'base_url = "{url}"'),
    )

    line = found.line_of("base_url")
    assert found.status == 3
    assert f"line {line}: target.base_url: nothing answers at {url}" in found.out
    assert found.standings()["sign-in"] == ["not tried"]
    assert found.out.endswith("the target cannot be reached\n")


def test_it_listens_on_another_port(examine: Examine) -> None:
    """The port that it listens on is named."""
    port, real = free_port(), free_port()

    found = examine(
        ('base_url = "http://127.0.0.1:{port}"', f'base_url = "http://127.0.0.1:{port}"'),
        ('"--port", "{port}"]', f'"--port", "{real}"]'),
        ("timeout_s = 30", "timeout_s = 4"),
    )

    assert found.status == 3
    assert f"nothing answers at http://127.0.0.1:{port}; it listens on port {real}" in found.out
    assert f"try   base_url with port {real}" in found.out


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (
            '["{python}", "-c", "print(\'no licence\'); exit(4)"]',
            "the target ended with exit statu",
        ),
        ('["/no/such/program"]', "/no/such/program cannot be started: "),
    ],
)
def test_it_does_not_start(examine: Examine, command: str, says: str) -> None:
    """What it said before it ended is quoted."""
    old = '["{python}", "-m", "reference_backend", "--port", "{port}"]'

    found = examine((old, command))

    line = found.line_of("command")
    assert found.status == 3
    assert f"line {line}: target.start.command: {says}" in found.out
    assert ("no licence" in found.out) is ("licence" in command)
